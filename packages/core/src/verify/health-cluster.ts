import { databaseHealth } from "./health-database.ts";
import { isThere, joined, missingTable } from "./health-script.ts";
import {
  type Check,
  type ConditionRule,
  degraded,
  firstCondition,
  type Health,
  healthy,
  progressing,
} from "./health-status.ts";
import {
  type Condition,
  conditionsOf,
  fieldAt,
  type KubeObject,
  listAt,
  textAt,
} from "./kube-object.ts";

/** The checks that Argo CD has as scripts for kinds of Kubernetes itself and for databases. */
export const clusterChecks: Readonly<Record<string, Check>> = {
  "batch/CronJob": cronJob,
  "policy/PodDisruptionBudget": disruptionBudget,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "postgresql.cnpg.io/Cluster": databaseHealth,
};

/** A cron job is Degraded only when it has succeeded before and its last run did not. */
function cronJob(object: KubeObject): Health {
  if (!isThere(fieldAt(object, "spec"))) throw missingTable(3, "suspend");
  if (fieldAt(object, "spec", "suspend") === true) return healthy("CronJob is Suspended");
  if (!isThere(fieldAt(object, "status"))) return progressing("Waiting for CronJob");
  const scheduled = textAt(object, "status", "lastScheduleTime");
  const succeeded = textAt(object, "status", "lastSuccessfulTime");
  if (scheduled === undefined) return healthy("CronJob has not been scheduled yet");
  if (succeeded === undefined) {
    return healthy("The CronJob never completed successfully. It may not be healthy");
  }
  if (listAt(object, "status", "active").length > 0) {
    return healthy("The job is running. Its last execution may not have been successful");
  }
  return succeeded < scheduled
    ? degraded("CronJob has not completed its last execution successfully")
    : healthy("CronJob has completed its last execution successfully");
}

function disruptionBudget(object: KubeObject): Health {
  let health = progressing("Waiting for status");
  for (const { status, reason } of conditionsOf(object)) {
    const isBad = status === "False" && reason !== "InsufficientPods";
    const message = joined(isBad ? 14 : 18, ["PodDisruptionBudget has ", reason]);
    if (isBad) return degraded(message);
    health = healthy(message);
  }
  return health;
}

function customResourceDefinition(object: KubeObject): Health {
  if (isThere(fieldAt(object, "metadata", "deletionTimestamp"))) {
    return progressing("CRD is terminating");
  }
  if (!isThere(fieldAt(object, "status"))) throw missingTable(10, "conditions");
  const conditions = conditionsOf(object);
  if (conditions.length === 0) return progressing("Status conditions not found");
  for (const condition of conditions) {
    const trouble = definitionTrouble(condition);
    if (trouble !== undefined) return trouble;
  }
  const rules: readonly ConditionRule[] = [["Established", "True", "Healthy"]];
  return firstCondition(conditions, rules) === undefined
    ? progressing("CRD is not established")
    : healthy("CRD is healthy");
}

function definitionTrouble({ type, status, reason, message }: Condition): Health | undefined {
  switch (`${type}/${status}`) {
    case "Terminating/True":
      return progressing(joined(30, ["CRD is terminating: ", message]));
    case "NamesAccepted/False":
      return degraded(joined(37, ["CRD names have not been accepted: ", message]));
    case "NonStructuralSchema/True":
      return degraded(joined(44, ["Schema violations found: ", message]));
    case "Established/True":
      return undefined;
    default:
      if (type !== "Established") return undefined;
      if (reason === "InvalidCABundle") {
        return degraded(joined(55, ["CRD is not established: ", message]));
      }
      return reason === "Installing" ? progressing("CRD is being installed") : undefined;
  }
}
