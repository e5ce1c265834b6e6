import { describe, expect, test } from "vitest";
import type { KubeObject } from "./kube-object.ts";
import { imagesOf, type WorkloadGoal, workloadState, workloadsRunning } from "./workload.ts";

const now = new Date("2026-11-20T10:00:00Z");
const digest = `sha256:${"1".repeat(64)}`;
const web = { name: "ghcr.io/acme/web", tag: "v2", digest };
const pinned = `ghcr.io/acme/web:v2@${digest}`;

function workload(kind: string, image: string, parts: object = {}): KubeObject {
  return {
    apiVersion: kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1",
    kind,
    metadata: { name: "web", namespace: "shop", generation: 2 },
    spec: { replicas: 1, template: { spec: { containers: [{ image }] } } },
    ...parts,
  };
}

function deployment(image: string, status: object = {}): KubeObject {
  const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  const conditions = [{ type: "Available", status: "True" }];
  return workload("Deployment", image, {
    status: { observedGeneration: 2, ...counts, conditions, ...status },
  });
}

function rollout(status: object): KubeObject {
  return workload("Rollout", pinned, {
    spec: {
      template: { spec: { containers: [{ image: pinned }] } },
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }] } },
    },
    status: {
      observedGeneration: "2",
      currentPodHash: "new",
      stableRS: "new",
      phase: "Healthy",
      ...status,
    },
  });
}

const replicaSet: KubeObject = {
  kind: "ReplicaSet",
  metadata: { labels: { "rollouts-pod-template-hash": "new" } },
  spec: { template: { spec: { containers: [{ image: pinned }] } } },
};

function state(object: KubeObject, goal: Partial<WorkloadGoal> = {}) {
  return workloadState(object, {
    goal: { images: [web], step: undefined, replicaSets: [replicaSet], ...goal },
    now,
  });
}

describe("workloadState of a Deployment", () => {
  test.each<[string, KubeObject, Partial<WorkloadGoal>, object]>([
    ["with the digest, complete", deployment(pinned), {}, { state: "good" }],
    [
      "with the digest under another name",
      deployment(`mirror/web@${digest}`),
      {},
      { state: "good" },
    ],
    [
      "with the tag alone where a digest is wanted",
      deployment("ghcr.io/acme/web:v2"),
      {},
      { state: "other-image", reason: "its pod template runs ghcr.io/acme/web:v2" },
    ],
    [
      "with the tag where only a tag is wanted",
      deployment("ghcr.io/acme/web:v2"),
      { images: [{ name: "ghcr.io/acme/web", tag: "v2" }] },
      { state: "good" },
    ],
    [
      "with another tag of it",
      deployment("ghcr.io/acme/web:v1"),
      { images: [{ name: "ghcr.io/acme/web", tag: "v2" }] },
      { state: "other-image" },
    ],
    [
      "in a registry with a port",
      deployment("localhost:5000/web:v1"),
      { images: [{ name: "localhost:5000/web", tag: "v1" }] },
      { state: "good" },
    ],
    [
      "not all pods of which are ready, which Argo CD calls Healthy",
      deployment(pinned, { readyReplicas: 0 }),
      {},
      { state: "pending", reason: expect.stringContaining("Ready: 0/1") },
    ],
    [
      "whose generation is not observed",
      deployment(pinned, { observedGeneration: 1 }),
      {},
      { state: "pending" },
    ],
    [
      "that exceeded its deadline",
      deployment(pinned, {
        conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
      }),
      {},
      { state: "failed" },
    ],
  ])("%s", (_, object, goal, expected) => {
    expect(state(object, goal)).toMatchObject(expected);
  });
});

describe("workloadState of a Rollout", () => {
  test.each<[string, object, Partial<WorkloadGoal>, object]>([
    ["that is stable everywhere", {}, {}, { state: "good" }],
    ["whose spec is not seen", { observedGeneration: "1" }, {}, { state: "pending" }],
    ["without a pod hash", { currentPodHash: undefined }, {}, { state: "pending" }],
    [
      "whose pod hash belongs to no ReplicaSet",
      { currentPodHash: "none" },
      {},
      { state: "pending", reason: "there is no ReplicaSet with pod hash none" },
    ],
    [
      "that pauses",
      { stableRS: "old", currentStepIndex: 1, phase: "Paused", pauseConditions: [{}] },
      {},
      { state: "pending", reason: "paused at step 1 of 3, 20 % canary" },
    ],
    [
      "that pauses where it is wanted",
      { stableRS: "old", currentStepIndex: 1, phase: "Paused", pauseConditions: [{}] },
      { step: 1 },
      { state: "good" },
    ],
    [
      "before the wanted step",
      { stableRS: "old", currentStepIndex: 0, phase: "Progressing" },
      { step: 1 },
      { state: "pending", reason: "at step 0 of 3, 20 % canary" },
    ],
    ["past the wanted step and through", { currentStepIndex: 3 }, { step: 1 }, { state: "good" }],
    [
      "that was aborted",
      { stableRS: "old", abort: true, message: "Metric failed", phase: "Degraded" },
      {},
      { state: "failed", reason: "aborted: Metric failed" },
    ],
  ])("%s", (_, status, goal, expected) => {
    expect(state(rollout(status), goal)).toMatchObject(expected);
  });

  test("whose ReplicaSet runs another image", () => {
    const other = {
      ...replicaSet,
      spec: { template: { spec: { containers: [{ image: "ghcr.io/acme/web:v1" }] } } },
    };

    expect(state(rollout({}), { replicaSets: [other] })).toMatchObject({ state: "other-image" });
  });
});

describe("workloadsRunning", () => {
  test("leaves out what runs none of the images, in whatever version", () => {
    const [old, sidecar] = [deployment("ghcr.io/acme/web:v1"), deployment("redis:7")];

    expect(workloadsRunning([old, sidecar], [web])).toEqual([old]);
  });

  test("takes a Rollout with the Deployment that it takes its pods from", () => {
    const referring = workload("Rollout", "", {
      spec: { workloadRef: { kind: "Deployment", name: "web" } },
    });
    const referred = deployment(pinned);

    expect(workloadsRunning([referring, referred], [web])).toEqual([referred, referring]);
  });
});

test("imagesOf finds the containers of every kind that makes pods", () => {
  const spec = { containers: [{ image: "a" }], initContainers: [{ image: "b" }] };
  const cron = { kind: "CronJob", spec: { jobTemplate: { spec: { template: { spec } } } } };

  expect(imagesOf({ kind: "Pod", spec })).toEqual(["a", "b"]);
  expect(imagesOf({ kind: "Job", spec: { template: { spec } } })).toEqual(["a", "b"]);
  expect(imagesOf(cron)).toEqual(["a", "b"]);
});
