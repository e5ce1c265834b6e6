import { describe, expect, test } from "vitest";
import {
  type Analysis,
  nextStep,
  recordMeasurements,
  startAnalysis,
  terminateAnalysis,
} from "./analysis.ts";
import type { AnalysisSpec, Metric } from "./analysis-spec.ts";
import { measure, type Reply } from "./measurement.ts";

const at = (seconds: number) => new Date(seconds * 1000);
const good: Reply = { kind: "vector", values: [0.99] };
const bad: Reply = { kind: "vector", values: [0.5] };
const broken: Reply = { kind: "error", message: "connection refused" };

function metric(parts: Partial<Metric> = {}): Metric {
  return {
    name: "m",
    successCondition: "result[0] >= 0.95",
    provider: { prometheus: { query: "up" } },
    ...parts,
  };
}

/** Runs with one reply after the other to every metric; the last one stays. */
function play(spec: AnalysisSpec, replies: readonly Reply[], { until = 4_000 } = {}) {
  let analysis: Analysis = startAnalysis(spec, { now: at(0) });
  const measuredAt: number[] = [];
  let seconds = 0;
  while (seconds <= until) {
    const step = nextStep(analysis, at(seconds));
    if (step.kind === "stop") break;
    if (step.kind === "wait") {
      seconds = step.until.getTime() / 1000;
      continue;
    }
    const reply = replies[Math.min(measuredAt.length, replies.length - 1)] ?? broken;
    measuredAt.push(seconds);
    const measured = new Map(
      step.metrics.map((one) => [one.name, measure(one, reply, { now: at(seconds) })]),
    );
    analysis = recordMeasurements(analysis, measured, { now: at(seconds) });
  }
  return { analysis, measuredAt };
}

describe("an analysis", () => {
  test.each<[string, Partial<Metric>, readonly Reply[], object, readonly number[]]>([
    ["measures once without an interval", {}, [good], { phase: "Successful" }, [0]],
    [
      "measures as often as its count says",
      { interval: "30s", count: 3 },
      [good],
      { phase: "Successful" },
      [0, 30, 60],
    ],
    [
      "fails at the first failure beyond the limit",
      { interval: "30s", count: 5, failureLimit: 1 },
      [bad, good, bad],
      {
        phase: "Failed",
        message: 'Metric "m" assessed Failed due to failed (2) > failureLimit (1)',
      },
      [0, 30, 60],
    ],
    [
      "tries again 10 s after an error, and does not count it",
      { interval: "30s", count: 2 },
      [good, broken, good],
      { phase: "Successful" },
      [0, 30, 40],
    ],
    [
      "ends in Error after five errors in a row",
      {},
      [broken],
      {
        phase: "Error",
        message:
          'Metric "m" assessed Error due to consecutiveErrors (5) > consecutiveErrorLimit (4): "Error Message: connection refused"',
      },
      [0, 10, 20, 30, 40],
    ],
    ["waits for its initial delay", { initialDelay: "1m" }, [good], { phase: "Successful" }, [60]],
    [
      "ends once so many successes came in a row",
      { interval: "5s", consecutiveSuccessLimit: 2, failureLimit: 5 },
      [good, bad, good, good],
      { phase: "Successful" },
      [0, 5, 10, 15],
    ],
  ])("%s", (_, parts, replies, expected, times) => {
    const { analysis, measuredAt } = play({ metrics: [metric(parts)] }, replies);

    expect(analysis).toMatchObject(expected);
    expect(measuredAt).toEqual(times);
  });

  test("goes on for ever with an interval and no count", () => {
    const { analysis } = play({ metrics: [metric({ interval: "1m" })] }, [good], { until: 600 });

    expect(analysis.phase).toBe("Running");
  });

  test("the failure of a dry run counts for nothing", () => {
    const spec = { metrics: [metric()], dryRun: [{ metricName: "m" }] };

    expect(play(spec, [bad]).analysis).toMatchObject({
      phase: "Successful",
      dryRunSummary: { failed: 1 },
    });
  });

  test("keeps ten measurements, and counts all", () => {
    const { analysis } = play({ metrics: [metric({ interval: "1s", count: 15 })] }, [good]);

    expect(analysis.results[0]?.measurements).toHaveLength(10);
    expect(analysis.results[0]).toMatchObject({ count: 15, good: 15 });
  });

  test.each([
    ["an argument that is not given", { metrics: [metric({ interval: "{{args.i}}" })] }],
    ["a spec that is not valid", { metrics: [] }],
  ])("%s ends it in Error at once", (_, spec) => {
    expect(startAnalysis(spec, { now: at(0) }).phase).toBe("Error");
  });

  test("one that is ended before it measured anything is Successful to the controller", () => {
    const started = startAnalysis({ metrics: [metric({ initialDelay: "1h" })] }, { now: at(0) });

    expect(terminateAnalysis(started, at(5))).toMatchObject({
      phase: "Successful",
      isTerminated: true,
    });
  });

  test("secrets are cut out of messages", () => {
    const started = startAnalysis({ metrics: [metric()] }, { now: at(0), secrets: ["hunter2"] });
    const reply: Reply = { kind: "error", message: "401 for token hunter2" };
    const measured = new Map([["m", measure(metric(), reply, { now: at(0) })]]);

    expect(
      recordMeasurements(started, measured, { now: at(0) }).results[0]?.measurements[0]?.message,
    ).toBe("401 for token *****");
  });
});
