import { parseDuration } from "../expression/index.ts";
import { compilePattern } from "../regexp/index.ts";
import { type AnalysisSpec, intOf, isGiven, type Metric } from "./analysis-spec.ts";

/** Why the controller refuses the metrics, in its words; undefined when they are valid. */
export function metricsFault(metrics: readonly Metric[]): string | undefined {
  if (metrics.length === 0) return "no metrics specified";
  const names = new Set<string>();
  for (const [index, metric] of metrics.entries()) {
    if (names.has(metric.name)) return `metrics[${index}]: duplicate name '${metric.name}'`;
    names.add(metric.name);
    const fault = metricFault(metric);
    if (fault !== undefined) return `metrics[${index}]: ${fault}`;
  }
  return undefined;
}

function metricFault(metric: Metric): string | undefined {
  return limitsFault(metric) ?? timesFault(metric) ?? providerFault(metric);
}

function limitsFault(metric: Metric): string | undefined {
  const failures = intOf(metric.failureLimit) ?? 0;
  const successes = intOf(metric.consecutiveSuccessLimit) ?? 0;
  if (successes < 0) return "consecutiveSuccessLimit must be >= 0";
  if (failures < -1) return "failureLimit must be >= 0, or -1 to be disabled";
  if (successes === 0 && failures === -1) {
    return "failureLimit and consecutiveSuccessLimit cannot both be disabled";
  }
  if ((intOf(metric.inconclusiveLimit) ?? 0) < 0) return "inconclusiveLimit must be >= 0";
  if ((intOf(metric.consecutiveErrorLimit) ?? 0) < 0) return "consecutiveErrorLimit must be >= 0";
  return countFault(metric, failures, successes);
}

function countFault(metric: Metric, failures: number, successes: number): string | undefined {
  const count = intOf(metric.count) ?? 0;
  if (count <= 0) return undefined;
  if (failures >= 0 && count < failures + successes) {
    return `count (${count}) must be >= failureLimit + consecutiveSuccessLimit (${failures} + ${successes}) if both >= 0`;
  }
  if (count < successes) return "count must be >= consecutiveSuccessLimit";
  const inconclusive = intOf(metric.inconclusiveLimit) ?? 0;
  return count < inconclusive ? "count must be >= inconclusiveLimit" : undefined;
}

function timesFault({ count, interval, initialDelay }: Metric): string | undefined {
  if ((intOf(count) ?? 0) > 1 && !isGiven(interval)) {
    return "interval must be specified when count > 1";
  }
  const everyFault = durationFault(interval);
  if (everyFault !== undefined) return `invalid interval string: ${everyFault}`;
  const delayFault = durationFault(initialDelay);
  return delayFault === undefined ? undefined : `invalid startDelay string: ${delayFault}`;
}

function durationFault(text: string | undefined): string | undefined {
  if (!isGiven(text)) return undefined;
  const parsed = parseDuration(text);
  return parsed.ok ? undefined : parsed.fault;
}

/** The providers by the names that a metric gives them. */
const PROVIDERS = [
  "prometheus",
  "job",
  "web",
  "wavefront",
  "kayenta",
  "datadog",
  "newRelic",
  "cloudWatch",
  "graphite",
  "influxdb",
  "skywalking",
] as const;

function providerFault({ provider }: Metric): string | undefined {
  const named = PROVIDERS.filter((name) => (provider[name] ?? undefined) !== undefined).length;
  const { plugin } = provider;
  const plugins = typeof plugin === "object" && plugin !== null ? Object.keys(plugin).length : 0;
  if (named + plugins === 0) return "no provider specified";
  return named + plugins > 1 ? "multiple providers specified" : undefined;
}

/** What the rules of a spec say of each metric, or which rule matches none. */
export type RuledMetrics =
  | {
      readonly ok: true;
      readonly dryRun: ReadonlySet<string>;
      /** How many measurements are kept, by metric. */
      readonly retention: ReadonlyMap<string, number>;
    }
  | { readonly ok: false; readonly fault: string };

/**
 * The metrics that are only tried, and how many measurements of each are kept. A rule that matches no
 * metric, or is no pattern, makes the whole spec invalid. Of several rules the last counts.
 */
export function applyRules({
  metrics,
  dryRun = [],
  measurementRetention = [],
}: AnalysisSpec): RuledMetrics {
  const dry = new Set<string>();
  for (const [index, rule] of dryRun.entries()) {
    const names = matching(rule.metricName, metrics);
    if (names.length === 0) return ruleFault("dryRun", index);
    for (const name of names) dry.add(name);
  }
  const retention = new Map<string, number>();
  for (const [index, rule] of measurementRetention.entries()) {
    const names = matching(rule.metricName, metrics);
    if (names.length === 0) return ruleFault("measurementRetention", index);
    for (const name of names) retention.set(name, rule.limit);
  }
  return { ok: true, dryRun: dry, retention };
}

function ruleFault(list: string, index: number): RuledMetrics {
  return { ok: false, fault: `${list}[${index}]: Rule didn't match any metric name(s)` };
}

function matching(pattern: string, metrics: readonly Metric[]): string[] {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) return [];
  return metrics.map(({ name }) => name).filter((name) => compiled.isIn(name));
}
