import { type ConditionTrap, floats, fromJson, trapsIn, type Value } from "../expression/index.ts";
import { compilePattern } from "../regexp/index.ts";
import type { AnalysisFinding } from "./analysis-finding.ts";
import { type AnalysisSpec, effectiveCount, intOf, isGiven, type Metric } from "./analysis-spec.ts";
import { judgeValue } from "./measurement.ts";

/**
 * The traps in an analysis: what would pass a bad workload, or never end. Give it a spec with its
 * arguments filled in where they stand in conditions; the conditions are tried on replies without data.
 */
export function lintAnalysis(
  spec: AnalysisSpec,
  { now }: { now: Date },
): readonly AnalysisFinding[] {
  return [
    ...spec.metrics.flatMap((metric) => [
      ...noDataFindings(metric, now),
      ...limitFindings(metric),
      ...conditionFindings(metric),
    ]),
    ...dryRunFindings(spec),
  ];
}

type Found = Omit<AnalysisFinding, "metric">;

/** The conditions are run: only what really passes is told. */
function noDataFindings(metric: Metric, now: Date): readonly AnalysisFinding[] {
  const { name, successCondition, failureCondition } = metric;
  const hasSuccess = isGiven(successCondition);
  if (!hasSuccess && !isGiven(failureCondition)) {
    return [{ ...NO_CONDITION, metric: name }];
  }
  const isWeb = metric.provider.web !== undefined;
  const passes = (value: Value) => judgeValue(metric, value, { now }).phase === "Successful";
  const found: Found[] = [];
  if (!isWeb && NAN_REPLIES.some(passes)) found.push(NAN_PASSES);
  if ((isWeb ? NIL_REPLIES : EMPTY_REPLIES).some(passes)) found.push(EMPTY_PASSES);
  if (!hasSuccess && found.length === 0) found.push(FAILURE_ONLY);
  return found.map((finding) => ({ ...finding, metric: name }));
}

const NAN_REPLIES: readonly Value[] = [Number.NaN, floats([Number.NaN])];
const EMPTY_REPLIES: readonly Value[] = [floats([])];
const NIL_REPLIES: readonly Value[] = [null, fromJson({}), fromJson([])];

const NO_CONDITION: Found = {
  code: "no-condition",
  severity: "error",
  message: "it has no condition: every reply counts as a success, an empty one too",
  fix: "Give it a successCondition.",
};

const NAN_PASSES: Found = {
  code: "nan-passes",
  severity: "error",
  message: "NaN, which Prometheus gives for a ratio without traffic, counts as a success",
  fix: "Say what is good in a successCondition: a comparison with NaN is never true.",
};

const EMPTY_PASSES: Found = {
  code: "empty-passes",
  severity: "error",
  message: "a reply without any series counts as a success",
  fix: "Put `len(result) > 0 &&` before the condition, or look at `result[0]`.",
};

const FAILURE_ONLY: Found = {
  code: "failure-condition-only",
  severity: "notice",
  message: "whatever the failureCondition does not name counts as a success",
  fix: "Add a successCondition; what neither names is inconclusive then.",
};

function limitFindings(metric: Metric): readonly AnalysisFinding[] {
  const count = effectiveCount(metric);
  const limit = intOf(metric.failureLimit) ?? 0;
  const found: Found[] = [];
  if (count === undefined && (intOf(metric.consecutiveSuccessLimit) ?? 0) <= 0) {
    found.push({
      code: "endless",
      severity: "warning",
      message:
        "it has an interval but no count, so it is measured until something else ends the run",
      fix: "Give it a count.",
    });
  }
  const canFail = limit >= 0 && (count === undefined || limit < count);
  if (!canFail) {
    const message =
      limit < 0
        ? `failureLimit is ${limit}, which switches the limit off: it never fails`
        : `failureLimit is ${limit} and it is measured ${count} times: it never fails`;
    const fix = "Set failureLimit to 0 or more, and below the count.";
    found.push({ code: "never-fails", severity: "error", message, fix });
  }
  return found.map((finding) => ({ ...finding, metric: metric.name }));
}

const TRAP_FIXES: Readonly<Record<ConditionTrap["code"], Pick<Found, "severity" | "fix">>> = {
  "float-equality": { severity: "warning", fix: "Compare with < or >, or round both sides." },
  "argument-ignored": {
    severity: "warning",
    fix: "Use `default(result, ...)` and `isNil(result)`, and `??` for parts of the result.",
  },
  "operands-lost": { severity: "error", fix: "Write it with `let`, or put it first." },
  "older-controller": { severity: "notice", fix: "Write it another way if such a version runs." },
};

function conditionFindings(metric: Metric): readonly AnalysisFinding[] {
  const conditions = [metric.successCondition, metric.failureCondition].filter(isGiven);
  return conditions.flatMap(trapsIn).map(({ code, message }) => {
    return { code, metric: metric.name, message, ...TRAP_FIXES[code] };
  });
}

function dryRunFindings({ metrics, dryRun = [] }: AnalysisSpec): readonly AnalysisFinding[] {
  const matched = dryRun.map(({ metricName }) => {
    const compiled = compilePattern(metricName);
    const names = compiled.ok ? metrics.filter(({ name }) => compiled.isIn(name)) : [];
    return { pattern: metricName, names: names.map(({ name }) => name) };
  });
  const dry = new Set(matched.flatMap(({ names }) => names));
  const findings: AnalysisFinding[] = [];
  if (metrics.length > 0 && metrics.every(({ name }) => dry.has(name))) {
    const message = "every metric is a dry run: the analysis is Successful whatever they say";
    const fix = "Leave a metric out of dryRun.";
    const [first] = dry;
    findings.push({ code: "all-dry-run", severity: "error", metric: first ?? "", message, fix });
  }
  for (const { pattern, names } of matched) {
    const others = names.filter((name) => name !== pattern);
    if (!names.includes(pattern) || others.length === 0) continue;
    findings.push({
      code: "dry-run-unanchored",
      severity: "warning",
      metric: pattern,
      message: `the dryRun pattern matches ${others.join(", ")}, too: it is not anchored`,
      fix: `Write ^${pattern}$.`,
    });
  }
  return findings;
}
