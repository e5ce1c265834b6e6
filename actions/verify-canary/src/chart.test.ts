import { expect, test } from "vitest";
import type { Measured } from "./analysis.ts";
import { metricChart, sparkline } from "./chart.ts";

function measured(...values: readonly string[]): Measured[] {
  const at = new Date("2026-11-20T10:00:00Z");
  return values.map((value) => ({
    metric: "rate",
    finishedAt: at,
    phase: "Successful",
    value,
    message: "",
    hasData: true,
  }));
}

test.each([
  ["from low to high", ["[0]", "[0.5]", "[1]"], "▁▅█"],
  ["all the same", ["1", "1"], "▄▄"],
  ["what is no number", ["[1]", "[NaN]", "", "[]"], "▄···"],
  ["of several the first", ["[1,9]", "[2,9]"], "▁█"],
  ["nothing to draw", ["", "NaN"], ""],
])("sparkline: %s", (_, values, line) => {
  expect(sparkline(measured(...values))).toBe(line);
});

test("a chart needs two numbers", () => {
  expect(metricChart("rate", measured("[1]", "[NaN]"))).toBeUndefined();
});

test("a chart's title cannot end its quotes, and only the newest points are drawn", () => {
  const many = Array.from({ length: 100 }, (_, index) => `[${index}]`);

  const chart = metricChart('a" \n line [1]', measured(...many)) ?? "";

  expect(chart).toContain('title "a    line [1]"');
  expect(chart).toContain("line [40, 41,");
  expect(chart.split("\n")).toHaveLength(5);
});
