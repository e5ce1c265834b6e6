import { describe, expect, test } from "vitest";
import { lintAnalysis } from "./analysis-lint.ts";
import type { AnalysisSpec, Metric } from "./analysis-spec.ts";

const now = new Date("2026-11-20T10:00:00Z");

function codes(metric: Partial<Metric>, spec: Partial<AnalysisSpec> = {}): string[] {
  const prometheus = { query: "up" };
  const metrics = [{ name: "rate", provider: { prometheus }, ...metric }];
  return lintAnalysis({ metrics, ...spec }, { now }).map(({ code }) => code);
}

describe("lintAnalysis", () => {
  test.each<[string, Partial<Metric>, string[]]>([
    ["the usual condition has no trap", { successCondition: "result[0] >= 0.99" }, []],
    ["no condition", {}, ["no-condition"]],
    ["a failureCondition alone", { failureCondition: "result[0] < 0.9" }, ["nan-passes"]],
    [
      "a failureCondition alone that sees NaN",
      { failureCondition: "len(result) == 0 || isNaN(result[0]) || result[0] < 0.9" },
      ["failure-condition-only"],
    ],
    ["all() of nothing", { successCondition: "all(result, # > 0.9)" }, ["empty-passes"]],
    ["all() of something", { successCondition: "len(result) > 0 && all(result, # > 0.9)" }, []],
    ["an exact float", { successCondition: "result[0] == 0.99" }, ["float-equality"]],
    [
      "an interval without a count",
      { successCondition: "result[0] > 0", interval: "1m" },
      ["endless"],
    ],
    [
      "an interval that ends with a streak",
      { successCondition: "result[0] > 0", interval: "1m", consecutiveSuccessLimit: 3 },
      [],
    ],
    [
      "more failures allowed than it is measured",
      { successCondition: "result[0] > 0", interval: "1m", count: 2, failureLimit: 2 },
      ["never-fails"],
    ],
    [
      "a body of JSON that may be nil",
      { successCondition: "default(result, 1) == 1", provider: { web: { url: "http://a" } } },
      ["empty-passes"],
    ],
  ])("%s", (_, metric, found) => {
    expect(codes(metric)).toEqual(found);
  });

  test("every metric a dry run", () => {
    const metric = { successCondition: "result[0] > 0" };

    expect(codes(metric, { dryRun: [{ metricName: ".*" }] })).toContain("all-dry-run");
  });
});
