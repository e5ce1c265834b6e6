/** A number, or a text that should be one: any text that is none counts as 0. */
export type IntOrString = number | string;

/** Where a metric comes from. Only Prometheus and web are measured by us; the others are known by name. */
export interface MetricProvider {
  readonly prometheus?: PrometheusMetric | undefined;
  readonly web?: WebMetric | undefined;
  readonly [other: string]: unknown;
}

/** A query to Prometheus. */
export interface PrometheusMetric {
  readonly address?: string | undefined;
  readonly query?: string | undefined;
  /** Seconds; 30 when it is not given. */
  readonly timeout?: number | undefined;
  readonly insecure?: boolean | undefined;
  readonly headers?: readonly { readonly key: string; readonly value: string }[] | undefined;
  /** `start` and `end` are expressions such as `now() - duration("5m")`, `step` a duration. */
  readonly rangeQuery?:
    | { readonly start?: string; readonly end?: string; readonly step?: string }
    | undefined;
  readonly authentication?: unknown;
}

/** A request whose JSON answer is the result. */
export interface WebMetric {
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT" | undefined;
  readonly headers?: readonly { readonly key: string; readonly value: string }[] | undefined;
  readonly body?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly jsonPath?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly jsonBody?: unknown;
  readonly authentication?: unknown;
}

/** One metric of an AnalysisTemplate. Durations are Go's: `30s`, `1h30m`. */
export interface Metric {
  readonly name: string;
  readonly interval?: string | undefined;
  readonly initialDelay?: string | undefined;
  readonly count?: IntOrString | undefined;
  readonly successCondition?: string | undefined;
  readonly failureCondition?: string | undefined;
  readonly failureLimit?: IntOrString | undefined;
  readonly inconclusiveLimit?: IntOrString | undefined;
  readonly consecutiveErrorLimit?: IntOrString | undefined;
  readonly provider: MetricProvider;
  readonly consecutiveSuccessLimit?: IntOrString | undefined;
}

/** An argument. Without a value it must be given one; a value from a secret is known to the cluster. */
export interface Argument {
  readonly name: string;
  readonly value?: string | undefined;
  readonly valueFrom?:
    | {
        readonly secretKeyRef?: { readonly name: string; readonly key: string } | undefined;
        readonly fieldRef?: { readonly fieldPath: string } | undefined;
      }
    | undefined;
}

/** What an AnalysisRun is to do: the `spec` of an AnalysisTemplate with the arguments of the run. */
export interface AnalysisSpec {
  readonly metrics: readonly Metric[];
  readonly args?: readonly Argument[] | undefined;
  /** `metricName` is an unanchored pattern in Go's syntax. */
  readonly dryRun?: readonly { readonly metricName: string }[] | undefined;
  readonly measurementRetention?:
    | readonly { readonly metricName: string; readonly limit: number }[]
    | undefined;
}

/** The number that Kubernetes reads; 0 for a text that is none (`50%`, `abc`), undefined stays. */
export function intOf(value: IntOrString | undefined): number | undefined {
  if (typeof value !== "string") return value;
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

/**
 * How often the metric is measured; undefined means for ever. Without a count it is once, or for ever
 * when there is an interval; so is a count that is no number.
 */
export function effectiveCount(metric: Metric): number | undefined {
  const count = intOf(metric.count) ?? 0;
  if (count !== 0) return count;
  return isGiven(metric.interval) ? undefined : 1;
}

/** Whether the text is there: an empty one counts as left out. */
export function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
