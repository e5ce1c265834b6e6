import { describe, expect, test } from "vitest";
import { mergeArgs, resolveMetric } from "./analysis-args.ts";
import type { Metric } from "./analysis-spec.ts";

const metric: Metric = {
  name: "m",
  successCondition: "result[0] >= {{args.least}}",
  provider: { prometheus: { address: "http://p", query: 'up{app="{{ args.app }}"}' } },
};

describe("mergeArgs", () => {
  test("a given value replaces the declared one, the last of several counts", () => {
    const declared = [{ name: "a", value: "1" }, { name: "b" }];
    const given = [
      { name: "b", value: "2" },
      { name: "b", value: "3" },
      { name: "c", value: "4" },
    ];

    expect(mergeArgs(given, declared)).toEqual({
      ok: true,
      value: [
        { name: "a", value: "1" },
        { name: "b", value: "3" },
      ],
    });
  });

  test("an argument without a value is a fault", () => {
    const fault = "args.a was not resolved";

    expect(mergeArgs([], [{ name: "a" }])).toEqual({ ok: false, fault });
  });
});

describe("resolveMetric", () => {
  test("fills in arguments wherever they stand, with space around the name or not", () => {
    const args = [
      { name: "least", value: "0.95" },
      { name: "app", value: "web" },
    ];

    expect(resolveMetric(metric, args)).toMatchObject({
      ok: true,
      value: {
        successCondition: "result[0] >= 0.95",
        provider: { prometheus: { query: 'up{app="web"}' } },
      },
    });
  });

  test("a value is text, so it can rewrite a condition", () => {
    const args = [
      { name: "least", value: "0.95 || true" },
      { name: "app", value: "" },
    ];

    expect(resolveMetric(metric, args)).toMatchObject({
      value: { successCondition: "result[0] >= 0.95 || true" },
    });
  });

  test.each([
    [
      "one that is not declared",
      [{ name: "least", value: "1" }],
      "failed to resolve {{ args.app }}",
    ],
    ["one without a value", [{ name: "least" }], 'argument "least" was not supplied'],
    [
      "a control character that JSON does not know",
      [
        { name: "least", value: "1" },
        { name: "app", value: "\u0007" },
      ],
      "invalid character 'a' in string escape code",
    ],
  ])("refuses %s", (_, args, fault) => {
    expect(resolveMetric(metric, args)).toEqual({ ok: false, fault });
  });

  test("refuses a tag that is not closed", () => {
    const open = {
      ...metric,
      successCondition: "result[0] > {{args.least",
      provider: {},
      consecutiveSuccessLimit: 1,
    };

    expect(resolveMetric(open, [])).toMatchObject({
      ok: false,
      fault: expect.stringContaining('Cannot find end tag="}}"'),
    });
  });
});
