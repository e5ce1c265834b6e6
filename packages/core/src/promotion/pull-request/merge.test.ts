import { describe, expect, test } from "vitest";
import type { Decision } from "../../policy/index.ts";
import { samplePull, sampleQuestion } from "../testdata/sample-question.ts";
import { armingFault, mergeMethod, mergeStep, readMergeRefusal } from "./merge.ts";
import type { Pull } from "./pull.ts";

const pass: Decision = { state: "pass", gates: [] };
const wait: Decision = { state: "wait", gates: [] };
const [prod] = [...sampleQuestion().view.config.environments.values()].filter(
  ({ name }) => name === "prod",
);

function step(pull: Partial<Pull>, merge: "auto" | "manual" | "queue", decision = pass): string {
  const environments = prod === undefined ? [] : [{ ...prod, merge }];
  const found = mergeStep(samplePull(pull), { decision, environments });
  return found.kind === "leave" ? found.why : found.kind;
}

describe("mergeStep", () => {
  test.each<[string, Partial<Pull>, "auto" | "manual" | "queue", Decision, string]>([
    ["free", {}, "auto", pass, "merge"],
    ["free, by the queue", {}, "queue", pass, "enqueue"],
    ["left to people", {}, "manual", pass, "the policy leaves the merge to people"],
    ["a gate is closed", {}, "auto", wait, "its gates are not all open"],
    ["a draft", { isDraft: true }, "auto", pass, "it is a draft"],
    ["in the queue", { queuedOid: "q" }, "queue", pass, "it is in the merge queue"],
    ["a conflict comes first", { mergeable: "conflict" }, "manual", wait, "rebuild"],
    ["GitHub is still finding out: it is tried", { mergeable: "unknown" }, "auto", pass, "merge"],
  ])("%s", (_, pull, merge, decision, expected) => {
    expect(step(pull, merge, decision)).toBe(expected);
  });

  test("one environment that is left to people leaves all of it to people", () => {
    const environments = prod === undefined ? [] : [{ ...prod, merge: "auto" as const }, prod];

    expect(mergeStep(samplePull(), { decision: pass, environments }).kind).toBe("leave");
  });
});

describe("armingFault", () => {
  const until = new Date("2026-11-21T13:00:00Z");

  test.each<[string, Decision, Parameters<typeof armingFault>[1], string | undefined]>([
    [
      "our own status is demanded, nothing ends",
      pass,
      { required: "of-an-app", isAllowed: true },
      undefined,
    ],
    [
      "closed gates do not matter: GitHub waits for the status",
      wait,
      { required: "of-an-app", isAllowed: true },
      undefined,
    ],
    ["the settings forbid it", pass, { required: "of-an-app", isAllowed: false }, "settings"],
    ["nothing demands the status", pass, { required: "none", isAllowed: true }, "no rule"],
    [
      "anybody may report it",
      pass,
      { required: "of-anybody", isAllowed: true },
      "bind it to the App",
    ],
    [
      "the gates end by themselves",
      { ...pass, validUntil: until },
      { required: "of-an-app", isAllowed: true },
      "until 2026-11-21T13:00:00.000Z",
    ],
  ])("%s", (_, decision, facts, why) => {
    const fault = armingFault(decision, facts);

    if (why === undefined) expect(fault).toBeUndefined();
    else expect(fault).toContain(why);
  });
});

test.each([
  ["Base branch was modified. Review and try the merge again.", "again"],
  ["Head branch was modified. Review and try the merge again.", "again"],
  ["Merge already in progress", "again"],
  ["Pull Request has merge conflicts", "conflict"],
  ["Pull Request is not mergeable", "blocked"],
  ["Squash merges are not allowed on this repository.", "blocked"],
  ["At least 1 approving review is required by reviewers with write access.", "blocked"],
  ["something GitHub says tomorrow", "blocked"],
])("GitHub's %j means %s", (message, refusal) => {
  expect(readMergeRefusal(message)).toBe(refusal);
});

test.each([
  [["squash", "merge", "rebase"], "squash"],
  [["rebase", "merge"], "merge"],
  [["rebase"], "rebase"],
  [[], "merge"],
] as const)("of %j the method is %s", (allowed, method) => {
  expect(mergeMethod(allowed)).toBe(method);
});
