import { describe, expect, test } from "vitest";
import { withRevisionsOf } from "./application.ts";
import type { Relation, Target } from "./delivery.ts";
import { argoDelivery } from "./delivery-argo.ts";
import { commitOf, fluxDelivery } from "./delivery-flux.ts";
import type { KubeObject } from "./kube-object.ts";

const [wanted, later, other] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const pushedAt = new Date("2026-11-20T10:00:00Z");

function target(relations: Readonly<Record<string, Relation>> = {}): Target {
  return { revisions: [wanted], relations: new Map(Object.entries(relations)), pushedAt };
}

function application(parts: {
  readonly revision?: string;
  readonly synced?: string;
  readonly phase?: string;
  readonly reconciledAt?: string;
}): KubeObject {
  const { revision = wanted, synced = revision, phase = "Succeeded" } = parts;
  return {
    status: {
      sync: { revision },
      reconciledAt: parts.reconciledAt ?? "2026-11-20T10:01:00Z",
      operationState: {
        phase,
        message: "one or more objects failed to apply",
        finishedAt: "2026-11-20T10:00:30Z",
        syncResult: { revision: synced },
      },
    },
  };
}

describe("argoDelivery", () => {
  test.each<[string, KubeObject, Target, object]>([
    ["the revision, synced", application({}), target(), { state: "applied", isLater: false }],
    [
      "a later one that contains it",
      application({ revision: later }),
      target({ [later]: "descendant" }),
      { state: "applied", isLater: true },
    ],
    [
      "one that is not known",
      application({ revision: later }),
      target(),
      { state: "unrelated", revision: later },
    ],
    [
      "one before it",
      application({ revision: other }),
      target({ [other]: "ancestor" }),
      { state: "pending", reason: `${other} is applied, ${wanted} is wanted` },
    ],
    [
      "one beside it",
      application({ revision: other }),
      target({ [other]: "diverged" }),
      { state: "superseded", by: other },
    ],
    [
      "compared with, but synced is the one before",
      application({ synced: other }),
      target({ [other]: "ancestor" }),
      { state: "pending", reason: "the revision is not synced yet" },
    ],
    [
      "a failed operation of the one before says nothing",
      application({ synced: other, phase: "Failed" }),
      target({ [other]: "ancestor" }),
      { state: "pending" },
    ],
    [
      "a failed operation of its own",
      application({ phase: "Failed" }),
      target(),
      { state: "failed", reason: "the sync ended in Failed: one or more objects failed to apply" },
    ],
    ["a running operation", application({ phase: "Running" }), target(), { state: "pending" }],
    [
      "what was seen long before the push",
      application({ reconciledAt: "2026-11-20T09:50:00Z" }),
      target(),
      { state: "pending" },
    ],
    [
      "what a clock that is behind calls a little before",
      application({ reconciledAt: "2026-11-20T09:59:00Z" }),
      target(),
      { state: "applied" },
    ],
    ["an application that is new", {}, target(), { state: "pending" }],
  ])("%s", (_, object, goal, expected) => {
    expect(argoDelivery(object, goal)).toMatchObject(expected);
  });

  test("of several sources only those of the repository count", () => {
    const object: KubeObject = {
      spec: {
        sources: [
          { repoURL: "https://charts.example.com" },
          { repoURL: "git@github.com:acme/gitops.git" },
        ],
      },
      status: {
        sync: { revisions: ["1.2.3", wanted] },
        reconciledAt: "2026-11-20T10:01:00Z",
        operationState: {
          phase: "Succeeded",
          finishedAt: "2026-11-20T10:00:30Z",
          syncResult: { revisions: ["1.2.2", wanted] },
        },
      },
    };

    expect(argoDelivery(withRevisionsOf(object, "acme/gitops"), target())).toMatchObject({
      state: "applied",
      revisions: [wanted],
    });
  });
});

function kustomization(parts: {
  readonly revision?: string;
  readonly ready?: string;
  readonly reason?: string;
  readonly observed?: number;
  readonly attempted?: string;
  readonly suspend?: boolean;
}): KubeObject {
  const { revision = `main@sha1:${wanted}`, ready = "True" } = parts;
  return {
    kind: "Kustomization",
    metadata: { generation: 2 },
    spec: { suspend: parts.suspend ?? false },
    status: {
      observedGeneration: parts.observed ?? 2,
      lastAppliedRevision: revision,
      lastAttemptedRevision: parts.attempted ?? revision,
      conditions: [
        {
          type: "Ready",
          status: ready,
          reason: parts.reason ?? "ReconciliationSucceeded",
          message: "said",
          lastTransitionTime: "2026-11-20T10:00:30Z",
        },
      ],
    },
  };
}

describe("fluxDelivery", () => {
  test.each<[string, KubeObject, object]>([
    ["the revision, applied and Ready", kustomization({}), { state: "applied" }],
    ["one never reconciled", kustomization({ observed: -1 }), { state: "pending" }],
    ["a generation not seen", kustomization({ observed: 1 }), { state: "pending" }],
    ["one suspended", kustomization({ suspend: true }), { state: "blocked" }],
    [
      "one that waits for another",
      kustomization({ ready: "False", reason: "DependencyNotReady" }),
      { state: "pending" },
    ],
    [
      "one that failed",
      kustomization({ ready: "False", reason: "HealthCheckFailed" }),
      { state: "failed", reason: "HealthCheckFailed: said" },
    ],
    [
      "a failure of another revision",
      kustomization({
        ready: "False",
        reason: "HealthCheckFailed",
        attempted: `main@sha1:${other}`,
      }),
      { state: "pending" },
    ],
    [
      "another revision",
      kustomization({ revision: `main@sha1:${later}` }),
      { state: "unrelated", revision: later },
    ],
  ])("%s", (_, object, expected) => {
    expect(fluxDelivery(object, target())).toMatchObject(expected);
  });

  test.each([
    [`main@sha1:${wanted}`, wanted],
    [`sha1:${wanted}`, wanted],
    [`main/${wanted}`, wanted],
    [`latest@sha256:${"d".repeat(64)}`, `sha256:${"d".repeat(64)}`],
    ["6.5.3", "6.5.3"],
  ])("commitOf %s", (revision, commit) => {
    expect(commitOf(revision)).toBe(commit);
  });
});
