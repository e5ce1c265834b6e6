import { isThere, missingList, missingTable, ScriptFault } from "./health-script.ts";
import {
  degraded,
  type Health,
  healthy,
  isHealthStatus,
  progressing,
  suspended,
  unknown,
} from "./health-status.ts";
import { conditionsOf, fieldAt, type KubeObject, listAt, numberAt, textAt } from "./kube-object.ts";

/**
 * The health of an Argo Rollout. One with a phase has what the phase says; older controllers set none,
 * and the health then follows from the conditions and the replicas.
 */
export function rolloutHealth(object: KubeObject): Health {
  if (!isGenerationSeen(object) || !isWorkloadSeen(object)) {
    return progressing("Waiting for rollout spec update to be observed");
  }
  const phase = fieldAt(object, "status", "phase");
  if (isThere(phase)) return phaseHealth(phase, textAt(object, "status", "message") ?? "");
  return faultOf(object) ?? pauseOf(object) ?? replicasHealth(object) ?? strategyHealth(object);
}

/** A generation that is no number, or one ahead of the object's, is that of an old controller. */
function isGenerationSeen(object: KubeObject): boolean {
  if (!isThere(fieldAt(object, "status"))) return false;
  const observed = scriptNumber(fieldAt(object, "status", "observedGeneration"));
  if (observed === undefined) return true;
  const generation = numberAt(object, "metadata", "generation");
  if (generation === undefined) throw new ScriptFault(62, "attempt to compare nil with number");
  return observed >= generation;
}

function isWorkloadSeen(object: KubeObject): boolean {
  if (!isThere(fieldAt(object, "spec"))) throw missingTable(72, "workloadRef");
  if (!isThere(fieldAt(object, "spec", "workloadRef"))) return true;
  const annotations = fieldAt(object, "metadata", "annotations");
  if (!isThere(annotations)) return true;
  const generation = fieldAt(annotations, "rollout.argoproj.io/workload-generation");
  const observed = fieldAt(object, "status", "workloadObservedGeneration");
  return scriptNumber(generation) === scriptNumber(observed);
}

/** The number that a script reads from a number or a text. */
function scriptNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return undefined;
  return Number(value);
}

function phaseHealth(phase: unknown, message: string): Health {
  if (phase === "Paused") return suspended(message);
  if (isHealthStatus(phase)) return { status: phase, message };
  return typeof phase === "string"
    ? unknown("Lua returned an invalid health status")
    : { status: "", message: "" };
}

function faultOf(object: KubeObject): Health | undefined {
  if (!isThere(fieldAt(object, "status", "conditions"))) throw missingList(100);
  const fault = conditionsOf(object).find(
    ({ type, reason }) =>
      type === "InvalidSpec" ||
      (type === "Progressing" &&
        (reason === "RolloutAborted" || reason === "ProgressDeadlineExceeded")),
  );
  return fault && degraded(fault.message);
}

function pauseOf(object: KubeObject): Health | undefined {
  const isPaused =
    listAt(object, "status", "pauseConditions").length > 0 ||
    fieldAt(object, "spec", "paused") === true;
  return isPaused ? suspended("Rollout is paused") : undefined;
}

function replicasHealth(object: KubeObject): Health | undefined {
  if (!isThere(fieldAt(object, "status", "currentPodHash"))) {
    return progressing("Waiting for rollout to finish: status has not been reconciled.");
  }
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const updated = numberAt(object, "status", "updatedReplicas") ?? 0;
  const available = numberAt(object, "status", "availableReplicas") ?? 0;
  const waiting = (what: string) => progressing(`Waiting for roll out to finish: ${what}`);
  if (updated < wanted) return waiting("More replicas need to be updated");
  if (available < updated) return waiting("updated replicas are still becoming available");
  return undefined;
}

function strategyHealth(object: KubeObject): Health {
  const strategy = fieldAt(object, "spec", "strategy");
  if (!isThere(strategy)) throw missingTable(137, "blueGreen");
  const current = fieldAt(object, "status", "currentPodHash");
  const stable = stableHash(object);
  if (isThere(fieldAt(strategy, "blueGreen"))) {
    if (fieldAt(object, "status", "blueGreen", "activeSelector") !== current) {
      return progressing("active service cutover pending");
    }
    if (stable !== "" && stable !== current) return progressing("waiting for analysis to complete");
  } else if (isThere(fieldAt(strategy, "canary"))) {
    const all = numberAt(object, "status", "replicas") ?? 0;
    if (all > (numberAt(object, "status", "updatedReplicas") ?? 0)) {
      return progressing("Waiting for roll out to finish: old replicas are pending termination");
    }
    if (stable !== current) return progressing("Waiting for rollout to finish steps");
  }
  return healthy();
}

/** Before version 0.8 the stable hash was a part of the canary's status. */
function stableHash(object: KubeObject): unknown {
  const stable = fieldAt(object, "status", "stableRS") ?? undefined;
  if (stable !== undefined) return stable;
  const canary = fieldAt(object, "status", "canary") ?? undefined;
  return canary === undefined ? "" : fieldAt(canary, "stableRS");
}
