import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, nextStep, recordMeasurements, startAnalysis } from "./analysis.ts";
import type { Metric } from "./analysis-spec.ts";
import { terminateAnalysis } from "./index.ts";
import { measure, type Reply } from "./measurement.ts";
import { type JudgedMetric, type JudgedRun, judgedRun, judgeRun } from "./verdict.ts";

function run(metric: Partial<JudgedMetric>, parts: Partial<JudgedRun> = {}): JudgedRun {
  const judged = { name: "rate", isDryRun: false, good: 3, count: 3, ...metric };
  return { phase: "Successful", message: "", isTerminated: false, metrics: [judged], ...parts };
}

describe("judgeRun", () => {
  test.each<[string, JudgedRun, string]>([
    ["enough good measurements", run({}), "pass"],
    ["too few", run({ good: 1 }), "inconclusive"],
    ["successful without any data", run({ good: 0 }), "inconclusive"],
    ["only dry runs", run({ isDryRun: true }), "inconclusive"],
    ["no metric at all", run({}, { metrics: [] }), "inconclusive"],
    ["ended from outside", run({}, { isTerminated: true }), "inconclusive"],
    ["failed", run({}, { phase: "Failed" }), "fail"],
    ["in error", run({}, { phase: "Error" }), "error"],
    ["inconclusive", run({}, { phase: "Inconclusive" }), "inconclusive"],
    ["not over", run({}, { phase: "Running" }), "error"],
  ])("%s", (_, judged, outcome) => {
    expect(judgeRun(judged, { minimumGood: 2 }).outcome).toBe(outcome);
  });

  test("less than one measurement cannot be asked for", () => {
    expect(judgeRun(run({ good: 0 }), { minimumGood: 0 }).outcome).toBe("inconclusive");
  });
});

const CONDITIONS = [
  undefined,
  "",
  "true",
  "result[0] > 0.5",
  "all(result, # > 0.5)",
  "len(result) == 0 || result[0] > 0.5",
  "isNil(result) || result > 0.5",
  "!(result[0] < 0.5)",
  "result < 0.5",
];

const metricOf = fc.record({
  name: fc.constant("m"),
  interval: fc.constantFrom("1s", "5s"),
  count: fc.integer({ min: 1, max: 4 }),
  successCondition: fc.constantFrom(...CONDITIONS),
  failureCondition: fc.constantFrom(...CONDITIONS),
  failureLimit: fc.integer({ min: 0, max: 1 }),
  inconclusiveLimit: fc.integer({ min: 0, max: 1 }),
  consecutiveErrorLimit: fc.integer({ min: 0, max: 6 }),
  provider: fc.constant({ prometheus: { query: "up" } }),
}) satisfies fc.Arbitrary<Metric>;

/** Replies without anything to judge. */
const noData: fc.Arbitrary<Reply> = fc.constantFrom<Reply>(
  { kind: "error", message: "connection refused" },
  { kind: "vector", values: [] },
  { kind: "vector", values: [Number.NaN] },
  { kind: "vector", values: [1, Number.NaN] },
  { kind: "scalar", value: Number.NaN },
  { kind: "matrix", series: [] },
  { kind: "matrix", series: [[], []] },
  { kind: "string" },
  { kind: "web", status: 200, body: "null" },
  { kind: "web", status: 200, body: "no JSON" },
  { kind: "web", status: 503, body: "" },
);

const data: fc.Arbitrary<Reply> = fc.constantFrom<Reply>(
  { kind: "vector", values: [0.9] },
  { kind: "vector", values: [0.1] },
  { kind: "scalar", value: 0.9 },
);

/** Runs with these replies, the last of which stays; ends it after so many seconds. */
function play(metric: Metric, replies: readonly Reply[], endsAfter: number): Analysis {
  let seconds = 0;
  let taken = 0;
  let analysis = startAnalysis({ metrics: [metric] }, { now: new Date(0) });
  for (;;) {
    const now = new Date(seconds * 1000);
    const step = nextStep(analysis, now);
    if (step.kind === "stop") return analysis;
    if (seconds > endsAfter) return terminateAnalysis(analysis, now);
    if (step.kind === "wait") {
      seconds = step.until.getTime() / 1000;
      continue;
    }
    const reply = replies[Math.min(taken, replies.length - 1)] ?? { kind: "string" };
    taken += 1;
    const measured = new Map(step.metrics.map((one) => [one.name, measure(one, reply, { now })]));
    analysis = recordMeasurements(analysis, measured, { now });
  }
}

describe("whatever the conditions and limits", () => {
  test("errors, NaN and empty replies never come to a pass", () => {
    fc.assert(
      fc.property(
        metricOf,
        fc.array(noData, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 200 }),
        (metric, replies, endsAfter) => {
          const judged = judgedRun(play(metric, replies, endsAfter));

          expect(judgeRun(judged, { minimumGood: 1 }).outcome).not.toBe("pass");
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("a pass has the minimum of good measurements, all made of data", () => {
    fc.assert(
      fc.property(
        metricOf,
        fc.array(fc.oneof(data, noData), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (metric, replies, minimumGood) => {
          const analysis = play(metric, replies, 500);
          if (judgeRun(judgedRun(analysis), { minimumGood }).outcome !== "pass") return;

          const own = analysis.results[0]?.measurements ?? [];
          const good = own.filter(({ phase, hasData }) => phase === "Successful" && hasData);
          expect(good.length).toBeGreaterThanOrEqual(minimumGood);
          expect(analysis.isTerminated).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
