import {
  FieldFault,
  generationOf,
  observedGenerationOf,
  strictConditions,
  strictList,
} from "./kstatus-field.ts";
import { fieldAt, isObject, type KubeObject, kindOf, textAt } from "./kube-object.ts";

/** What kstatus calls the state of an object. Current is all it knows of "ready". */
export type KStatus = "Current" | "InProgress" | "Failed" | "Terminating";

/** What a rule for one kind says. */
export interface Ruling {
  readonly status: KStatus;
  readonly message: string;
}

type Rule = (object: KubeObject, now: Date) => Ruling;

/** How long a pod may stay unscheduled before it is called failed. */
const SCHEDULE_WINDOW_MS = 15_000;
/** Without a deadline the Deployment controller sets no Progressing condition. */
const NO_DEADLINE = 2 ** 31 - 1;

/** By group and kind; the version does not matter. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["Service", service],
  ["Pod", pod],
  ["Secret", alwaysReady],
  ["ConfigMap", alwaysReady],
  ["PersistentVolumeClaim", claim],
  ["apps/StatefulSet", statefulSet],
  ["apps/DaemonSet", daemonSet],
  ["extensions/DaemonSet", daemonSet],
  ["apps/Deployment", deployment],
  ["extensions/Deployment", deployment],
  ["apps/ReplicaSet", replicaSet],
  ["extensions/ReplicaSet", replicaSet],
  ["policy/PodDisruptionBudget", () => current("AllowedDisruptions has been computed.")],
  ["batch/CronJob", alwaysReady],
  ["batch/Job", job],
  ["apiextensions.k8s.io/CustomResourceDefinition", customResourceDefinition],
]);

/** What the rule for the object's kind says; undefined when there is none. */
export function builtinStatus(object: KubeObject, now: Date): Ruling | undefined {
  const { group, kind } = kindOf(object);
  return RULES.get(group === "" ? kind : `${group}/${kind}`)?.(object, now);
}

function current(message: string): Ruling {
  return { status: "Current", message };
}

function inProgress(message: string): Ruling {
  return { status: "InProgress", message };
}

function failed(message: string): Ruling {
  return { status: "Failed", message };
}

function alwaysReady(): Ruling {
  return current("Resource is always ready");
}

/** A whole number, or the default for anything else. */
function integer(object: KubeObject, path: string, otherwise: number): number {
  const value = fieldAt(object, ...path.split("."));
  return typeof value === "number" && Number.isInteger(value) ? value : otherwise;
}

function text(object: KubeObject, path: string, otherwise: string): string {
  return textAt(object, ...path.split(".")) ?? otherwise;
}

/** The first line whose left number is the greater one: the rollout is not through. */
function shortfall(lines: readonly (readonly [more: number, less: number, message: string])[]) {
  const found = lines.find(([more, less]) => more > less);
  return found && inProgress(found[2]);
}

function statefulSet(object: KubeObject): Ruling {
  if (text(object, "spec.updateStrategy.type", "") === "OnDelete") {
    return current("StatefulSet is using the ondelete update strategy");
  }
  const wanted = integer(object, "spec.replicas", 1);
  const ready = integer(object, "status.readyReplicas", 0);
  const running = integer(object, "status.currentReplicas", 0);
  const updated = integer(object, "status.updatedReplicas", 0);
  const all = integer(object, "status.replicas", 0);
  const partition = integer(object, "spec.updateStrategy.rollingUpdate.partition", -1);
  const short = shortfall([
    [wanted, all, `Replicas: ${all}/${wanted}`],
    [wanted, ready, `Ready: ${ready}/${wanted}`],
    [all, wanted, `Pending termination: ${all - wanted}`],
  ]);
  if (short !== undefined) return short;
  if (partition !== -1) {
    const target = wanted - partition;
    if (updated < target) return inProgress(`updated: ${updated}/${target}`);
    return current(`Partition rollout complete. updated: ${updated}`);
  }
  if (wanted > running) return inProgress(`current: ${running}/${wanted}`);
  const [from, to] = [
    text(object, "status.currentRevision", ""),
    text(object, "status.updateRevision", ""),
  ];
  if (from !== to) return inProgress("Waiting for updated revision to match current");
  return current(`All replicas scheduled as expected. Replicas: ${all}`);
}

function deployment(object: KubeObject): Ruling {
  const conditions = strictConditions(object);
  const progressing = conditions.filter(({ type }) => type === "Progressing");
  if (progressing.some(({ reason }) => reason === "ProgressDeadlineExceeded")) {
    return failed("Progress deadline exceeded");
  }
  const isThrough =
    integer(object, "spec.progressDeadlineSeconds", NO_DEADLINE) === NO_DEADLINE ||
    progressing.some(
      ({ status, reason }) => status === "True" && reason === "NewReplicaSetAvailable",
    );
  const wanted = integer(object, "spec.replicas", 1);
  const all = integer(object, "status.replicas", 0);
  const updated = integer(object, "status.updatedReplicas", 0);
  const ready = integer(object, "status.readyReplicas", 0);
  const available = integer(object, "status.availableReplicas", 0);
  const short = shortfall([
    [wanted, all, `Replicas: ${all}/${wanted}`],
    [wanted, updated, `Updated: ${updated}/${wanted}`],
    [all, wanted, `Pending termination: ${all - wanted}`],
    [updated, available, `Available: ${available}/${updated}`],
    [wanted, ready, `Ready: ${ready}/${wanted}`],
  ]);
  if (short !== undefined) return short;
  if (!isThrough) return inProgress("ReplicaSet not Available");
  if (!conditions.some(({ type, status }) => type === "Available" && status === "True")) {
    return inProgress("Deployment not Available");
  }
  return current(`Deployment is available. Replicas: ${all}`);
}

function replicaSet(object: KubeObject): Ruling {
  const conditions = strictConditions(object);
  if (conditions.some(({ type, status }) => type === "ReplicaFailure" && status === "True")) {
    return inProgress("Replica Failure condition. Check Pods");
  }
  const wanted = integer(object, "spec.replicas", 1);
  const all = integer(object, "status.replicas", 0);
  const ready = integer(object, "status.readyReplicas", 0);
  const available = integer(object, "status.availableReplicas", 0);
  const labelled = integer(object, "status.fullyLabeledReplicas", 0);
  const short = shortfall([
    [wanted, labelled, `Labelled: ${labelled}/${wanted}`],
    [wanted, available, `Available: ${available}/${wanted}`],
    [wanted, ready, `Ready: ${ready}/${wanted}`],
    [all, wanted, `Pending termination: ${all - wanted}`],
  ]);
  return short ?? current(`ReplicaSet is available. Replicas: ${all}`);
}

function daemonSet(object: KubeObject): Ruling {
  const kind = textAt(object, "kind") ?? "";
  if (generationOf(object) === undefined) {
    return inProgress(`${kind} metadata.generation not found`);
  }
  if (observedGenerationOf(object) === undefined) {
    return inProgress(`${kind} status.observedGeneration not found`);
  }
  const wanted = integer(object, "status.desiredNumberScheduled", -1);
  if (wanted === -1) return inProgress("Missing .status.desiredNumberScheduled");
  const scheduled = integer(object, "status.currentNumberScheduled", 0);
  const updated = integer(object, "status.updatedNumberScheduled", 0);
  const available = integer(object, "status.numberAvailable", 0);
  const ready = integer(object, "status.numberReady", 0);
  const short = shortfall([
    [wanted, scheduled, `Current: ${scheduled}/${wanted}`],
    [wanted, updated, `Updated: ${updated}/${wanted}`],
    [wanted, available, `Available: ${available}/${wanted}`],
    [wanted, ready, `Ready: ${ready}/${wanted}`],
  ]);
  return short ?? current(`All replicas scheduled as expected. Replicas: ${wanted}`);
}

function claim(object: KubeObject): Ruling {
  const phase = text(object, "status.phase", "unknown");
  return phase === "Bound"
    ? current("PVC is Bound")
    : inProgress(`PVC is not Bound. phase: ${phase}`);
}

function service(object: KubeObject): Ruling {
  const isOpen = text(object, "spec.type", "ClusterIP") === "LoadBalancer";
  if (isOpen && text(object, "spec.clusterIP", "") === "") {
    return inProgress("ClusterIP not set. Service type: LoadBalancer");
  }
  return current("Service is ready");
}

function pod(object: KubeObject, now: Date): Ruling {
  const conditions = strictConditions(object);
  const phase = text(object, "status.phase", "");
  switch (phase) {
    case "Succeeded":
      return current("Pod has completed successfully");
    case "Failed":
      return current("Pod has completed, but not successfully");
    case "Running": {
      const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
      return isReady ? current("Pod is Ready") : runningPod(object);
    }
    case "Pending": {
      const scheduling = conditions.find(
        ({ type, status }) => type === "PodScheduled" && status === "False",
      );
      if (scheduling?.reason !== "Unschedulable") {
        return inProgress("Pod is in the Pending phase");
      }
      return unschedulablePod(object, now);
    }
    case "":
      return inProgress("Pod phase not available");
    default:
      throw new FieldFault(`unknown phase ${phase}`);
  }
}

function runningPod(object: KubeObject): Ruling {
  const statuses = strictList(object, ["status", "containerStatuses"]) ?? [];
  const looping = statuses
    .filter(isObject)
    .filter((one) => textAt(one, "state", "waiting", "reason") === "CrashLoopBackOff")
    .flatMap((one) => textAt(one, "name") ?? []);
  if (looping.length === 0) return inProgress("Pod is running but is not Ready");
  return failed(`Containers in CrashLoop state: ${looping.join(",")}`);
}

function unschedulablePod(object: KubeObject, now: Date): Ruling {
  const created = Date.parse(text(object, "metadata.creationTimestamp", ""));
  if (now.getTime() - SCHEDULE_WINDOW_MS < created) {
    return inProgress("Pod has not been scheduled");
  }
  return failed("Pod could not be scheduled");
}

function job(object: KubeObject): Ruling {
  const parallelism = integer(object, "spec.parallelism", 1);
  const wanted = integer(object, "spec.completions", parallelism);
  const succeeded = integer(object, "status.succeeded", 0);
  const active = integer(object, "status.active", 0);
  const failures = integer(object, "status.failed", 0);
  for (const { type, status } of strictConditions(object)) {
    if (status !== "True") continue;
    if (type === "Complete") return current(`Job Completed. succeeded: ${succeeded}/${wanted}`);
    if (type === "Failed") return failed(`Job Failed. failed: ${failures}/${wanted}`);
  }
  if (text(object, "status.startTime", "") === "") return inProgress("Job not started");
  return current(`Job in progress. success:${succeeded}, active: ${active}, failed: ${failures}`);
}

function customResourceDefinition(object: KubeObject): Ruling {
  for (const { type, status, reason, message } of strictConditions(object)) {
    if (type === "NamesAccepted" && status === "False") return failed(message);
    if (type !== "Established") continue;
    if (status === "False" && reason !== "Installing") return failed(message);
    if (status === "True") return current("CRD is established");
  }
  return inProgress("Install in progress");
}
