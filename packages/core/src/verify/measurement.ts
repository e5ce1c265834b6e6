import { UserError } from "../errors.ts";
import {
  evaluateCondition,
  floats,
  fromJson,
  isEmpty,
  printDecimal,
  type Value,
} from "../expression/index.ts";
import { isGiven, type Metric } from "./analysis-spec.ts";
import { compactJson } from "./compact-json.ts";
import { findJson } from "./json-path.ts";
import type { AnalysisPhase } from "./phase.ts";

/** What a provider answered. */
export type Reply =
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "vector"; readonly values: readonly number[] }
  | { readonly kind: "matrix"; readonly series: readonly (readonly number[])[] }
  /** A Prometheus string, which no condition can look at. */
  | { readonly kind: "string" }
  /** The answer to a web metric's request, as it came. */
  | { readonly kind: "web"; readonly status: number; readonly body: string };

/** One measurement of a metric. */
export interface Measurement {
  readonly finishedAt: Date;
  readonly phase: AnalysisPhase;
  /** The value as the controller prints it, `[0.999]`; empty after an error. */
  readonly value: string;
  readonly message: string;
  /** Ours: there was a value to judge. False for an empty reply, NaN, nil, and a body that is no JSON. */
  readonly hasData: boolean;
}

/** What the conditions say of a value. */
export interface Judgement {
  readonly phase: AnalysisPhase;
  readonly error: string;
}

/** A metric's conditions; an empty one counts as left out. */
export type Conditions = Pick<Metric, "successCondition" | "failureCondition">;

/**
 * The phase of a measurement with that value, exactly as Argo Rollouts v1.10.1 judges it. Without any
 * condition it is Successful. With one of them the other is its opposite; with both, failure wins, and
 * neither is Inconclusive. A condition that cannot be evaluated is an Error, whatever the other says.
 */
export function judgeValue(
  { successCondition, failureCondition }: Conditions,
  value: Value,
  { now }: { now: Date },
): Judgement {
  const success = evaluated("successCondition", successCondition, { value, now });
  if (typeof success === "string") return { phase: "Error", error: success };
  const failure = evaluated("failureCondition", failureCondition, { value, now });
  if (typeof failure === "string") return { phase: "Error", error: failure };

  if (success === undefined && failure === undefined) return judged("Successful");
  const isFailed = failure ?? !success;
  const isSuccessful = success ?? !failure;
  if (isFailed) return judged("Failed");
  return judged(isSuccessful ? "Successful" : "Inconclusive");
}

function judged(phase: AnalysisPhase): Judgement {
  return { phase, error: "" };
}

/** Whether the condition holds, why it cannot be told, or undefined when there is none. */
function evaluated(
  name: "successCondition" | "failureCondition",
  condition: string | undefined,
  { value, now }: { value: Value; now: Date },
): boolean | string | undefined {
  if (!isGiven(condition)) return undefined;
  try {
    return evaluateCondition(condition, value, { now });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = isEmpty(value)
      ? "metric result is nil or empty: no data returned from the metric provider"
      : error.message;
    return `could not evaluate ${name} "${condition}": ${reason}`;
  }
}

/** The measurement that a reply makes of the metric. */
export function measure(metric: Metric, reply: Reply, { now }: { now: Date }): Measurement {
  switch (reply.kind) {
    case "error":
      return failedMeasurement(reply.message, now);
    case "string":
      return failedMeasurement("Prometheus metric type not supported", now);
    case "scalar":
      return valueMeasurement(metric, {
        value: reply.value,
        printed: printDecimal(reply.value),
        hasData: !Number.isNaN(reply.value),
        now,
      });
    case "vector":
      return sampleMeasurement(metric, reply.values, now);
    case "matrix":
      return sampleMeasurement(metric, reply.series.flat(), now);
    case "web":
      return webMeasurement(metric, reply, now);
  }
}

/** A measurement that could not be made. */
function failedMeasurement(message: string, now: Date): Measurement {
  return { finishedAt: now, phase: "Error", value: "", message, hasData: false };
}

function sampleMeasurement(metric: Metric, samples: readonly number[], now: Date): Measurement {
  return valueMeasurement(metric, {
    value: floats(samples),
    printed: `[${samples.map(printDecimal).join(",")}]`,
    hasData: samples.length > 0 && !samples.some(Number.isNaN),
    now,
  });
}

/** A body that is no JSON is Successful without a look at the conditions: the controller does so. */
function webMeasurement(
  metric: Metric,
  { status, body }: { status: number; body: string },
  now: Date,
): Measurement {
  if (status < 200 || status >= 300) {
    return failedMeasurement(`received non 2xx response code: ${status}`, now);
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // JSON.parse has no other way to tell; the text of its error is of no use to anyone.
    return { finishedAt: now, phase: "Successful", value: body, message: "", hasData: false };
  }
  const found = findJson(json, metric.provider.web?.jsonPath);
  if (!found.ok) return failedMeasurement(found.fault, now);
  const value = fromJson(found.value);
  const printed = compactJson(found.value);
  return valueMeasurement(metric, { value, printed, hasData: !isEmpty(value), now });
}

function valueMeasurement(
  metric: Metric,
  { value, printed, hasData, now }: { value: Value; printed: string; hasData: boolean; now: Date },
): Measurement {
  const { phase, error } = judgeValue(metric, value, { now });
  if (phase === "Error") return failedMeasurement(error, now);
  return { finishedAt: now, phase, value: printed, message: "", hasData };
}
