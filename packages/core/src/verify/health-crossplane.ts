import { isThere } from "./health-script.ts";
import {
  type Check,
  degraded,
  type Health,
  healthy,
  progressing,
  suspended,
} from "./health-status.ts";
import { conditionsOf, fieldAt, type KubeObject, textAt } from "./kube-object.ts";

/** Kinds of every Crossplane provider that never get conditions. */
const WITHOUT_CONDITIONS = [
  "ProviderConfig",
  "ProviderConfigUsage",
  "StoreConfig",
  "ClusterProviderConfig",
  "ClusterProviderConfigUsage",
];

/** Kinds of Crossplane's own that never get them. */
const CORE_WITHOUT_CONDITIONS = [
  ...WITHOUT_CONDITIONS,
  "Composition",
  "CompositionRevision",
  "DeploymentRuntimeConfig",
  "EnvironmentConfig",
  "ImageConfig",
  "ControllerConfig",
];

const READY_TYPES = [
  "Ready",
  "Healthy",
  "Offered",
  "Established",
  "ValidPipeline",
  "RevisionHealthy",
];

/** What the messages call the kinds of the old AWS provider that have a check of their own. */
const AWS_NAMES: Readonly<Record<string, string>> = {
  "s3.aws.crossplane.io/Bucket": "Bucket",
  "iam.aws.crossplane.io/Policy": "Policy",
  "iam.aws.crossplane.io/Role": "Role",
  "iam.aws.crossplane.io/RolePolicyAttachment": "RolePolicyAttachment",
  "rds.aws.crossplane.io/DBCluster": "DBCluster",
  "rds.aws.crossplane.io/DBInstance": "DBInstance",
  "cloudfront.aws.crossplane.io/Distribution": "distribution",
  "route53.aws.crossplane.io/ResourceRecordSet": "resourcrecordset",
};

/** The checks for single kinds of Crossplane and its providers, by group and kind. */
export const crossplaneChecks: Readonly<Record<string, Check>> = {
  "pkg.crossplane.io/Provider": provider,
  ...Object.fromEntries(
    Object.entries(AWS_NAMES).map(([kind, name]) => [kind, (object) => awsHealth(object, name)]),
  ),
};

/** Whether a group is one of Crossplane's, or of a provider of its own or of Upbound's. */
export function isCrossplane(group: string): boolean {
  return /.\.(?:crossplane|upbound)\.io$/.test(group);
}

/** The health of whatever a Crossplane provider manages; a message says no more than that. */
export function crossplaneHealth(object: KubeObject): Health {
  const isCore = (textAt(object, "apiVersion") ?? "").includes(".crossplane.io/");
  const conditions = conditionsOf(object);
  if (conditions.length === 0) {
    const kinds = isCore ? CORE_WITHOUT_CONDITIONS : WITHOUT_CONDITIONS;
    if (!kinds.includes(textAt(object, "kind") ?? "")) return progressing("Provisioning ...");
    const isUsed = isThere(fieldAt(object, "status", "users"));
    return healthy(isUsed ? "Resource is in use." : "Resource is up-to-date.");
  }
  const failure = conditions.find(
    ({ type, status }) =>
      (type === "LastAsyncOperation" || type === "Synced") && status === "False",
  );
  if (failure !== undefined) return degraded(failure.message);
  const types = isCore ? READY_TYPES : ["Ready"];
  const isReady = conditions.some(
    ({ type, status, reason }) =>
      (types.includes(type ?? "") && status === "True") ||
      (isCore &&
        type === "Established" &&
        reason === "InactiveManagedResource" &&
        isInactive(object)),
  );
  return isReady ? healthy("Resource is up-to-date.") : progressing("Provisioning ...");
}

/** Its definition is never established, and is not meant to be. */
function isInactive(object: KubeObject): boolean {
  return textAt(object, "spec", "state") !== "Active";
}

function provider(object: KubeObject): Health {
  const last = (wanted: string) => conditionsOf(object).findLast(({ type }) => type === wanted);
  const parts = [last("Installed"), last("Healthy")];
  const reasons = parts.flatMap((part) => part?.reason ?? []);
  if (reasons.length === 0) return progressing("Waiting for provider to be installed");
  const isGood = parts.every((part) => part?.status === "True");
  return isGood ? healthy(reasons.join(" ")) : degraded(reasons.join(" "));
}

function awsHealth(object: KubeObject, name: string): Health {
  if (!isThere(fieldAt(object, "status", "conditions"))) {
    return progressing(`Waiting for ${name} to be created`);
  }
  const conditions = conditionsOf(object);
  const ready = conditions.findLast(({ type }) => type === "Ready");
  const isReady = ready?.status === "True";
  const synced = conditions.filter(({ type }) => type === "Synced");
  const isSynced = synced.at(-1)?.status === "True";
  const isPaused = synced.some(({ reason }) => reason === "ReconcilePaused");
  if (isReady && isSynced) return healthy(ready.reason);
  if (isPaused && !isSynced) return suspended("ReconcilePaused");
  if (isSynced && !isPaused) return progressing(`Waiting for ${name} to be available`);
  return degraded(synced.findLast(({ reason }) => reason === "ReconcileError")?.message);
}
