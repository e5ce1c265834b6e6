import type { Annotation, Report } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import { shortImage } from "@gitops-actions/core/evidence";
import { type Decision, decisionTable, statusLine, timeZones } from "@gitops-actions/core/policy";
import { code, codeBlock, link, plain, table } from "@gitops-actions/core/text";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import type { Outcome, PassResult } from "./outcome.ts";

/** What a whole run came to. */
export interface RunResult {
  readonly result: PassResult;
  /** The token in words. */
  readonly token: string;
  readonly requests: number;
}

/** What the step shows and hands on. */
export function report(request: Request, run: RunResult): Report<OutputName> {
  const { outcomes } = run.result;
  const [only, second] = outcomes.filter(({ pull }) => pull !== undefined);
  const pull = second === undefined ? only?.pull : undefined;
  const faults = outcomes.flatMap(({ fault }) => fault ?? []);
  return {
    outputs: {
      operation: oneOf(outcomes.map(({ operation }) => operation)),
      "pull-request-number": pull?.number,
      "pull-request-url": pull?.url,
      decision: oneOf(outcomes.flatMap(({ decision }) => decision?.state ?? [])),
      "retry-at": retryAt(outcomes)?.toISOString(),
      changed: run.result.wrote,
      promotions: JSON.stringify(outcomes.map(asJson)),
    },
    result: {
      promotions: outcomes.map(asJson),
      others: run.result.judged,
      requests: run.requests,
      repository: request.repository,
    },
    summary: summary(request, run),
    annotations: annotations(run.result),
    ...(faults.length === 0 ? {} : { failure: failureOf(faults, outcomes) }),
  };
}

/** The one value that all share; `mixed` of several, empty of none. */
function oneOf(values: readonly string[]): string | undefined {
  const distinct = new Set(values);
  return distinct.size > 1 ? "mixed" : [...distinct][0];
}

/** The earliest instant at which anything changes by itself. */
function retryAt(outcomes: readonly Outcome[]): Date | undefined {
  const times = outcomes.flatMap(({ decision }) => decision?.changesAt?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

function asJson(outcome: Outcome): object {
  const { task, operation, pull, decision, closed, fault } = outcome;
  const { unit, from, move, version } = task;
  return {
    [unit.kind]: unit.name,
    environment: unit.environment,
    from,
    version,
    operation,
    why: whyOf(outcome),
    "pull-request-number": pull?.number,
    "pull-request-url": pull?.url,
    decision: decision?.state,
    gates: decision?.gates,
    "retry-at": decision?.changesAt,
    closed,
    images: move.entries.map(({ app, image, previous }) => ({ app, image, previous })),
    ...(fault === undefined ? {} : { error: { code: fault.code, message: fault.located } }),
  };
}

/** Why it came to no more: of a train also what keeps some of its apps back for good. */
function whyOf({ why, task: { imageless } }: Outcome): string | undefined {
  const reasons = [why ?? [], imageless.map(({ message, hint }) => `${message}. ${hint}`)].flat();
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

/** What the log says, a line each. */
export function logLines(
  request: Request,
  { result, token, requests }: RunResult,
): readonly string[] {
  return [
    `${request.repository}:`,
    ...result.outcomes.map((outcome) => `  ${nameOf(outcome)}: ${sentence(outcome)}`),
    ...result.judged.map(
      ({ number, decision }) => `  #${number}, made by others: ${decision.state}`,
    ),
    `${requests} API requests with ${token}`,
  ];
}

function nameOf({ task: { unit } }: Outcome): string {
  return `${unit.kind === "train" ? "train " : ""}${unit.name} -> ${unit.environment}`;
}

function sentence(outcome: Outcome): string {
  const { operation, pull, decision, closed, fault, task } = outcome;
  const why = whyOf(outcome);
  const parts = [
    pull === undefined ? operation : `${operation} ${pull.url}`,
    ...(closed.length === 0 ? [] : [`closed ${closed.map((number) => `#${number}`).join(", ")}`]),
    ...(why === undefined ? [] : [why]),
    ...(fault === undefined ? [] : [fault.located]),
    ...(operation === "none" && why === undefined && task.wanted === undefined
      ? [`${task.environment.name} runs what ${task.from} runs`]
      : []),
    ...(decision === undefined ? [] : [line(decision)]),
  ];
  return parts.join("; ");
}

function line(decision: Decision): string {
  return statusLine(decision, { now: new Date(), zones: timeZones() });
}

function failureOf(faults: readonly UserError[], outcomes: readonly Outcome[]): UserError {
  const [first] = faults;
  if (first !== undefined && faults.length === 1) return first;
  return new UserError(
    first?.code ?? "input-invalid",
    `${faults.length} of ${outcomes.length} promotions failed:\n${faults.map((fault) => `- ${fault.located}`).join("\n")}`,
    { hint: "The others were done. The summary has each with its reason." },
  );
}

function annotations({ outcomes, warnings }: PassResult): Annotation[] {
  const ofEach = outcomes.flatMap((outcome) =>
    outcome.warnings.map(
      (message): Annotation => ({ level: "warning", title: nameOf(outcome), message }),
    ),
  );
  const ofAll = warnings.map(
    (message): Annotation => ({ level: "warning", title: "GITHUB_TOKEN", message }),
  );
  return [...ofAll, ...ofEach];
}

const SYMBOLS: Readonly<Record<Outcome["operation"], string>> = {
  created: "🆕",
  updated: "🔄",
  superseded: "🔄",
  merged: "✅",
  waiting: "⏳",
  none: "✔️",
  planned: "🔎",
  failed: "❌",
};

function summary(request: Request, { result, token, requests }: RunResult): string {
  const { outcomes, judged } = result;
  const [only, second] = outcomes;
  const isOne = only !== undefined && second === undefined;
  const parts = [
    isOne ? `### ${headline(only)}` : `### Promotions in ${code(request.repository)}`,
    isOne ? detailed(only) : overview(outcomes),
    judged.length === 0 ? "" : `#### Other pull requests\n\n${others(judged)}`,
    `- ${requests} API requests with ${token}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline(outcome: Outcome): string {
  const { operation, task, pull } = outcome;
  const { unit, from } = task;
  const where = pull === undefined ? "" : `: ${link(`#${pull.number}`, pull.url)}`;
  return `${SYMBOLS[operation]} ${code(unit.name)} from ${code(from ?? "?")} to ${code(unit.environment)}, ${operation}${where}`;
}

function detailed(outcome: Outcome): string {
  const { task, decision, closed, warnings } = outcome;
  const why = whyOf(outcome);
  const { entries, edit } = task.move;
  const rows = entries.map(({ app, previous, image }) => [
    code(app),
    code(shortImage(previous)),
    code(shortImage(image)),
  ]);
  const parts = [
    why === undefined ? "" : plain(why),
    rows.length === 0 ? "Nothing differs." : table(["app", "runs", "would run"], rows),
    decision === undefined ? "" : decisionTable(decision, { now: new Date(), zones: timeZones() }),
    closed.length === 0 ? "" : `Closed ${closed.map((number) => `#${number}`).join(", ")}.`,
    edit.diff === "" ? "" : codeBlock("diff", edit.diff),
    ...warnings.map((warning) => `> ${plain(warning)}`),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function overview(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { task, operation, pull, decision, fault } = outcome;
    const why = whyOf(outcome);
    return [
      code(task.unit.name),
      code(task.unit.environment),
      `${SYMBOLS[operation]} ${operation}`,
      pull === undefined ? "" : link(`#${pull.number}`, pull.url),
      plain(fault?.located ?? why ?? (decision === undefined ? "" : line(decision))),
    ];
  });
  return table(["app", "into", "what", "pull request", "why"], rows);
}

function others(judged: PassResult["judged"]): string {
  return table(
    ["pull request", "gates"],
    judged.map(({ number, url, decision }) => [link(`#${number}`, url), plain(line(decision))]),
  );
}
