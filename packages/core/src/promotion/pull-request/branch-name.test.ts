import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRefName } from "../../repository/index.ts";
import { branchName, fillTemplate } from "./branch-name.ts";

const template = "promote/{app}-{env}-{tag}";
const slot = { app: "cart", env: "prod" };

describe("branchName", () => {
  test.each([
    ["sha-1111111", "promote/cart-prod-sha-1111111"],
    ["v1.2.3", "promote/cart-prod-v1.2.3"],
    ["1.0+build", "promote/cart-prod-1.0%2Bbuild"],
    ["sha256:abcdef", "promote/cart-prod-sha256%3Aabcdef"],
    ["a..b", "promote/cart-prod-a%2E.b"],
    ["v1.lock", "promote/cart-prod-v1%2Elock"],
    ["v1.", "promote/cart-prod-v1%2E"],
    ["50%", "promote/cart-prod-50%25"],
    ["~^:?*[\\@{", "promote/cart-prod-%7E%5E%3A%3F%2A%5B%5C%40%7B"],
    ["{env}", "promote/cart-prod-%7Benv%7D"],
    ["$&", "promote/cart-prod-%24%26"],
  ])("the tag %s gives %s", (tag, branch) => {
    expect(branchName(template, { ...slot, tag })).toBe(branch);
  });

  const hostile = fc.string({
    unit: fc.constantFrom(
      "a",
      "A",
      ".",
      "..",
      ".lock",
      "-",
      "/",
      "%",
      "%2E",
      "~",
      "*",
      "(",
      "@{",
      " ",
      "é",
      "😀",
      "{tag}",
    ),
    maxLength: 10,
  });

  test.each([template, "{tag}/{app}/{env}", "promote/{app}/{env}/{tag}", "{app}.{env}.{tag}.x"])(
    "%s gives a legal ref for every tag, and two tags never share one",
    (pattern) => {
      fc.assert(
        fc.property(hostile, hostile, (one, other) => {
          fc.pre(one !== "" && other !== "");
          const [a, b] = [one, other].map((tag) => branchName(pattern, { ...slot, tag }));

          expect(isRefName(a ?? "")).toBe(true);
          expect(a === b).toBe(one === other);
        }),
      );
    },
  );

  test.each([
    "promote/{app}..{env}",
    "promote/{app} {env}",
    "promote//{app}{env}",
    "-{app}{env}",
    "x".repeat(250),
  ])("%s is refused: its own text is no branch", (wrong) => {
    expect(() => branchName(wrong, { ...slot, tag: "v1" })).toThrow(
      expect.objectContaining({ code: "branch-invalid" }),
    );
  });
});

test("a value that looks like a placeholder is not filled in again", () => {
  expect(fillTemplate("{app} {env} {tag}", { app: "{tag}", env: "$&", tag: "{app}" })).toBe(
    "{tag} $& {app}",
  );
});
