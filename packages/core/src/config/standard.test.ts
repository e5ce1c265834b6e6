import { expect, test } from "vitest";
import { standardConfig } from "./standard.ts";

test.each<[string, string[], Record<string, string[]>]>([
  [
    "the usual three follow one another",
    ["dev", "prod", "staging"],
    { dev: [], staging: ["dev"], prod: ["staging"] },
  ],
  [
    "a stage that is missing is passed over",
    ["development", "production"],
    { development: [], production: ["development"] },
  ],
  [
    "regions stand side by side",
    ["dev", "prod-eu", "prod-us"],
    { dev: [], "prod-eu": ["dev"], "prod-us": ["dev"] },
  ],
  [
    "an unusual name has no upstream",
    ["dev", "sandbox", "prod"],
    { dev: [], sandbox: [], prod: ["dev"] },
  ],
  ["no environments, no config", [], {}],
])("%s", (_, names, upstream) => {
  const { environments } = standardConfig(names);

  expect(Object.fromEntries([...environments].map(([name, { from }]) => [name, from]))).toEqual(
    upstream,
  );
});

test("what has an upstream is entered by pull request and has to be verified", () => {
  expect(standardConfig(["dev", "prod"]).environments.get("prod")).toMatchObject({
    delivery: "pull-request",
    gates: { verified: { soakMs: 0, level: "declared" } },
  });
});
