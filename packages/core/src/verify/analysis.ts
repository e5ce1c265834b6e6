import { parseDuration } from "../expression/index.ts";
import { resolveMetric } from "./analysis-args.ts";
import {
  assessMetric,
  type MetricResult,
  newResult,
  passedLimit,
  withMeasurement,
} from "./analysis-result.ts";
import { applyRules, metricsFault } from "./analysis-rules.ts";
import {
  type AnalysisSpec,
  type Argument,
  effectiveCount,
  isGiven,
  type Metric,
} from "./analysis-spec.ts";
import type { Measurement } from "./measurement.ts";
import { type AnalysisPhase, isCompleted, isWorsePhase } from "./phase.ts";

/** An error is tried again after this time, whatever the interval. */
const ERROR_RETRY_MS = 10_000;
/** So many measurements of a metric are kept when no rule says otherwise. */
const RETENTION = 10;

/** How many metrics ended in which way. */
export interface RunSummary {
  readonly count: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
}

/** A run of an analysis: what it is to do and how far it has come. A value, never changed in place. */
export interface Analysis {
  /** The metrics with their arguments filled in. */
  readonly metrics: readonly Metric[];
  readonly dryRun: ReadonlySet<string>;
  readonly retention: ReadonlyMap<string, number>;
  /** Texts that are cut out of messages. */
  readonly secrets: readonly string[];
  readonly isTerminated: boolean;
  readonly phase: AnalysisPhase;
  readonly message: string;
  readonly startedAt: Date | undefined;
  readonly completedAt: Date | undefined;
  /** In the order in which the metrics were first measured. */
  readonly results: readonly MetricResult[];
  readonly summary: RunSummary;
  /** Undefined until the run was looked at for the first time. */
  readonly dryRunSummary: RunSummary | undefined;
}

/** What to do next with an analysis. */
export type AnalysisStep =
  | { readonly kind: "measure"; readonly metrics: readonly Metric[] }
  | { readonly kind: "wait"; readonly until: Date }
  /** Nothing more will happen by itself: the analysis is over, or a measurement is under way. */
  | { readonly kind: "stop" };

const NO_SUMMARY: RunSummary = { count: 0, successful: 0, failed: 0, inconclusive: 0, error: 0 };

/**
 * A new run of the analysis, or one that ended at once in Error because its arguments or its spec are
 * wrong. Arguments must have their values: {@link mergeArgs} gives them, and whoever can read secrets.
 */
export function startAnalysis(
  spec: AnalysisSpec,
  { now, secrets = [] }: { now: Date; secrets?: readonly string[] },
): Analysis {
  const blank: Analysis = {
    metrics: [],
    dryRun: new Set(),
    retention: new Map(),
    secrets,
    isTerminated: false,
    phase: "Pending",
    message: "",
    startedAt: undefined,
    completedAt: undefined,
    results: [],
    summary: NO_SUMMARY,
    dryRunSummary: undefined,
  };
  const failed = (message: string): Analysis => ({
    ...blank,
    phase: "Error",
    message,
    completedAt: now,
  });

  const resolved = resolveMetrics(spec.metrics, spec.args ?? []);
  if (typeof resolved === "string") {
    return failed(`Unable to resolve metric arguments: ${resolved}`);
  }
  const fault = metricsFault(resolved);
  if (fault !== undefined) return failed(`Analysis spec invalid: ${fault}`);
  const rules = applyRules({ ...spec, metrics: resolved });
  if (!rules.ok) return failed(`Analysis spec invalid: ${rules.fault}`);

  const { dryRun, retention } = rules;
  const analysis: Analysis = { ...blank, metrics: resolved, dryRun, retention };
  // When all metrics wait for their initial delay, it counts from here; else from the first look.
  return resolved.every(isDelayed) ? assess(analysis, now) : analysis;
}

function resolveMetrics(
  metrics: readonly Metric[],
  args: readonly Argument[],
): readonly Metric[] | string {
  const resolved: Metric[] = [];
  for (const metric of metrics) {
    const attempt = resolveMetric(metric, args);
    if (!attempt.ok) return attempt.fault;
    resolved.push(attempt.value);
  }
  return resolved;
}

function isDelayed({ initialDelay }: Metric): boolean {
  return isGiven(initialDelay);
}

/**
 * What is to be done at the moment `now`: measure some metrics, wait, or nothing. After measuring,
 * {@link recordMeasurements}, then ask again.
 */
export function nextStep(analysis: Analysis, now: Date): AnalysisStep {
  if (isCompleted(analysis.phase)) return { kind: "stop" };
  const times = analysis.metrics.map((metric) => [metric, dueAt(analysis, metric)] as const);
  const due = times.filter(([, at]) => at !== undefined && at <= now.getTime());
  if (due.length > 0) return { kind: "measure", metrics: due.map(([metric]) => metric) };
  const later = times.flatMap(([, at]) => (at === undefined ? [] : [at]));
  return later.length === 0
    ? { kind: "stop" }
    : { kind: "wait", until: new Date(Math.min(...later)) };
}

/** When the metric is to be measured next, ms since 1970; undefined when never, or not yet known. */
function dueAt(analysis: Analysis, metric: Metric): number | undefined {
  const result = resultOf(analysis, metric);
  if (result !== undefined && isCompleted(result.phase)) return undefined;
  const last = result?.measurements.at(-1);
  if (result === undefined || last === undefined) {
    if (!isDelayed(metric)) return Number.NEGATIVE_INFINITY;
    if (analysis.startedAt === undefined) return undefined;
    return analysis.startedAt.getTime() + milliseconds(metric.initialDelay);
  }
  const count = effectiveCount(metric);
  if (count !== undefined && result.count >= count) return undefined;
  const isError = last.phase === "Error";
  if (!isError && !isGiven(metric.interval)) return undefined;
  return last.finishedAt.getTime() + (isError ? ERROR_RETRY_MS : milliseconds(metric.interval));
}

/** The length of a duration that was checked before. */
function milliseconds(duration: string | undefined): number {
  const parsed = parseDuration(duration ?? "");
  return parsed.ok ? Number(parsed.nanoseconds) / 1e6 : 0;
}

function resultOf(analysis: Analysis, metric: Metric): MetricResult | undefined {
  return analysis.results.find(({ name }) => name === metric.name);
}

/** The analysis with these measurements, by metric name, taken into account. */
export function recordMeasurements(
  analysis: Analysis,
  measurements: ReadonlyMap<string, Measurement>,
  { now }: { now: Date },
): Analysis {
  const known = new Map(analysis.results.map((result) => [result.name, result]));
  for (const { name } of analysis.metrics) {
    const measurement = measurements.get(name);
    if (measurement === undefined) continue;
    const message = redacted(measurement.message, analysis.secrets);
    const result = known.get(name) ?? newResult(name, { dryRun: analysis.dryRun.has(name) });
    known.set(name, withMeasurement(result, { ...measurement, message }));
  }
  return assess({ ...analysis, results: [...known.values()] }, now);
}

function redacted(message: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "*****"), message);
}

/** The analysis ended from outside, as the controller does when the rollout has moved on. */
export function terminateAnalysis(analysis: Analysis, now: Date): Analysis {
  if (isCompleted(analysis.phase)) return analysis;
  return assess({ ...analysis, isTerminated: true }, now);
}

/** Looks at all metrics; a second time when one of them has ended the run badly for the others. */
function assess(analysis: Analysis, now: Date): Analysis {
  const assessed = assessOnce(analysis, now);
  if (isCompleted(assessed.phase) || !isTerminating(assessed)) return assessed;
  return assessOnce(assessed, now);
}

function isTerminating({ isTerminated, results }: Analysis): boolean {
  return (
    isTerminated ||
    results.some(({ dryRun, phase }) => !dryRun && isCompleted(phase) && phase !== "Successful")
  );
}

function assessOnce(analysis: Analysis, now: Date): Analysis {
  const terminating = isTerminating(analysis);
  const assessed = analysis.metrics.map((metric) => {
    const result = resultOf(analysis, metric);
    return { metric, result: result && assessResult(metric, result, { terminating }) };
  });
  const results = analysis.results.map((result) => {
    const found = assessed.find((one) => one.result?.name === result.name)?.result ?? result;
    return trimmed(found, analysis.retention.get(found.name));
  });
  const verdict = runVerdict(assessed, { terminating, isTerminated: analysis.isTerminated });
  const isNew = verdict.phase !== analysis.phase;
  return {
    ...analysis,
    results,
    phase: verdict.phase,
    message: isNew ? verdict.message : analysis.message,
    startedAt: analysis.startedAt ?? now,
    completedAt: isNew && isCompleted(verdict.phase) ? now : analysis.completedAt,
    summary: summaryOf(assessed, (name) => !analysis.dryRun.has(name)),
    dryRunSummary: summaryOf(assessed, (name) => analysis.dryRun.has(name)),
  };
}

interface Assessed {
  readonly metric: Metric;
  /** Undefined for a metric that was not measured yet. */
  readonly result: MetricResult | undefined;
}

function assessResult(
  metric: Metric,
  result: MetricResult,
  { terminating }: { terminating: boolean },
): MetricResult {
  const phase = assessMetric(metric, result, { terminating });
  const changed =
    phase === result.phase
      ? result
      : { ...result, phase, message: result.measurements.at(-1)?.message ?? result.message };
  const passed = isCompleted(phase) && result.dryRun ? passedLimit(metric, changed) : undefined;
  if (passed === undefined) return changed;
  return { ...changed, message: `Metric assessed ${phase} due to ${passed.message}` };
}

function trimmed(result: MetricResult, retention: number | undefined): MetricResult {
  const kept = retention !== undefined && retention > 0 ? retention : RETENTION;
  return { ...result, measurements: result.measurements.slice(-kept) };
}

/** The worst of the metrics that count. A run whose metrics all count for nothing is Successful. */
function runVerdict(
  assessed: readonly Assessed[],
  { terminating, isTerminated }: { terminating: boolean; isTerminated: boolean },
): { phase: AnalysisPhase; message: string } {
  let worst: AnalysisPhase | undefined;
  let message = isTerminated ? "Run Terminated" : "";
  let isOver = true;
  for (const { metric, result } of assessed) {
    if (result === undefined || !isCompleted(result.phase)) {
      isOver = false;
    } else if (result.dryRun) {
      worst ??= "Successful";
    } else if (worst === undefined || isWorsePhase(worst, result.phase)) {
      worst = result.phase;
      message = reasonOf(metric, result) ?? message;
    }
  }
  if (terminating) return { phase: worst ?? "Successful", message: message.trim() };
  if (!isOver || worst === undefined) return { phase: "Running", message: "" };
  return { phase: worst, message: message.trim() };
}

function reasonOf(metric: Metric, result: MetricResult): string | undefined {
  const passed = passedLimit(metric, result);
  if (passed === undefined) return undefined;
  const error = result.message === "" ? "" : `: "Error Message: ${result.message}"`;
  return `Metric "${metric.name}" assessed ${result.phase} due to ${passed.message}${error}`;
}

/** A metric that ended badly without passing a limit is counted as successful: the controller does so. */
function summaryOf(
  assessed: readonly Assessed[],
  isCounted: (name: string) => boolean,
): RunSummary {
  const counted = assessed.filter(({ metric }) => isCounted(metric.name));
  const ended = counted.flatMap(({ metric, result }) =>
    result !== undefined && isCompleted(result.phase)
      ? [passedLimit(metric, result)?.phase ?? "Successful"]
      : [],
  );
  const number = (phase: AnalysisPhase) => ended.filter((one) => one === phase).length;
  return {
    count: counted.length,
    successful: number("Successful"),
    failed: number("Failed"),
    inconclusive: number("Inconclusive"),
    error: number("Error"),
  };
}
