import type { Annotation, Report } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import { numberLike } from "@gitops-actions/core/image";
import { decisionJson } from "@gitops-actions/core/policy";
import {
  type AllowEntry,
  countBySeverity,
  findingsTable,
  printCounts,
} from "@gitops-actions/core/scan";
import { code, plain, table } from "@gitops-actions/core/text";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import type { Judgement, Outcome, Subject } from "./outcome.ts";

/** What the step shows and hands on of an outcome. */
export function report(request: Request, outcome: Outcome): Report<OutputName> {
  const { subject, judgement, sbom, signed, tagged, requests } = outcome;
  const digest = subject?.manifest.digest;
  const isIndex = subject !== undefined && subject.manifest.content.manifests !== undefined;
  const platforms = Object.fromEntries(
    (subject?.platforms ?? []).map((image) => [image.platform, image.digest]),
  );
  const vulnerabilities =
    judgement === undefined ? undefined : countBySeverity(judgement.report.findings);
  const image = imageOf(request, outcome);
  const failure = blocked(request, judgement);
  return {
    outputs: {
      digest,
      "index-digest": isIndex ? digest : undefined,
      "platform-digests": JSON.stringify(platforms),
      image,
      tag: tagged ? request.tag : undefined,
      reused: subject?.from === "reused",
      vulnerabilities: vulnerabilities && JSON.stringify(vulnerabilities),
      sarif: judgement?.sarif,
      sbom: sbom?.path,
      decision: judgement && decisionJson(judgement.decision),
    },
    result: {
      image,
      digest,
      isIndex,
      platforms,
      tag: request.tag,
      tagged,
      from: subject?.from,
      dryRun: request.dryRun,
      vulnerabilities,
      blocking: judgement?.verdict.counts,
      allowed: judgement?.verdict.allowed.length,
      delta: judgement?.delta,
      packages: judgement?.report.packages,
      scanner: judgement?.report.scanner,
      sbomChanges: sbom?.changes,
      decision: judgement?.decision,
      signed,
      requests,
    },
    summary: summary(request, outcome),
    annotations: annotations(request, outcome),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** What the log says of an outcome, a line each. */
export function logLines(request: Request, outcome: Outcome): readonly string[] {
  const { subject, judgement, signed, tagged, requests } = outcome;
  if (subject === undefined) return [`Dry run: ${request.name}:${request.tag} would be pushed.`];
  const { manifest, from } = subject;
  return [
    `${request.name}@${manifest.digest} (${from})`,
    ...(judgement === undefined
      ? ["Not scanned, so neither signed nor tagged."]
      : [
          `${judgement.report.scanner}: ${printCounts(countBySeverity(judgement.report.findings))} in ${judgement.report.packages ?? "its"} packages`,
          ...judgement.decision.gates.map(
            ({ name, state, reason }) => `${name}: ${state}, ${reason}`,
          ),
        ]),
    ...(signed === undefined ? [] : [`Signed ${signed}.`]),
    tagged ? `Tagged ${request.tag}.` : "Not tagged.",
    `${requests} registry requests.`,
  ];
}

function imageOf({ name, tag }: Request, { subject, tagged }: Outcome): string | undefined {
  if (subject === undefined) return undefined;
  return `${name}${tagged ? `:${tag}` : ""}@${subject.manifest.digest}`;
}

function blocked({ scan, name }: Request, judgement: Judgement | undefined): UserError | undefined {
  if (judgement === undefined || judgement.decision.state === "pass") return undefined;
  const [gate] = judgement.decision.gates;
  return new UserError(
    "scan-blocked",
    `${name} is kept out: ${gate?.reason}, at or above "${scan.failOn}"`,
    {
      hint: "Build with the fixes that the summary names, or excuse a finding in the allow-list with a reason, an owner and an end.",
    },
  );
}

function annotations(request: Request, { judgement }: Outcome): Annotation[] {
  const number = numberLike(request.tag);
  const file = request.scan.allowList;
  const about = (level: Annotation["level"], entries: readonly AllowEntry[], what: string) =>
    entries.map(
      (entry): Annotation => ({
        level,
        title: "allow-list",
        message: `${entry.id} ${what} (owner: ${entry.owner})`,
        file,
        line: entry.line,
      }),
    );
  const verdict = judgement?.verdict;
  return [
    ...(number === undefined
      ? []
      : [
          {
            level: "warning",
            title: "number-like tag",
            message: `${number}; update-overlay writes the quotes, other tools may not`,
          } as const,
        ]),
    ...about("warning", verdict?.expired ?? [], "has expired: the finding counts again"),
    ...about("warning", verdict?.expiring ?? [], "expires within two weeks"),
    ...about("notice", verdict?.unused ?? [], "fits no finding any more: remove it"),
  ];
}

function summary(request: Request, outcome: Outcome): string {
  const { subject, judgement, sbom } = outcome;
  const parts = [
    `### ${headline(request, outcome)}`,
    subject === undefined ? "" : imageTable(request, { ...outcome, subject }),
    judgement === undefined ? "" : findingsText(judgement),
    sbom === undefined || sbom.changes.length === 0 ? "" : changesText(sbom.changes),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline({ name, tag, dryRun }: Request, { subject, judgement, tagged }: Outcome): string {
  const named = code(`${name}:${tag}`);
  if (subject === undefined) return `🔎 ${named}: dry run, built into the cache only`;
  if (judgement === undefined) return `📦 ${code(name)}: pushed by digest, not scanned, not tagged`;
  if (judgement.decision.state !== "pass") return `❌ ${named}: kept out by the scan`;
  if (dryRun) return `🔎 ${named}: dry run, would be signed and tagged`;
  if (subject.from === "reused")
    return `✔️ ${named}: there already, of this commit; nothing was built`;
  return tagged ? `✅ ${named}` : `📦 ${code(name)}`;
}

function imageTable(
  { name, sign }: Request,
  { subject, signed, requests }: Outcome & { readonly subject: Subject },
): string {
  const { manifest, platforms, steps, sizes } = subject;
  const isIndex = manifest.content.manifests !== undefined;
  const rows = [
    ["image", code(name)],
    [isIndex ? "index (promoted)" : "manifest (promoted)", code(manifest.digest)],
    ...platforms.map(({ platform, digest }) => [plain(platform), code(digest)]),
    ...sizes.map(({ platform, layers, bytes }) => [
      `size${platform === "" ? "" : ` ${plain(platform)}`}`,
      `${(bytes / 1e6).toFixed(1)} MB in ${layers} layers`,
    ]),
    ...(steps === undefined ? [] : [["cache", `${steps.cached} of ${steps.all} steps`]]),
    ...(signed === undefined ? [] : [["signed", `${plain(signed)}, as ${sign?.layout}`]]),
    ["registry", `${requests} requests`],
  ];
  return table(["what", "value"], rows);
}

function findingsText({ report: found, verdict, delta }: Judgement): string {
  const counts = printCounts(countBySeverity(found.findings));
  const scope = found.packages === undefined ? "" : ` in ${found.packages} packages`;
  const lines = [
    `**${plain(found.scanner)}** found ${counts}${scope}${found.databaseAt === undefined ? "" : `, with a database of ${found.databaseAt.toISOString().slice(0, 10)}`}.`,
    ...(delta === undefined
      ? []
      : [
          `Against the compared image: adds ${printCounts(delta.added)}, removes ${printCounts(delta.removed)}.`,
        ]),
  ];
  const blocking = verdict.blocking.length === 0 ? [] : [findingsTable(verdict.blocking)];
  const allowed =
    verdict.allowed.length === 0
      ? []
      : [
          "Excused by the allow-list:",
          table(
            ["Vulnerability", "Package", "Reason", "Owner", "Until"],
            verdict.allowed
              .slice(0, 50)
              .map(({ finding, entry }) => [
                code(finding.id),
                code(finding.package.name),
                plain(entry.reason),
                plain(entry.owner),
                lastDay(entry.expires),
              ]),
          ),
        ];
  return [lines.join(" "), ...blocking, ...allowed].join("\n\n");
}

/** The last day on which an entry holds; it ends with the first instant of the next. */
function lastDay(expires: Date): string {
  return new Date(expires.getTime() - 1).toISOString().slice(0, 10);
}

function changesText(changes: NonNullable<Outcome["sbom"]>["changes"]): string {
  const rows = changes
    .slice(0, 50)
    .map(({ name, before, after }) => [
      code(name),
      before.length === 0 ? "added" : code(before.join(", ")),
      after.length === 0 ? "removed" : code(after.join(", ")),
    ]);
  const rest = changes.length - rows.length;
  const more = rest > 0 ? `\n\n${rest} more differ.` : "";
  return `Packages that differ from the compared image:\n\n${table(["Package", "Before", "Now"], rows)}${more}`;
}
