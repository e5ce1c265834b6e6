import type { Artifact } from "../image/index.ts";
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
  /** The app's images as they are to run; a workload is judged by those of them that it uses. */
  readonly images: readonly Artifact[];
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

/**
 * Those of the workloads that run one of these images, in whatever version: they name the same repository,
 * or the same bytes in another one, or are Rollouts that take their pods from one that does.
 */
export function workloadsRunning(
  workloads: readonly KubeObject[],
  images: readonly Artifact[],
): readonly KubeObject[] {
  const own = workloads.filter((one) => runsAnyOf(one, images));
  const referring = workloads.filter((one) => own.some((other) => isReference(one, other)));
  return [...own, ...referring];
}

function isReference(rollout: KubeObject, workload: KubeObject): boolean {
  const reference = fieldAt(rollout, "spec", "workloadRef");
  return (
    textAt(reference, "kind") === workload["kind"] &&
    textAt(reference, "name") === textAt(workload, "metadata", "name") &&
    textAt(rollout, "metadata", "namespace") === textAt(workload, "metadata", "namespace")
  );
}

function runsAnyOf(workload: KubeObject, images: readonly Artifact[]): boolean {
  return imagesOf(workload).some((used) =>
    images.some((image) => isRepository(used, image) || isVersion(used, image)),
  );
}

/**
 * The first container's image that should be one of these and is another version of it; undefined when
 * there is none. Where a digest is wanted only the digest is proof; a tag may point to anything.
 */
function otherVersion(workload: KubeObject, images: readonly Artifact[]): string | undefined {
  return imagesOf(workload).find((used) =>
    images.some((image) => isRepository(used, image) && !isVersion(used, image)),
  );
}

function isRepository(used: string, { name }: Artifact): boolean {
  return repositoryOf(used) === name;
}

/** The reference without its tag and digest. */
function repositoryOf(reference: string): string {
  const [named = ""] = reference.split("@");
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  return colon < 0 ? named : named.slice(0, colon);
}

function isVersion(used: string, { name, tag, digest }: Artifact): boolean {
  if (digest !== undefined) return used.endsWith(`@${digest}`);
  return used === (tag === undefined ? name : `${name}:${tag}`);
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
  const other = otherVersion(workload, goal.images);
  if (other !== undefined) return otherImage(other);
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

function otherImage(used: string): WorkloadState {
  return { state: "other-image", reason: `its pod template runs ${used}` };
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
  const other = imageState(hash, goal);
  if (other !== undefined) return other;
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

function imageState(
  hash: string,
  { images, replicaSets }: WorkloadGoal,
): WorkloadState | undefined {
  if (images.length === 0) return undefined;
  const current = replicaSets.find(
    (one) => textAt(one, "metadata", "labels", "rollouts-pod-template-hash") === hash,
  );
  if (current === undefined) {
    return { state: "pending", reason: `there is no ReplicaSet with pod hash ${hash}` };
  }
  const other = otherVersion(current, images);
  return other === undefined ? undefined : otherImage(other);
}

function stepReason(rollout: KubeObject, step: number): string {
  const steps = listAt(rollout, "spec", "strategy", "canary", "steps");
  const isPaused = listAt(rollout, "status", "pauseConditions").length > 0;
  const weights = steps.slice(0, step + 1).flatMap((one) => numberAt(one, "setWeight") ?? []);
  const weight = weights.at(-1);
  const share = weight === undefined ? "" : `, ${weight} % canary`;
  return `${isPaused ? "paused at" : "at"} step ${step} of ${steps.length}${share}`;
}
