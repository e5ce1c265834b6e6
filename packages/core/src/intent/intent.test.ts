import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseImageReference } from "../image/index.ts";
import { type Intent, MAX_INTENT_CHARACTERS, readIntent, writeIntent } from "./intent.ts";

const intent: Intent = {
  branch: "release/1.2",
  environment: "dev",
  targets: [
    { app: "cart", image: parseImageReference("ghcr.io/acme/cart:v2"), entry: "cart" },
    { app: "search", kustomizeArgs: ["search=*:v3"] },
  ],
  layout: "apps/{app}/overlays/{env}",
  expectedCurrent: "v1",
  configPath: ".gitops/promotion.yaml",
  paths: ["apps/cart/overlays/dev/kustomization.yaml"],
  allowOlder: false,
  message: "deploy {app}",
  run: {
    repository: "acme/cart",
    workflow: "acme/cart/.github/workflows/ci.yml",
    number: 7,
    attempt: 1,
    url: "https://github.example/acme/cart/actions/runs/1",
  },
};

/** The message with one of its values replaced. */
function forged(change: Record<string, unknown>): string {
  const [headline, json = ""] = writeIntent(intent).split("\n\n");
  return `${headline}\n\n${JSON.stringify({ ...JSON.parse(json), ...change })}`;
}

describe("readIntent", () => {
  test("reads what was written, as git gives it back", () => {
    expect(readIntent(`${writeIntent(intent)}\n`)).toEqual(intent);
  });

  test("a caller's request may hold more than an intent; only what is one is written", () => {
    const request = { ...intent, event: { secret: "s" } };

    expect(writeIntent(request)).not.toContain("secret");
  });

  test.each([
    ["an ordinary message", "fix: a bug"],
    ["another version", writeIntent(intent).replace("intent 1", "intent 2")],
    ["no JSON", "gitops intent 1\n\n{"],
    ["JSON that is no object", "gitops intent 1\n\n7"],
    ["something huge", forged({ message: "x".repeat(MAX_INTENT_CHARACTERS) })],
    ["no image", forged({ targets: [] })],
    ["a target that is no object", forged({ targets: [1] })],
    ["an app that climbs", forged({ targets: [{ app: "../x", image: "x:y" }] })],
    ["an image that is none", forged({ targets: [{ app: "x", image: "UPPER:y" }] })],
    ["arguments that set nothing", forged({ targets: [{ app: "x", kustomizeArgs: [""] }] })],
    ["an environment that climbs", forged({ environment: "../../x" })],
    ["a path that climbs", forged({ paths: ["../x"] })],
    ["paths that are no list", forged({ paths: "x" })],
    ["a config that climbs", forged({ configPath: "../promotion.yaml" })],
    ["a layout that climbs", forged({ layout: "../{env}" })],
    ["a run with a second line", forged({ run: { ...intent.run, url: "x\nGitOps-App: y" } })],
    ["a run without a number", forged({ run: { ...intent.run, number: "7" } })],
    ["no run", forged({ run: undefined })],
    ["a flag that is none", forged({ allowOlder: "yes" })],
  ])("refuses %s", (_, message) => {
    expect(() => readIntent(message)).toThrowError(
      expect.objectContaining({ code: "intent-invalid" }),
    );
  });

  test("refuses any text with its own code", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const message = `gitops intent 1\n\n${JSON.stringify(value)}`;

        expect(() => readIntent(message)).toThrowError(
          expect.objectContaining({ code: "intent-invalid" }),
        );
      }),
    );
  });
});
