import type { Report } from "@gitops-actions/adapters/runner";
import { type Finding, tally, tallyText } from "@gitops-actions/core/doctor";
import { UserError } from "@gitops-actions/core/errors";
import { code, plain, table } from "@gitops-actions/core/text";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";

/** What the step shows and hands on of its findings; the worst come first. */
export function report(
  { repository, failOn }: Request,
  findings: readonly Finding[],
): Report<OutputName> {
  const { error, warning, notice } = tally(findings);
  const sorted = bySeverity(findings);
  const isFailure = { error: error > 0, warning: error + warning > 0, never: false }[failOn];
  return {
    outputs: { errors: error, warnings: warning },
    result: {
      repository,
      errors: error,
      warnings: warning,
      notices: notice,
      findings: sorted.map(({ place, ...finding }) => ({ ...finding, ...place })),
    },
    summary: summary(repository, sorted),
    annotations: sorted.map(({ severity, place, message, fix }) => ({
      level: severity,
      title: "doctor",
      message: `${message}\n${fix}`,
      ...place,
    })),
    ...(isFailure ? { failure: failure(findings) } : {}),
  };
}

/** What the log says of the findings, two lines each. */
export function logLines(findings: readonly Finding[]): readonly string[] {
  return [
    ...bySeverity(findings).map(
      (finding) => `${finding.severity} ${whereOf(finding)}${finding.message}\n  ${finding.fix}`,
    ),
    tallyText(findings),
  ];
}

function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return (["error", "warning", "notice"] as const).flatMap((wanted) =>
    findings.filter(({ severity }) => severity === wanted),
  );
}

function whereOf({ place }: Finding): string {
  return place?.file === undefined ? "" : `${placeText(place)}: `;
}

function placeText({ file = "", line }: NonNullable<Finding["place"]>): string {
  return line === undefined ? file : `${file}:${line}`;
}

const MARKS = { error: "❌ error", warning: "⚠️ warning", notice: "ℹ️ notice" } as const;

function summary(repository: string, findings: readonly Finding[]): string {
  const { error, warning } = tally(findings);
  const mark = error > 0 ? "❌" : warning > 0 ? "⚠️" : "✅";
  const rows = findings.map(({ severity, place, message, fix }) => [
    MARKS[severity],
    place?.file === undefined ? "" : code(placeText(place)),
    plain(message),
    plain(fix),
  ]);
  const list = rows.length === 0 ? "" : `\n\n${table(["", "where", "what", "what to do"], rows)}`;
  return `### ${mark} ${plain(repository)}: ${tallyText(findings)}${list}\n`;
}

function failure(findings: readonly Finding[]): UserError {
  return new UserError("doctor-findings", tallyText(findings), {
    hint: "Each is an annotation and a line of the summary, with what to do. fail-on says what makes this step fail.",
  });
}
