import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { loadConfig } from "./config.ts";

const file = ".gitops/promotion.yaml";

function refusal(text: string): UserError {
  try {
    loadConfig(text, file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("the config was accepted");
}

describe("loadConfig", () => {
  test("fills in the delivery from whether there is an upstream", () => {
    const config = loadConfig(
      "version: 1\nenvironments:\n  dev: {}\n  staging: { from: dev }\n",
      file,
    );

    expect(config.environments.get("dev")).toMatchObject({ delivery: "commit", from: [] });
    expect(config.environments.get("staging")).toMatchObject({
      delivery: "pull-request",
      from: ["dev"],
    });
  });

  test("inherits by `like`, the own keys winning", () => {
    const config = loadConfig(
      `version: 1
environments:
  staging: {}
  prod-eu: { from: staging, layout: "clusters/{env}/{app}" }
  prod-us: { like: prod-eu, from: { all: [staging, prod-eu] } }
`,
      file,
    );

    expect(config.environments.get("prod-us")).toEqual({
      name: "prod-us",
      from: ["staging", "prod-eu"],
      fromMode: "all",
      delivery: "pull-request",
      layouts: ["clusters/{env}/{app}"],
    });
  });

  test.each([
    [
      "an unknown key, naming the nearest",
      "version: 1\nenvironments:\n  dev:\n    delivry: commit\n",
      4,
      'did you mean "delivery"?',
    ],
    [
      "an unknown upstream, naming the nearest",
      "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dve }\n",
      4,
      'did you mean "dev"?',
    ],
    [
      "a circle",
      "version: 1\nenvironments:\n  a: { from: b }\n  b: { from: a }\n",
      3,
      "a -> b -> a",
    ],
    [
      "an environment that is its own model",
      "version: 1\nenvironments:\n  a: { like: a }\n",
      3,
      "a -> a",
    ],
    ["another version", "version: 2\nenvironments:\n  dev: {}\n", 1, "expected 1"],
    [
      "a word that is not allowed",
      "version: 1\nenvironments:\n  dev:\n    delivery: push\n",
      4,
      "commit, pull-request",
    ],
    ["a number for a name", "version: 1\nenvironments:\n  dev: { from: 5 }\n", 3, "from"],
    [
      "a duration without a unit",
      "version: 1\nenvironments:\n  dev:\n    gates:\n      verified:\n        soak: 30\n",
      6,
      "30m",
    ],
    [
      "a layout without {env}",
      'version: 1\nlayout: "apps/{app}"\nenvironments:\n  dev: {}\n',
      2,
      "{env}",
    ],
    [
      "a missing key",
      "version: 1\nenvironments:\n  dev:\n    gates: { approvals: {} }\n",
      4,
      '"count" is missing',
    ],
    ["broken YAML", "version: 1\nenvironments: [\n", 3, "Flow sequence"],
    ["a list", "- version: 1\n", 1, "expected a map"],
    ["an empty file", "", 1, "expected a map"],
  ])("refuses %s", (_, text, line, words) => {
    const error = refusal(text);

    expect(error.code).toBe("config-invalid");
    expect(error.line).toBe(line);
    expect(error.message).toContain(words);
  });

  test("reports every fault, in the order of the lines", () => {
    const error = refusal(
      "version: 1\nenvironments:\n  dev: { delivry: commit }\n  prod: { merge: yes }\nfoo: 1\n",
    );

    expect(error.message.match(/- line (\d+)/g)).toEqual(["- line 3", "- line 4", "- line 5"]);
  });

  test("refuses an alias bomb in bounded time", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [index, letter] of [..."bcdefghi"].entries()) {
      const previous = "abcdefghi"[index];
      bomb.push(`${letter}: &${letter} [${Array(9).fill(`*${previous}`).join(", ")}]`);
    }

    expect(refusal(bomb.join("\n")).code).toBe("config-invalid");
  });
});
