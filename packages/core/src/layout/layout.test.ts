import { describe, expect, test } from "vitest";
import { candidatePaths, parseLayout, parseName, valuesBelow } from "./layout.ts";

describe("valuesBelow", () => {
  test.each([
    ["charts/{app}/values-{env}.yaml", ["charts/checkout/values.yaml"]],
    [
      "charts/{app}/values-{env}.yml",
      ["charts/checkout/values.yaml", "charts/checkout/values.yml"],
    ],
    ["charts/shop/{app}/values-{env}.yaml", ["charts/shop/checkout/values.yaml"]],
    [
      "charts/{app}/environments/{env}/values.yaml",
      ["charts/checkout/values.yaml", "charts/checkout/environments/values.yaml"],
    ],
    ["charts/{app}/{env}.yaml", ["charts/checkout/values.yaml"]],
    ["apps/{app}/{env}", ["apps/checkout/values.yaml"]],
    ["environments/{env}/{app}", ["charts/checkout/values.yaml"]],
    ["environments/{env}/{app}-values.yaml", ["charts/checkout/values.yaml"]],
    ["chart/values-{env}.yaml", ["values.yaml", "chart/values.yaml"]],
    ["values-{env}.yaml", ["values.yaml"]],
    ["chart/environments/{env}", ["chart/values.yaml", "chart/environments/values.yaml"]],
  ])("of %s is %j", (template, expected) => {
    expect(valuesBelow(template, "checkout")).toEqual(expected);
  });

  test("is read together with what is the environment's own", () => {
    const template = "charts/{app}/values-{env}.yaml";

    expect(candidatePaths(template, { app: "checkout", environment: "dev" })).toEqual([
      "charts/checkout/values-dev.yaml",
      "charts/checkout/values.yaml",
    ]);
  });
});

describe("parseName", () => {
  test.each(["checkout", "a", "prod-eu.1", "A_b"])("takes %s", (name) => {
    expect(parseName(name)).toBe(name);
  });

  test.each([
    "",
    "..",
    "a/b",
    "../a",
    "a..b",
    "-a",
    "a-",
    "a b",
    "a\n",
    "ä",
    "a".repeat(64),
    "{app}",
    "$(id)",
  ])("refuses %j", (name) => {
    expect(() => parseName(name)).toThrow(expect.objectContaining({ code: "name-invalid" }));
  });
});

describe("parseLayout", () => {
  test("drops a slash at the end", () => {
    expect(parseLayout("clusters/{env}/{app}/")).toBe("clusters/{env}/{app}");
  });

  test.each([
    "apps/{app}",
    "/apps/{env}",
    "../{env}",
    "apps//{env}",
    "apps/{env}/{region}",
    "./{env}",
  ])("refuses %s", (template) => {
    expect(() => parseLayout(template)).toThrow(
      expect.objectContaining({ code: "layout-invalid" }),
    );
  });
});
