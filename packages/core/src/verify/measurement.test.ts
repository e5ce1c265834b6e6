import { describe, expect, test } from "vitest";
import { floats, type Value } from "../expression/index.ts";
import type { Metric } from "./analysis-spec.ts";
import { judgeValue, measure, type Reply } from "./measurement.ts";

const now = new Date("2026-11-03T10:00:00Z");
const metric: Metric = { name: "m", provider: {} };
const success = { successCondition: "result[0] >= 0.95" };
const failure = { failureCondition: "result[0] < 0.95" };

describe("judgeValue", () => {
  test.each<[string, object, Value, string]>([
    ["no condition passes all", {}, Number.NaN, "Successful"],
    ["success holds", success, floats([0.99]), "Successful"],
    ["success alone does not hold", success, floats([0.5]), "Failed"],
    ["NaN is no success", success, floats([Number.NaN]), "Failed"],
    ["failure alone does not hold", failure, floats([0.99]), "Successful"],
    ["NaN is no failure either, so it passes", failure, floats([Number.NaN]), "Successful"],
    ["nothing to look at is an error", success, floats([]), "Error"],
    [
      "neither holds",
      { ...success, failureCondition: "result[0] < 0.9" },
      floats([0.92]),
      "Inconclusive",
    ],
    [
      "both hold: failure wins",
      { ...success, ...{ failureCondition: "true" } },
      floats([1]),
      "Failed",
    ],
    ["an empty condition is none", { successCondition: "" }, floats([]), "Successful"],
  ])("%s", (_, conditions, value, phase) => {
    expect(judgeValue(conditions, value, { now }).phase).toBe(phase);
  });

  test("an error says which condition and why", () => {
    expect(judgeValue(success, floats([]), { now }).error).toBe(
      'could not evaluate successCondition "result[0] >= 0.95": metric result is nil or empty: no data returned from the metric provider',
    );
  });
});

describe("measure", () => {
  test.each<[string, Metric, Reply, object]>([
    ["a scalar", metric, { kind: "scalar", value: 1 }, { value: "1", hasData: true }],
    [
      "a vector",
      metric,
      { kind: "vector", values: [0.5, 1e21] },
      { value: "[0.5,1000000000000000000000]", hasData: true },
    ],
    ["an empty vector", metric, { kind: "vector", values: [] }, { value: "[]", hasData: false }],
    [
      "a NaN among others",
      metric,
      { kind: "vector", values: [1, Number.NaN] },
      { value: "[1,NaN]", hasData: false },
    ],
    [
      "a matrix, flattened",
      metric,
      { kind: "matrix", series: [[1, 2], [3]] },
      { value: "[1,2,3]", phase: "Successful" },
    ],
    [
      "a string",
      metric,
      { kind: "string" },
      { phase: "Error", message: "Prometheus metric type not supported" },
    ],
    [
      "an error",
      metric,
      { kind: "error", message: "connection refused" },
      { phase: "Error", message: "connection refused", hasData: false },
    ],
    [
      "a web reply",
      { ...metric, successCondition: "result.ok", provider: { web: { url: "http://w" } } },
      { kind: "web", status: 200, body: '{"ok": true}' },
      { phase: "Successful", value: '{"ok":true}', hasData: true },
    ],
    [
      "a web reply of another status",
      metric,
      { kind: "web", status: 503, body: "" },
      { phase: "Error", message: "received non 2xx response code: 503" },
    ],
    [
      "a web reply that is no JSON passes without a look, and has no data",
      { ...metric, successCondition: "false" },
      { kind: "web", status: 200, body: "<html>" },
      { phase: "Successful", value: "<html>", hasData: false },
    ],
  ])("%s", (_, given, reply, expected) => {
    expect(measure(given, reply, { now })).toMatchObject({ finishedAt: now, ...expected });
  });
});
