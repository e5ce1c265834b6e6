import {
  type Analysis,
  type AnalysisSpec,
  type Argument,
  assessMetric,
  type Measurement,
  type Metric,
  type MetricResult,
  measure,
  mergeArgs,
  metricsFault,
  newResult,
  nextStep,
  passedLimit,
  type Reply,
  type RunSummary,
  recordMeasurements,
  startAnalysis,
  terminateAnalysis,
} from "@gitops-actions/core/verify";
import { sample, samples } from "./evaluate.ts";

type Observation =
  | { readonly error: string }
  | { readonly scalar: string }
  | { readonly vector: readonly string[] }
  | { readonly matrix: readonly (readonly string[])[] }
  | { readonly string: string };

/** A whole run: what each query answers in turn, and seconds after which it is ended or left. */
interface Run {
  readonly op: "run";
  readonly spec: AnalysisSpec;
  readonly script: Readonly<Record<string, readonly Observation[]>>;
  readonly terminateAt?: number;
  readonly until?: number;
}

interface Assess {
  readonly op: "assess";
  readonly metric: Metric;
  readonly result: Partial<MetricResult>;
  readonly terminating: boolean;
}

type Question =
  | Run
  | Assess
  | { readonly op: "validate"; readonly spec: AnalysisSpec }
  | {
      readonly op: "mergeArgs";
      readonly incoming: readonly Argument[];
      readonly args: readonly Argument[];
    };

/** What the controller makes of a spec and a script of replies. */
export function metricSequence({ question }: { question: Question }): unknown {
  switch (question.op) {
    case "run":
      return run(question);
    case "assess":
      return assess(question);
    case "validate": {
      const error = metricsFault(question.spec.metrics);
      return { message: "", ...(error === undefined ? {} : { error }) };
    }
    case "mergeArgs": {
      const merged = mergeArgs(question.incoming, question.args);
      return { message: "", ...(merged.ok ? { args: merged.value } : { error: merged.fault }) };
    }
  }
}

function assess({ metric, result, terminating }: Assess): unknown {
  const whole: MetricResult = { ...newResult("", { dryRun: false }), ...result };
  return {
    phase: assessMetric(metric, whole, { terminating }),
    message: passedLimit(metric, whole)?.message ?? "",
  };
}

/** A clock in whole seconds that jumps to the next thing to do. */
function run({ spec, script, terminateAt = Infinity, until = Infinity }: Run): unknown {
  const ask = asker(script);
  let seconds = 0;
  let analysis = startAnalysis(spec, { now: at(0) });
  for (;;) {
    const now = at(seconds);
    if (seconds >= terminateAt) analysis = terminateAnalysis(analysis, now);
    const step = nextStep(analysis, now);
    if (step.kind === "stop") return answer(analysis, { at: seconds });
    if (step.kind === "measure") {
      const measurements = ask(step.metrics, now);
      if (measurements === undefined) {
        return answer(analysis, { stopped: "script exhausted", at: seconds });
      }
      analysis = recordMeasurements(analysis, measurements, { now });
      continue;
    }
    const next = Math.min(step.until.getTime() / 1000, terminateAt);
    if (next > until) {
      return answer(analysis, { stopped: "until", at: seconds, nextAt: Math.floor(next) });
    }
    seconds = next;
  }
}

/** Measures with the next reply to each metric's query; undefined when the script has no more. */
function asker(script: Run["script"]) {
  const asked = new Map<string, number>();
  return (metrics: readonly Metric[], now: Date): Map<string, Measurement> | undefined => {
    const measurements = new Map<string, Measurement>();
    for (const metric of metrics) {
      const query = metric.provider.prometheus?.query ?? "";
      const turn = asked.get(query) ?? 0;
      asked.set(query, turn + 1);
      const observation = script[query]?.[turn];
      if (observation === undefined) return undefined;
      measurements.set(metric.name, measure(metric, replyOf(observation), { now }));
    }
    return measurements;
  };
}

function at(seconds: number): Date {
  return new Date(seconds * 1000);
}

function replyOf(observation: Observation): Reply {
  if ("error" in observation) return { kind: "error", message: observation.error };
  if ("scalar" in observation) return { kind: "scalar", value: sample(observation.scalar) };
  if ("vector" in observation) return { kind: "vector", values: samples(observation.vector) };
  if ("string" in observation) return { kind: "string" };
  return { kind: "matrix", series: observation.matrix.map(samples) };
}

function answer(
  { phase, message, metrics, results, summary, dryRunSummary }: Analysis,
  { stopped, at: seconds, nextAt }: { stopped?: string; at: number; nextAt?: number },
): unknown {
  const order = metrics.map(({ name }) => name);
  const ordered = results.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return {
    phase,
    message,
    ...(stopped === undefined ? {} : { stopped }),
    at: Math.floor(seconds),
    ...(nextAt === undefined ? {} : { nextAt }),
    ...(ordered.length === 0 ? {} : { metrics: ordered.map(metricAnswer) }),
    runSummary: counts(summary),
    ...(dryRunSummary === undefined ? {} : { dryRunSummary: counts(dryRunSummary) }),
  };
}

function metricAnswer(result: MetricResult): unknown {
  const { name, phase, message, dryRun, good, measurements, ...counters } = result;
  return {
    name,
    phase,
    ...(message === "" ? {} : { message }),
    ...(dryRun ? { dryRun } : {}),
    ...counters,
    measurements: measurements.map(measurementAnswer),
  };
}

function measurementAnswer({ finishedAt, phase, value, message }: Measurement): unknown {
  return {
    at: Math.floor(finishedAt.getTime() / 1000),
    phase,
    value,
    ...(message === "" ? {} : { message }),
  };
}

function counts(summary: RunSummary): unknown {
  return Object.fromEntries(Object.entries(summary).filter(([, number]) => number !== 0));
}
