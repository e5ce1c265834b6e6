import { describe, expect, test } from "vitest";
import { overlay, overlayPath, policy, sampleQuestion } from "./testdata/sample-question.ts";
import { trainUnitOf, unitsOf } from "./unit.ts";

const apps = ["cart", "checkout", "search"];

function viewWith(trains: string) {
  const files = new Map([[".gitops/promotion.yaml", `${policy}trains: { ${trains} }\n`]]);
  for (const app of apps) {
    for (const environment of ["staging", "prod"]) {
      files.set(overlayPath(app, environment), overlay(app, "a"));
    }
  }
  return sampleQuestion(files).view;
}

describe("unitsOf", () => {
  test.each<[string, string, [string, string[]][]]>([
    [
      "without trains each app is one",
      "",
      [
        ["cart", ["cart"]],
        ["checkout", ["checkout"]],
        ["search", ["search"]],
      ],
    ],
    [
      "apps of a train are in no other unit",
      "shop: { apps: [search, cart] }",
      [
        ["shop", ["cart", "search"]],
        ["checkout", ["checkout"]],
      ],
    ],
    [
      "who opted out moves alone",
      'all: { apps: ["*"], except: [cart] }',
      [
        ["all", ["checkout", "search"]],
        ["cart", ["cart"]],
      ],
    ],
    [
      "a train without apps here is none",
      "shop: { apps: [elsewhere] }",
      [
        ["cart", ["cart"]],
        ["checkout", ["checkout"]],
        ["search", ["search"]],
      ],
    ],
  ])("%s", (_, trains, expected) => {
    const units = unitsOf(viewWith(trains), "prod");

    expect(units.map(({ name, apps: aboard }) => [name, aboard])).toEqual(expected);
  });

  test("a train that is too long is refused", () => {
    expect(() => unitsOf(viewWith('all: { apps: ["*"], max: 2 }'), "prod")).toThrow(
      expect.objectContaining({
        code: "train-too-long",
        message: expect.stringContaining("3 apps"),
      }),
    );
  });
});

test("an unknown train names those that there are", () => {
  const view = viewWith("shop: { apps: [cart] }");

  expect(() => trainUnitOf("shp", "prod", { view })).toThrow(
    expect.objectContaining({
      code: "train-unknown",
      message: expect.stringContaining("it has: shop"),
    }),
  );
});
