import { describe, expect, test } from "vitest";
import { type DeclaredGoal, judgeDeclared, type Report } from "./declared.ts";

const [wanted, later, before] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, seconds));

const goal: DeclaredGoal = {
  revision: wanted,
  relations: new Map([
    [later, "descendant"],
    [before, "ancestor"],
  ]),
  holding: new Set([wanted, later]),
  contexts: ["continuous-delivery/checkout", "kustomization/checkout/*"],
  trustedActors: ["flux[bot]"],
  pushedAt: at(0),
};

function report(parts: Partial<Report> = {}): Report {
  return {
    context: "kustomization/checkout/1a2b",
    state: "success",
    description: "",
    url: undefined,
    at: at(10),
    actor: "flux[bot]",
    revision: wanted,
    ...parts,
  };
}

describe("judgeDeclared", () => {
  test.each<[string, readonly Report[], object]>([
    ["a success on the revision", [report()], { state: "applied", isLater: false }],
    [
      "a success on a later commit that holds the images",
      [report({ revision: later })],
      { state: "applied", isLater: true },
    ],
    ["a failure", [report({ state: "failure", description: "no" })], { state: "failed" }],
    ["something under way", [report({ state: "pending" })], { state: "pending" }],
    [
      "a failure after a success takes it back",
      [report(), report({ at: at(20), state: "failure" })],
      { state: "failed" },
    ],
    [
      "a success after a failure mends it",
      [report({ at: at(20) }), report({ state: "failure" })],
      { state: "applied" },
    ],
    ["an earlier commit says nothing", [report({ revision: before })], { state: "pending" }],
    ["a commit nobody knows says nothing", [report({ revision: "d" })], { state: "pending" }],
    [
      "what was posted before the push says nothing",
      [report({ at: at(-1) })],
      { state: "pending" },
    ],
    ["another context says nothing", [report({ context: "ci/test" })], { state: "pending" }],
    [
      "a context that only begins alike says nothing",
      [report({ context: "continuous-delivery/checkout-v2" })],
      { state: "pending" },
    ],
    [
      "nothing at all",
      [],
      { state: "pending", reason: expect.stringContaining("nothing was posted") },
    ],
  ])("%s", (_, reports, delivery) => {
    expect(judgeDeclared(reports, goal).delivery).toMatchObject(delivery);
  });

  test("a later commit with other images says nothing of ours", () => {
    const found = judgeDeclared([report({ revision: later })], {
      ...goal,
      holding: new Set([wanted]),
    });

    expect(found.delivery.state).toBe("pending");
  });

  test("what an actor says who is not trusted is told, and counts for nothing", () => {
    const found = judgeDeclared([report({ actor: "mallory" })], goal);

    expect(found.untrusted).toHaveLength(1);
    expect(found.delivery).toEqual({
      state: "pending",
      reason: "kustomization/checkout/1a2b was posted by mallory, who is not trusted",
    });
  });

  test("a trusted failure is not covered up by a newer success of somebody else", () => {
    const reports = [report({ state: "failure" }), report({ at: at(20), actor: "mallory" })];

    expect(judgeDeclared(reports, goal).delivery.state).toBe("failed");
  });
});
