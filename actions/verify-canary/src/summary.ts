import { shortImage } from "@gitops-actions/core/evidence";
import { type Artifact, printVersion } from "@gitops-actions/core/image";
import { code, codeBlock, link, plain, table } from "@gitops-actions/core/text";
import type { Judged } from "./analysis.ts";
import { metricChart, sparkline } from "./chart.ts";
import type { Request } from "./inputs.ts";
import type { NamedRun, Verification } from "./outcome.ts";

const SIGNS: Readonly<Record<Verification["outcome"], string>> = {
  pass: "✅",
  fail: "❌",
  inconclusive: "❓",
  error: "❓",
  timeout: "⏱️",
  superseded: "⏭️",
  blocked: "🚧",
  waiting: "⏳",
};

/** What was looked at, for the last line. */
export interface Looked {
  readonly described: string;
  readonly requests: number;
  readonly repositoryUrl: string;
}

/** The step summary: for each app the verdict in one sentence, then what led to it. */
export function summary(
  verifications: readonly Verification[],
  request: Request,
  looked: Looked,
): string {
  const many = verifications.length > 1 ? [overview(verifications)] : [];
  const parts = [
    ...many,
    ...verifications.flatMap((one) => section(one, { request, looked })),
    `Looked at ${plain(looked.described)}; ${looked.requests} API requests there.`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function overview(verifications: readonly Verification[]): string {
  const rows = verifications.map(({ subject, outcome, reason }) => [
    code(subject.app),
    `${SIGNS[outcome]} ${outcome}`,
    subject.images.map((image) => code(printVersion(image))).join(" "),
    plain(reason),
  ]);
  return table(["app", "outcome", "version", "why"], rows);
}

function section(
  verification: Verification,
  { request, looked }: { readonly request: Request; readonly looked: Looked },
): string[] {
  const { subject, outcome, reason, timeline, runs, analyses } = verification;
  return [
    `### ${SIGNS[outcome]} ${code(subject.app)} in ${code(subject.environment)}: ${outcome}`,
    `${plain(capital(reason))}.`,
    facts(verification, { request, looked }),
    timeline.length === 0 ? "" : timelineTable(verification),
    runs.length === 0 ? "" : runsTable(runs),
    ...analyses.flatMap(analysisParts),
  ];
}

function facts(
  { subject, level, recorded, acts, undone }: Verification,
  { request, looked }: { readonly request: Request; readonly looked: Looked },
): string {
  const { revision, images } = subject;
  const proof =
    level === "observed"
      ? "the workload was seen running it"
      : "a controller said so on GitHub; nobody looked at the workload";
  const place = request.step === undefined ? "" : `, at step ${request.step}`;
  return [
    ...images.map((image) => `- ${code(shortImage(printArtifact(image)))}`),
    `- revision ${link(revision.slice(0, 12), `${looked.repositoryUrl}/commit/${revision}`)}${place}`,
    `- ${level}: ${proof}`,
    recorded === undefined
      ? "- not recorded"
      : `- recorded as ${code(recorded.context)}, since ${recorded.since.toISOString()}`,
    ...acts.map((done) => `- ${plain(done)}`),
    ...undone.map(({ message }) => `- ⚠️ ${plain(message)}`),
  ].join("\n");
}

/** The reference as people write it. */
export function printArtifact({ name, tag, digest }: Artifact): string {
  return `${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

function timelineTable({ timeline, startedAt }: Verification): string {
  const rows = timeline.map(({ at, what }) => [
    `+${((at.getTime() - startedAt.getTime()) / 1000).toFixed(1)} s`,
    plain(what),
  ]);
  return table(["when", "what was seen"], rows);
}

function runsTable(runs: readonly NamedRun[]): string {
  const rows = runs.map(({ name, phase, metrics, verdict }) => [
    code(name),
    phase,
    metrics.map((one) => `${code(one.name)} ${one.good} of ${one.count} good`).join("<br>"),
    `${verdict.outcome}: ${plain(verdict.reason)}`,
  ]);
  return table(["the controller's AnalysisRun", "phase", "measurements", "counts here as"], rows);
}

function analysisParts(judged: Judged): string[] {
  const { analysis, source, verdict, findings, measurements } = judged;
  const rows = analysis.metrics.map((metric) => {
    const result = analysis.results.find(({ name }) => name === metric.name);
    const own = measurements.filter((one) => one.metric === metric.name);
    const limit = metric.failureLimit ?? 0;
    return [
      `${code(metric.name)}${analysis.dryRun.has(metric.name) ? " (dry run)" : ""}`,
      result?.phase ?? "not measured",
      `${result?.successful ?? 0} / ${result?.failed ?? 0} of ${limit} allowed / ${result?.inconclusive ?? 0} / ${result?.error ?? 0}`,
      sparkline(own),
      own.at(-1) === undefined ? "" : code(lastValue(own.at(-1)?.value, own.at(-1)?.message)),
      [metric.successCondition, metric.failureCondition && `not ${metric.failureCondition}`]
        .filter((one) => one !== undefined && one !== "")
        .map((one) => code(one ?? ""))
        .join("<br>"),
    ];
  });
  const charts = analysis.metrics.flatMap((metric) => {
    const own = measurements.filter((one) => one.metric === metric.name);
    const chart = metricChart(metric.name, own);
    return chart === undefined ? [] : [codeBlock("mermaid", chart)];
  });
  const queries = analysis.metrics.flatMap((metric) => {
    const { prometheus, web } = metric.provider;
    const query = prometheus?.query ?? web?.url;
    const language = prometheus === undefined ? "text" : "promql";
    return query === undefined ? [] : [`${plain(metric.name)}:`, codeBlock(language, query)];
  });
  return [
    `**Analysis** ${code(source)}: ${analysis.phase}, counts as ${verdict.outcome}: ${plain(verdict.reason)}`,
    table(
      ["metric", "phase", "good / failed / inconclusive / error", "course", "last", "condition"],
      rows,
    ),
    ...charts,
    ...findings.map(
      ({ metric, message, fix }) => `> ⚠️ ${code(metric)}: ${plain(message)}. ${plain(fix)}`,
    ),
    `<details><summary>Queries as they were asked</summary>\n\n${queries.join("\n\n")}\n\n</details>`,
  ];
}

function lastValue(value = "", message = ""): string {
  return (value === "" ? message : value).slice(0, 200);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, "");
}
