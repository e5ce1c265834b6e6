import { describe, expect, test } from "vitest";
import type { RecordedEntry } from "../../evidence/index.ts";
import { findCandidate } from "../plan.ts";
import { digest, overlayPath, sampleFiles, sampleQuestion } from "../testdata/sample-question.ts";
import { setBack } from "./order.ts";

function image(tag: string, letter: string): string {
  return `images:\n- name: ghcr.io/acme/checkout\n  newTag: ${tag}\n  digest: ${digest(letter)}\n`;
}

/** What a promotion of `wanted` over `running` would set back. */
function order(
  wanted: string,
  running: string,
  recorded: readonly RecordedEntry[] = [],
): string | undefined {
  const files = sampleFiles()
    .set(overlayPath("checkout", "staging"), wanted)
    .set(overlayPath("checkout", "prod"), running);
  const { view } = sampleQuestion(files);
  const prod = view.config.environments.get("prod");
  if (prod === undefined) throw new Error("no prod");
  return setBack([findCandidate("checkout", prod, view)], () => recorded);
}

function entry(tag: string, letter: string, number: number, workflow = "ci"): RecordedEntry {
  const run = { repository: "acme/checkout", workflow, number, attempt: 1, url: "" };
  const reference = `ghcr.io/acme/checkout:${tag}@${digest(letter)}`;
  return { app: "checkout", environment: "staging", image: reference, run };
}

describe("setBack", () => {
  test.each([
    ["an older release", "v1.4.0", "v1.5.0", true],
    ["a newer release", "v1.5.0", "v1.4.0", false],
    ["numbers, not letters", "1.9.0", "1.10.0", true],
    ["the same release, built again", "v1.4.0", "v1.4.0", false],
    ["a pre-release tells nothing", "v1.4.0", "v1.5.0-rc.1", false],
    ["hashes tell nothing", "sha-1111111", "sha-2222222", false],
  ])("%s", (_, wanted, running, isSet) => {
    expect(order(image(wanted, "b"), image(running, "a")) !== undefined).toBe(isSet);
  });

  test("the runs that built them come before what their names say", () => {
    const recorded = [entry("v2.0.0", "a", 11), entry("v1.0.0", "b", 12)];

    expect(order(image("v1.0.0", "b"), image("v2.0.0", "a"), recorded)).toBeUndefined();
    expect(
      order(image("sha-1", "b"), image("sha-2", "a"), [entry("x", "a", 12), entry("y", "b", 11)]),
    ).toBe("prod runs sha-2 of checkout, which is newer than sha-1 in staging");
  });

  test("runs of two workflows, and words that are no image, tell nothing", () => {
    const [a, b] = [entry("x", "a", 12, "nightly"), entry("y", "b", 11)];

    expect(order(image("sha-1", "b"), image("sha-2", "a"), [a, b])).toBeUndefined();
    expect(
      order(image("sha-1", "b"), image("sha-2", "a"), [{ ...a, image: "::" }, b]),
    ).toBeUndefined();
  });
});
