import { builtinStatus, type KStatus, type Ruling } from "./kstatus-builtin.ts";
import {
  FieldFault,
  generationOf,
  looking,
  observedGenerationOf,
  strictConditions,
  strictText,
} from "./kstatus-field.ts";
import { type KubeObject, textAt } from "./kube-object.ts";

/** The state of an object, or why it cannot be told: then the status is undefined. */
export interface KStatusResult {
  readonly status: KStatus | undefined;
  readonly message: string;
  readonly error: string;
}

/**
 * The state of an object as Flux' `wait` and health checks see it, exactly as fluxcd/cli-utils v1.3.0
 * computes it. Beware of what it takes for Current: an object without a status, so one that was just
 * created; a Flagger Canary in every phase, Failed included; a Job that runs. An Argo Rollout is an
 * error, since its observedGeneration is a text.
 * @see https://pkg.go.dev/github.com/fluxcd/cli-utils/pkg/kstatus/status#Compute
 */
export function kstatus(object: KubeObject, { now }: { now: Date }): KStatusResult {
  try {
    const ruling =
      genericStatus(object) ?? builtinStatus(object, now) ?? readyStatus(object) ?? CURRENT;
    return { ...ruling, error: "" };
  } catch (fault) {
    if (!(fault instanceof FieldFault)) throw fault;
    return { status: undefined, message: "", error: fault.message };
  }
}

const CURRENT: Ruling = { status: "Current", message: "Resource is current" };

function genericStatus(object: KubeObject): Ruling | undefined {
  const deletion = looking("metadata.deletionTimestamp", () =>
    strictText(object, ["metadata", "deletionTimestamp"]),
  );
  if (deletion !== undefined && deletion !== "") {
    return { status: "Terminating", message: "Resource scheduled for deletion" };
  }
  const stale = staleGeneration(object);
  if (stale !== undefined) return stale;
  for (const { type, status, message } of strictConditions(object)) {
    if (status !== "True") continue;
    if (type === "Reconciling") return { status: "InProgress", message };
    if (type === "Stalled") return { status: "Failed", message };
  }
  return undefined;
}

/** A generation ahead of the object's is as stale as one behind. */
function staleGeneration(object: KubeObject): Ruling | undefined {
  const generation = generationOf(object);
  if (generation === undefined) return undefined;
  const observed = observedGenerationOf(object);
  if (observed === undefined || observed === generation) return undefined;
  const kind = textAt(object, "kind") ?? "";
  return {
    status: "InProgress",
    message: `${kind} generation is ${generation}, but latest observed generation is ${observed}`,
  };
}

/** The Ready condition of a kind without rules of its own. False is never taken for a failure. */
function readyStatus(object: KubeObject): Ruling | undefined {
  for (const { type, status, message } of strictConditions(object)) {
    if (type !== "Ready") continue;
    if (status === "True") return { status: "Current", message: "Resource is Ready" };
    if (status === "False" || status === "Unknown") return { status: "InProgress", message };
  }
  return undefined;
}
