import { describe, expect, test } from "vitest";
import { applyRules, metricsFault } from "./analysis-rules.ts";
import type { Metric } from "./analysis-spec.ts";

const good: Metric = { name: "a", provider: { prometheus: { query: "up" } } };

describe("metricsFault", () => {
  test.each<[string, readonly Partial<Metric>[], string]>([
    ["no metrics", [], "no metrics specified"],
    ["two of one name", [{}, {}], "metrics[1]: duplicate name 'a'"],
    [
      "a count without an interval",
      [{ count: 2 }],
      "metrics[0]: interval must be specified when count > 1",
    ],
    [
      "an interval without a unit",
      [{ interval: "90" }],
      'metrics[0]: invalid interval string: time: missing unit in duration "90"',
    ],
    [
      "limits beyond the count",
      [{ count: 1, failureLimit: 2 }],
      "metrics[0]: count (1) must be >= failureLimit + consecutiveSuccessLimit (2 + 0) if both >= 0",
    ],
    [
      "both limits off",
      [{ failureLimit: -1 }],
      "metrics[0]: failureLimit and consecutiveSuccessLimit cannot both be disabled",
    ],
    ["no provider", [{ provider: {} }], "metrics[0]: no provider specified"],
  ])("%s", (_, metrics, fault) => {
    expect(metricsFault(metrics.map((metric) => ({ ...good, ...metric })))).toBe(fault);
  });

  test("a metric without anything but a provider is valid", () => {
    expect(metricsFault([good])).toBeUndefined();
  });
});

describe("applyRules", () => {
  const metrics = [good, { ...good, name: "ab" }];

  test("patterns are not anchored", () => {
    expect(applyRules({ metrics, dryRun: [{ metricName: "a" }] })).toMatchObject({
      dryRun: new Set(["a", "ab"]),
    });
    expect(applyRules({ metrics, dryRun: [{ metricName: "^a$" }] })).toMatchObject({
      dryRun: new Set(["a"]),
    });
  });

  test.each([
    ["that matches no metric", "zzz"],
    ["that Go refuses", "("],
  ])("a pattern %s is a fault", (_, metricName) => {
    expect(applyRules({ metrics, dryRun: [{ metricName }] })).toMatchObject({ ok: false });
    expect(applyRules({ metrics, measurementRetention: [{ metricName, limit: 1 }] })).toMatchObject(
      {
        ok: false,
      },
    );
  });
});
