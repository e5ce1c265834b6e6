import { effectiveCount, intOf, type Metric } from "./analysis-spec.ts";
import type { Measurement } from "./measurement.ts";
import type { AnalysisPhase } from "./phase.ts";
import { isCompleted } from "./phase.ts";

/** The counters and the latest measurements of one metric. Not the list but the counters are the truth. */
export interface MetricResult {
  readonly name: string;
  readonly phase: AnalysisPhase;
  readonly message: string;
  readonly dryRun: boolean;
  /** Measurements that were no errors. */
  readonly count: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
  readonly consecutiveError: number;
  readonly consecutiveSuccess: number;
  /** Ours: successful measurements that were made of data. */
  readonly good: number;
  readonly measurements: readonly Measurement[];
}

/** The limit that the controller takes when none is given. */
const CONSECUTIVE_ERROR_LIMIT = 4;

/** A metric that was not measured yet. */
export function newResult(name: string, { dryRun }: { dryRun: boolean }): MetricResult {
  return {
    name,
    phase: "Running",
    message: "",
    dryRun,
    count: 0,
    successful: 0,
    failed: 0,
    inconclusive: 0,
    error: 0,
    consecutiveError: 0,
    consecutiveSuccess: 0,
    good: 0,
    measurements: [],
  };
}

/** The result with one more measurement. An error does not count, so errors make a run longer. */
export function withMeasurement(result: MetricResult, measurement: Measurement): MetricResult {
  const { phase, hasData } = measurement;
  const one = (wanted: AnalysisPhase) => Number(phase === wanted);
  const isError = phase === "Error";
  const isSuccess = phase === "Successful";
  return {
    ...result,
    count: result.count + Number(!isError),
    successful: result.successful + one("Successful"),
    failed: result.failed + one("Failed"),
    inconclusive: result.inconclusive + one("Inconclusive"),
    error: result.error + one("Error"),
    consecutiveError: isError ? result.consecutiveError + 1 : 0,
    consecutiveSuccess: isSuccess ? result.consecutiveSuccess + 1 : 0,
    good: result.good + Number(isSuccess && hasData),
    measurements: [...result.measurements, measurement],
  };
}

/** A limit that was passed, and how the controller says so. */
export interface PassedLimit {
  readonly phase: "Failed" | "Inconclusive" | "Error";
  readonly message: string;
}

/**
 * The limit that the metric has passed; undefined when none. Of several the last in the order failed,
 * inconclusive, error is told. All are strict: a limit of 2 allows two.
 */
export function passedLimit(metric: Metric, result: MetricResult): PassedLimit | undefined {
  const failureLimit = intOf(metric.failureLimit) ?? 0;
  const inconclusiveLimit = intOf(metric.inconclusiveLimit) ?? 0;
  const errorLimit = intOf(metric.consecutiveErrorLimit) ?? CONSECUTIVE_ERROR_LIMIT;
  if (result.consecutiveError > errorLimit) {
    return {
      phase: "Error",
      message: `consecutiveErrors (${result.consecutiveError}) > consecutiveErrorLimit (${errorLimit})`,
    };
  }
  if (result.inconclusive > inconclusiveLimit) {
    return {
      phase: "Inconclusive",
      message: `inconclusive (${result.inconclusive}) > inconclusiveLimit (${inconclusiveLimit})`,
    };
  }
  // A negative limit switches the check off.
  if (failureLimit < 0 || result.failed <= failureLimit) return undefined;
  return {
    phase: "Failed",
    message: `failed (${result.failed}) > failureLimit (${failureLimit})`,
  };
}

/**
 * The phase of the metric after its latest measurement. `terminating` is whether the run is being
 * ended: then a metric without end, and one that was never measured, is called Successful, which
 * says nothing about the workload.
 */
export function assessMetric(
  metric: Metric,
  result: MetricResult,
  { terminating }: { terminating: boolean },
): AnalysisPhase {
  if (isCompleted(result.phase)) return result.phase;
  const last = result.measurements.at(-1);
  if (last === undefined) return terminating ? "Successful" : "Pending";
  if (!isCompleted(last.phase)) return "Running";
  const passed = passedLimit(metric, result);
  if (passed !== undefined) return passed.phase;

  const wantedInARow = intOf(metric.consecutiveSuccessLimit) ?? 0;
  if (wantedInARow > 0 && result.consecutiveSuccess >= wantedInARow) return "Successful";
  const count = effectiveCount(metric);
  if (count !== undefined && result.count >= count) {
    return wantedInARow > 0 ? withoutStreak(metric) : "Successful";
  }
  return terminating ? "Successful" : "Running";
}

/** What a metric comes to whose count is reached before the successes in a row that it wants. */
function withoutStreak(metric: Metric): AnalysisPhase {
  return (intOf(metric.failureLimit) ?? 0) >= 0 ? "Inconclusive" : "Failed";
}
