import { describe, expect, test } from "vitest";
import { resourceHealth } from "./health.ts";
import { applicationHealth } from "./health-application.ts";
import { kstatus } from "./kstatus.ts";
import type { KubeObject } from "./kube-object.ts";

const now = new Date("2026-11-20T10:00:00Z");

/** An object of generation 2, whose status has observed it unless it says otherwise. */
function object(
  apiVersion: string,
  kind: string,
  parts: Readonly<Record<string, unknown>>,
): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { name: "web", namespace: "shop", generation: 2 },
    ...parts,
  };
}

const seen = { observedGeneration: 2 };
const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });
const conditions = (...list: readonly object[]) => ({
  spec: {},
  status: { ...seen, conditions: list },
});

/** What each controller's health rules say, by Argo CD v3.5.7 and by kstatus v1.3.0, where they differ on purpose. */
const ROWS: readonly (readonly [string, KubeObject, string | undefined, string | undefined])[] = [
  [
    "a Deployment that is complete",
    object("apps/v1", "Deployment", {
      spec: { replicas: 2 },
      status: {
        ...seen,
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
        conditions: [condition("Available", "True")],
      },
    }),
    "Healthy",
    "Current",
  ],
  [
    "a Deployment without ready pods: Argo CD does not look at them",
    object("apps/v1", "Deployment", {
      spec: { replicas: 1 },
      status: { ...seen, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    }),
    "Healthy",
    "InProgress",
  ],
  [
    "a paused Deployment",
    object("apps/v1", "Deployment", { spec: { paused: true, replicas: 1 }, status: seen }),
    "Suspended",
    "InProgress",
  ],
  [
    "a StatefulSet on its way",
    object("apps/v1", "StatefulSet", {
      spec: { replicas: 3, updateStrategy: { type: "RollingUpdate" } },
      status: {
        ...seen,
        replicas: 3,
        readyReplicas: 3,
        currentReplicas: 1,
        updatedReplicas: 2,
        currentRevision: "a",
        updateRevision: "b",
      },
    }),
    "Progressing",
    "InProgress",
  ],
  [
    "a StatefulSet whose pods are updated by hand",
    object("apps/v1", "StatefulSet", {
      spec: { replicas: 1, updateStrategy: { type: "OnDelete" } },
      status: { ...seen, replicas: 1, readyReplicas: 1 },
    }),
    "Healthy",
    "Current",
  ],
  [
    "a DaemonSet on its way",
    object("apps/v1", "DaemonSet", {
      spec: { updateStrategy: { type: "RollingUpdate" } },
      status: {
        ...seen,
        desiredNumberScheduled: 3,
        currentNumberScheduled: 3,
        updatedNumberScheduled: 1,
        numberAvailable: 3,
        numberReady: 3,
      },
    }),
    "Progressing",
    "InProgress",
  ],
  [
    "a Job that failed",
    object("batch/v1", "Job", conditions(condition("Failed", "True", { message: "back-off" }))),
    "Degraded",
    "Failed",
  ],
  [
    "a Job that is through",
    object("batch/v1", "Job", {
      status: { succeeded: 1, conditions: [condition("Complete", "True")] },
    }),
    "Healthy",
    "Current",
  ],
  [
    "a suspended Job",
    object("batch/v1", "Job", conditions(condition("Suspended", "True"))),
    "Suspended",
    "InProgress",
  ],
  [
    "a Pod that cannot pull its image",
    object("v1", "Pod", {
      spec: { restartPolicy: "Always" },
      status: {
        phase: "Pending",
        containerStatuses: [{ state: { waiting: { reason: "ImagePullBackOff", message: "no" } } }],
      },
    }),
    "Degraded",
    "InProgress",
  ],
  [
    "a Service of type LoadBalancer without an address",
    object("v1", "Service", { spec: { type: "LoadBalancer" }, status: { loadBalancer: {} } }),
    "Progressing",
    "InProgress",
  ],
  [
    "an Ingress without an address, which may be fine",
    object("networking.k8s.io/v1", "Ingress", { status: { loadBalancer: {} } }),
    "Progressing",
    "Current",
  ],
  [
    "a claim that lost its volume",
    object("v1", "PersistentVolumeClaim", { status: { phase: "Lost" } }),
    "Degraded",
    "InProgress",
  ],
  [
    "an autoscaler without conditions",
    object("autoscaling/v2", "HorizontalPodAutoscaler", { status: {} }),
    "Progressing",
    "Current",
  ],
  [
    "an APIService that is there",
    object("apiregistration.k8s.io/v1", "APIService", conditions(condition("Available", "True"))),
    "Healthy",
    "Current",
  ],
  [
    "a Rollout at a pause, whose observedGeneration is a text",
    object("argoproj.io/v1alpha1", "Rollout", {
      spec: {},
      status: { observedGeneration: "2", phase: "Paused", message: "CanaryPauseStep" },
    }),
    "Suspended",
    undefined,
  ],
  [
    "an AnalysisRun in error",
    object("argoproj.io/v1alpha1", "AnalysisRun", { status: { phase: "Error" } }),
    "Degraded",
    "Current",
  ],
  [
    "an inconclusive AnalysisRun",
    object("argoproj.io/v1alpha1", "AnalysisRun", { status: { phase: "Inconclusive" } }),
    "Unknown",
    "Current",
  ],
  [
    "a Flagger Canary that failed, which kstatus does not see",
    object("flagger.app/v1beta1", "Canary", {
      spec: {},
      status: { phase: "Failed", canaryWeight: 0, conditions: [] },
    }),
    "Degraded",
    "Current",
  ],
  [
    "a Kustomization whose health check failed",
    object(
      "kustomize.toolkit.fluxcd.io/v1",
      "Kustomization",
      conditions(condition("Ready", "False", { reason: "HealthCheckFailed", message: "no" })),
    ),
    "Degraded",
    "InProgress",
  ],
  [
    "a Kustomization that gave up",
    object(
      "kustomize.toolkit.fluxcd.io/v1",
      "Kustomization",
      conditions(
        condition("Stalled", "True", { reason: "BuildFailed" }),
        condition("Ready", "False"),
      ),
    ),
    "Degraded",
    "Failed",
  ],
  [
    "a HelmRelease of which only Ready is said",
    object("helm.toolkit.fluxcd.io/v2", "HelmRelease", conditions(condition("Ready", "True"))),
    "Degraded",
    "Current",
  ],
  [
    "a certificate that is being issued",
    object("cert-manager.io/v1", "Certificate", conditions(condition("Issuing", "True"))),
    "Progressing",
    "Current",
  ],
  [
    "an Application, which has no health of its own",
    object("argoproj.io/v1alpha1", "Application", { status: { health: { status: "Degraded" } } }),
    undefined,
    "Current",
  ],
  ["a kind without a check", object("example.com/v1", "Widget", {}), undefined, "Current"],
  [
    "whatever is being deleted",
    {
      ...object("example.com/v1", "Widget", {}),
      metadata: { name: "web", deletionTimestamp: "2026-11-20T09:00:00Z" },
    },
    "Progressing",
    "Terminating",
  ],
];

describe("resourceHealth and kstatus", () => {
  test.each(ROWS)("%s", (_, subject, health, status) => {
    expect(resourceHealth(subject).status).toBe(health);
    expect(kstatus(subject, { now }).status).toBe(status);
  });
});

describe("applicationHealth", () => {
  const resource = (kind: string, phase: string, annotations: object = {}) => {
    const live = object("argoproj.io/v1alpha1", kind, { status: { phase } });
    return {
      target: undefined,
      live: { ...live, metadata: { name: phase, generation: 2, annotations } },
    };
  };
  const bad = resource("AnalysisRun", "Failed");

  test("is that of the worst, which is named", () => {
    const found = applicationHealth([resource("AnalysisRun", "Running"), bad], { uid: "" });

    expect(found.status).toBe("Degraded");
    expect(found.worst?.object).toBe(bad.live);
  });

  test.each([
    ["a hook", "argocd.argoproj.io/hook", "PostSync"],
    ["a Helm hook", "helm.sh/hook", "post-install"],
    ["what somebody leaves out", "argocd.argoproj.io/ignore-healthcheck", "true"],
  ])("%s does not count", (_, annotation, value) => {
    const left = resource("AnalysisRun", "Failed", { [annotation]: value });

    expect(applicationHealth([left], { uid: "" }).status).toBe("Healthy");
  });

  test("a resource that is not there does not count, unless none is", () => {
    const gone = { target: object("v1", "Service", {}), live: undefined };

    expect(applicationHealth([gone], { uid: "" }).status).toBe("Missing");
    expect(
      applicationHealth([gone, resource("AnalysisRun", "Successful")], { uid: "" }).status,
    ).toBe("Healthy");
  });
});
