import {
  type Check,
  degraded,
  type Health,
  healthy,
  progressing,
  suspended,
} from "./health-status.ts";
import { conditionsOf, fieldAt, type KubeObject, numberAt, textAt } from "./kube-object.ts";

/** The checks for the kinds that run pods, for the version of which each knows. */
export const workloadChecks: Readonly<Record<string, Check>> = {
  "apps/v1/Deployment": deployment,
  "apps/v1/StatefulSet": statefulSet,
  "apps/v1/DaemonSet": daemonSet,
  "apps/v1/ReplicaSet": replicaSet,
  "batch/v1/Job": job,
};

/** A generation ahead of the object's is taken for a good one. */
function isBehind(object: KubeObject): boolean {
  const observed = numberAt(object, "status", "observedGeneration") ?? 0;
  return (numberAt(object, "metadata", "generation") ?? 0) > observed;
}

function statusNumber(object: KubeObject, field: string): number {
  return numberAt(object, "status", field) ?? 0;
}

function nameOf(object: KubeObject): string {
  return JSON.stringify(textAt(object, "metadata", "name") ?? "");
}

function deployment(object: KubeObject): Health {
  if (fieldAt(object, "spec", "paused") === true) return suspended("Deployment is paused");
  const waiting = (what: string) => progressing(`Waiting for rollout to finish: ${what}`);
  if (isBehind(object)) {
    return waiting("observed deployment generation less than desired generation");
  }
  const progress = conditionsOf(object).find(({ type }) => type === "Progressing");
  if (progress?.reason === "ProgressDeadlineExceeded") {
    return degraded(`Deployment ${nameOf(object)} exceeded its progress deadline`);
  }
  const wanted = numberAt(object, "spec", "replicas");
  const updated = statusNumber(object, "updatedReplicas");
  const old = statusNumber(object, "replicas") - updated;
  const available = statusNumber(object, "availableReplicas");
  if (wanted !== undefined && updated < wanted) {
    return waiting(`${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (old > 0) return waiting(`${old} old replicas are pending termination...`);
  if (available < updated) {
    return waiting(`${available} of ${updated} updated replicas are available...`);
  }
  return healthy();
}

function replicaSet(object: KubeObject): Health {
  const waiting = (what: string) => progressing(`Waiting for rollout to finish: ${what}`);
  if (isBehind(object)) {
    return waiting("observed replica set generation less than desired generation");
  }
  const failure = conditionsOf(object).find(({ type }) => type === "ReplicaFailure");
  if (failure?.status === "True") return degraded(failure.message);
  const wanted = numberAt(object, "spec", "replicas");
  const available = statusNumber(object, "availableReplicas");
  if (wanted !== undefined && available < wanted) {
    return waiting(`${available} out of ${wanted} new replicas are available...`);
  }
  return healthy();
}

function daemonSet(object: KubeObject): Health {
  if (isBehind(object)) {
    return progressing(
      "Waiting for rollout to finish: observed daemon set generation less than desired generation",
    );
  }
  const wanted = statusNumber(object, "desiredNumberScheduled");
  const updated = statusNumber(object, "updatedNumberScheduled");
  const available = statusNumber(object, "numberAvailable");
  const pods = `${updated} out of ${wanted} new pods have been updated`;
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete") {
    return healthy(`daemon set ${pods}`);
  }
  const waiting = `Waiting for daemon set ${nameOf(object)} rollout to finish:`;
  if (updated < wanted) return progressing(`${waiting} ${pods}...`);
  if (available < wanted) {
    return progressing(`${waiting} ${available} of ${wanted} updated pods are available...`);
  }
  return healthy();
}

function statefulSet(object: KubeObject): Health {
  if (isBehind(object) || statusNumber(object, "observedGeneration") === 0) {
    return progressing("Waiting for statefulset spec update to be observed...");
  }
  const wanted = numberAt(object, "spec", "replicas");
  const ready = statusNumber(object, "readyReplicas");
  if (wanted !== undefined && ready < wanted) {
    return progressing(`Waiting for ${wanted - ready} pods to be ready...`);
  }
  const strategy = fieldAt(object, "spec", "updateStrategy");
  const rolling = fieldAt(strategy, "rollingUpdate") ?? undefined;
  const isRolling = textAt(strategy, "type") === "RollingUpdate";
  if (isRolling && rolling !== undefined) return partitioned(object, rolling);
  if (textAt(strategy, "type") === "OnDelete") {
    return healthy(`statefulset has ${ready} ready pods`);
  }
  const from = textAt(object, "status", "currentRevision") ?? "";
  const to = textAt(object, "status", "updateRevision") ?? "";
  if (from !== to) {
    const updated = statusNumber(object, "updatedReplicas");
    return progressing(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${to}...`,
    );
  }
  const all = statusNumber(object, "currentReplicas");
  return healthy(`statefulset rolling update complete ${all} pods at revision ${from}...`);
}

function partitioned(object: KubeObject, rolling: unknown): Health {
  const wanted = numberAt(object, "spec", "replicas");
  const partition = numberAt(rolling, "partition");
  const updated = statusNumber(object, "updatedReplicas");
  const target = wanted !== undefined && partition !== undefined ? wanted - partition : 0;
  if (updated < target) {
    return progressing(
      `Waiting for partitioned roll out to finish: ${updated} out of ${target} new pods have been updated...`,
    );
  }
  return healthy(`partitioned roll out complete: ${updated} new pods have been updated...`);
}

/** A Failed or Complete condition counts whatever its status is. */
function job(object: KubeObject): Health {
  const ends = conditionsOf(object).filter(({ type }) =>
    ["Failed", "Complete", "Suspended"].includes(type ?? ""),
  );
  const message = ends.findLast(({ type }) => type !== "Failed")?.message;
  const failure = ends.findLast(({ type }) => type === "Failed");
  if (ends.length === 0) return progressing();
  if (failure !== undefined) return degraded(failure.message);
  const isSuspended = ends.some(({ type, status }) => type === "Suspended" && status === "True");
  return isSuspended ? suspended() : healthy(message);
}
