import { describe, expect, test } from "vitest";
import { type ConvergeGoal, converge, type Holding, type Observation } from "./converge.ts";
import type { Delivery } from "./delivery.ts";
import type { KubeObject } from "./kube-object.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, seconds));
const image = { name: "web", digest: `sha256:${"1".repeat(64)}` };
const goal: ConvergeGoal = { images: [image], step: undefined, settleMs: 10_000 };
const applied: Delivery = { state: "applied", revisions: ["a"], isLater: false, at: at(0) };

function deployment(used: string): KubeObject {
  const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", generation: 1 },
    spec: { replicas: 1, template: { spec: { containers: [{ image: used }] } } },
    status: {
      observedGeneration: 1,
      ...counts,
      conditions: [{ type: "Available", status: "True" }],
    },
  };
}

const good: Observation = {
  delivery: applied,
  workloads: [deployment(`web@${image.digest}`)],
  replicaSets: [],
  health: "Healthy",
  worst: undefined,
  closedBy: undefined,
};

/** The states of looks at these seconds. */
function looks(
  ...seen: readonly (readonly [seconds: number, observation: Observation])[]
): string[] {
  let previous: Holding | undefined;
  return seen.map(([seconds, observation]) => {
    const found = converge(observation, { goal, previous, now: at(seconds) });
    previous = found.holding;
    return found.state;
  });
}

const degraded: Observation = { ...good, health: "Degraded", worst: "Deployment/web: no" };

describe("converge", () => {
  test("good has to hold for the settle time, in two looks", () => {
    expect(looks([1, good], [5, good], [11, good])).toEqual(["pending", "pending", "converged"]);
  });

  test("one look is never enough, however late", () => {
    expect(looks([100, good])).toEqual(["pending"]);
  });

  test("a moment that is not good begins the time anew", () => {
    const progressing: Observation = { ...good, health: "Progressing" };

    expect(looks([1, good], [8, progressing], [12, good], [15, good])).toEqual([
      "pending",
      "pending",
      "pending",
      "pending",
    ]);
  });

  test("a sync in between begins it anew, too", () => {
    const resynced = { ...good, delivery: { ...applied, at: at(9) } };

    expect(looks([1, good], [12, resynced], [23, resynced])).toEqual([
      "pending",
      "pending",
      "converged",
    ]);
  });

  test("what is bad for a moment only does not fail", () => {
    expect(looks([1, degraded], [5, good], [9, good], [16, good])).toEqual([
      "pending",
      "pending",
      "pending",
      "converged",
    ]);
  });

  test("what stays bad fails, and the worst is named", () => {
    const previous: Holding = { what: "failed", since: at(1), looks: 1 };

    const found = converge(degraded, { goal, previous, now: at(12) });

    expect(found).toMatchObject({
      state: "failed",
      reason: "the application is Degraded: Deployment/web: no",
    });
  });

  test.each<[string, Partial<Observation>, object]>([
    ["another image is waited for", { workloads: [deployment("web:v1")] }, { state: "pending" }],
    [
      "another image of a later revision has overtaken it",
      { workloads: [deployment("web:v1")], delivery: { ...applied, isLater: true } },
      { state: "superseded" },
    ],
    [
      "a revision without ours has overtaken it",
      { delivery: { state: "superseded", by: "b" } },
      { state: "superseded", reason: "superseded by b" },
    ],
    [
      "delivery that somebody stopped",
      { delivery: { state: "blocked", reason: "suspended" } },
      { state: "blocked" },
    ],
    [
      "a closed window, and when it opens",
      {
        delivery: { state: "pending", reason: "a is wanted" },
        closedBy: { window: "outside 10:00 for 1h", opensAt: at(30) },
      },
      {
        state: "blocked",
        opensAt: at(30),
        reason: "a is wanted; sync window: outside 10:00 for 1h",
      },
    ],
    ["an application without health", { health: "Unknown" }, { state: "pending" }],
    ["a suspended application", { health: "Suspended" }, { state: "pending" }],
  ])("%s", (_, change, expected) => {
    const found = converge({ ...good, ...change }, { goal, previous: undefined, now: at(20) });

    expect(found).toMatchObject(expected);
  });

  test("at a step a suspended application is as it should be", () => {
    const previous: Holding = { what: "good", since: at(1), looks: 1 };
    const observation: Observation = { ...good, health: "Suspended" };

    const found = converge(observation, { goal: { ...goal, step: 1 }, previous, now: at(20) });

    expect(found.state).toBe("converged");
  });
});
