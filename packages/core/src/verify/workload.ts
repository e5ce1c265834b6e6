import { resourceHealth } from "./health.ts";
import { kstatus } from "./kstatus.ts";
import { fieldAt, type KubeObject, kindOf, listAt, numberAt, textAt } from "./kube-object.ts";

/** How a workload stands. */
export interface WorkloadState {
  readonly state: "good" | "pending" | "failed" | "other-image";
  /** In one sentence; empty when it is good. */
  readonly reason: string;
}

/** What a workload is wanted to have reached. */
export interface WorkloadGoal {
  /** `sha256:...`; undefined when any image will do. */
  readonly digest: string | undefined;
  /** The index of the canary step that a Rollout is to stand at, or past; undefined for all of them. */
  readonly step: number | undefined;
  /** The ReplicaSets of the Rollouts, by which a pod hash is tied to an image. */
  readonly replicaSets: readonly KubeObject[];
}

/** Where the kinds keep the template of their pods. */
const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** The images of the containers that a workload makes, init containers last. */
export function imagesOf(workload: KubeObject): readonly string[] {
  const { kind } = kindOf(workload);
  const path = TEMPLATE_PATHS[kind] ?? ["spec", "template", "spec"];
  const containers = [
    ...listAt(workload, ...path, "containers"),
    ...listAt(workload, ...path, "initContainers"),
  ];
  return containers.flatMap((container) => textAt(container, "image") ?? []);
}

/** Whether one of the images is pinned to the digest. A tag is no proof, whatever it points to. */
export function carriesDigest(workload: KubeObject, digest: string): boolean {
  return imagesOf(workload).some((image) => image.endsWith(`@${digest}`));
}

/**
 * Whether the workload runs what is wanted, all of it, and is well. Stricter than Argo CD's health,
 * which calls a Deployment with pods that are not ready Healthy: kstatus has to agree.
 */
export function workloadState(
  workload: KubeObject,
  { goal, now }: { goal: WorkloadGoal; now: Date },
): WorkloadState {
  const { group, kind } = kindOf(workload);
  if (group === "argoproj.io" && kind === "Rollout") return rolloutState(workload, goal);
  if (goal.digest !== undefined && !carriesDigest(workload, goal.digest)) return otherImage(goal);
  const { status, message, error } = kstatus(workload, { now });
  if (status === "Failed") return { state: "failed", reason: message };
  if (status !== "Current") return { state: "pending", reason: message || error };
  return healthState(workload);
}

function healthState(workload: KubeObject): WorkloadState {
  const { status, message } = resourceHealth(workload);
  if (status === undefined || status === "Healthy") return { state: "good", reason: "" };
  const reason = `${status || "without health"}: ${message}`;
  return { state: status === "Degraded" ? "failed" : "pending", reason };
}

function otherImage({ digest }: WorkloadGoal): WorkloadState {
  return { state: "other-image", reason: `its pod template does not carry ${digest}` };
}

/**
 * A Rollout is through when its controller has seen the object's generation, its current pod hash
 * belongs to a ReplicaSet with the wanted image, and that hash is the stable one or the wanted step is
 * reached. The word of its phase is not enough.
 */
function rolloutState(rollout: KubeObject, goal: WorkloadGoal): WorkloadState {
  const generation = numberAt(rollout, "metadata", "generation");
  const observed = textAt(rollout, "status", "observedGeneration");
  if (generation === undefined || observed !== String(generation)) {
    return { state: "pending", reason: "the controller has not seen its latest spec" };
  }
  const hash = textAt(rollout, "status", "currentPodHash");
  if (hash === undefined) return { state: "pending", reason: "it has no current pod hash" };
  const images = imageState(hash, goal);
  if (images !== undefined) return images;
  if (fieldAt(rollout, "status", "abort") === true) {
    return { state: "failed", reason: `aborted: ${textAt(rollout, "status", "message") ?? ""}` };
  }
  const isStable = textAt(rollout, "status", "stableRS") === hash;
  const step = numberAt(rollout, "status", "currentStepIndex") ?? 0;
  if (goal.step !== undefined && (isStable || step >= goal.step)) return partState(rollout);
  if (!isStable) return { state: "pending", reason: stepReason(rollout, step) };
  return healthState(rollout);
}

/** At a step, a pause is where the Rollout is meant to be. */
function partState(rollout: KubeObject): WorkloadState {
  const health = healthState(rollout);
  return health.state === "failed" ? health : { state: "good", reason: "" };
}

function imageState(hash: string, goal: WorkloadGoal): WorkloadState | undefined {
  const { digest, replicaSets } = goal;
  if (digest === undefined) return undefined;
  const current = replicaSets.find(
    (one) => textAt(one, "metadata", "labels", "rollouts-pod-template-hash") === hash,
  );
  if (current === undefined) {
    return { state: "pending", reason: `there is no ReplicaSet with pod hash ${hash}` };
  }
  return carriesDigest(current, digest) ? undefined : otherImage(goal);
}

function stepReason(rollout: KubeObject, step: number): string {
  const steps = listAt(rollout, "spec", "strategy", "canary", "steps").length;
  const isPaused = listAt(rollout, "status", "pauseConditions").length > 0;
  return `${isPaused ? "paused at" : "at"} step ${step} of ${steps}`;
}
