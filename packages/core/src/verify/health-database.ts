import { isThere, missingTable } from "./health-script.ts";
import { type Health, progressing } from "./health-status.ts";
import { conditionsOf, fieldAt, type KubeObject, textAt } from "./kube-object.ts";

/** CloudNativePG's phases; any other is Unknown. */
const DATABASE_PHASES: Readonly<Record<string, Health["status"]>> = {
  "Cluster in healthy state": "Healthy",
  "Setting up primary": "Progressing",
  "Creating a new replica": "Progressing",
  "Upgrading cluster": "Progressing",
  "Waiting for the instances to become active": "Progressing",
  "Promoting to primary cluster": "Progressing",
  "Switchover in progress": "Degraded",
  "Failing over": "Degraded",
  "Upgrading Postgres major version": "Degraded",
  "Cluster upgrade delayed": "Degraded",
  "Waiting for user action": "Degraded",
  "Primary instance is being restarted in-place": "Degraded",
  "Primary instance is being restarted without a switchover": "Degraded",
  "Cluster cannot execute instance online upgrade due to missing architecture binary": "Degraded",
  "Online upgrade in progress": "Degraded",
  "Applying configuration": "Degraded",
  "Unable to create required cluster objects": "Suspended",
  "Cluster cannot proceed to reconciliation due to an unknown plugin being required": "Suspended",
  "Cluster has incomplete or invalid image catalog": "Suspended",
  "Cluster is unrecoverable and needs manual intervention": "Suspended",
};

/** The health of a CloudNativePG cluster. */
export function databaseHealth(object: KubeObject): Health {
  const annotations = fieldAt(object, "metadata", "annotations");
  if (fieldAt(annotations, "cnpg.io/reconciliationLoop") === "disabled") {
    return { status: "Suspended", message: "Cluster reconciliation is suspended" };
  }
  if (!isThere(fieldAt(object, "status"))) throw missingTable(68, "phaseReason");
  const reason = textAt(object, "status", "phaseReason") ?? "";
  if (!isThere(fieldAt(object, "status", "conditions"))) return progressing(reason);
  const pause = conditionsOf(object).find(({ type }) => type === "cnpg.io/hibernation");
  if (pause !== undefined) {
    const isAsleep = pause.status === "True";
    return { status: isAsleep ? "Suspended" : "Degraded", message: pause.message ?? "" };
  }
  const phase = textAt(object, "status", "phase");
  const isKnown = phase !== undefined && Object.hasOwn(DATABASE_PHASES, phase);
  return { status: (isKnown && DATABASE_PHASES[phase]) || "Unknown", message: reason };
}
