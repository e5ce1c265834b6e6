import { isThere, joined, missingTable } from "./health-script.ts";
import {
  type Check,
  type ConditionRule,
  firstCondition,
  firstRule,
  type Health,
  healthy,
  progressing,
} from "./health-status.ts";
import { type Condition, conditionsOf, fieldAt, type KubeObject } from "./kube-object.ts";

const READY: readonly ConditionRule[] = [
  ["Ready", "False", "Degraded"],
  ["Ready", "True", "Healthy"],
];

/** The checks for add-ons that tell their state in conditions, by group and kind. */
export const conditionChecks: Readonly<Record<string, Check>> = {
  "cert-manager.io/Certificate": (object) =>
    firstRule(conditionsOf(object), [["Issuing", "True", "Progressing"]]) ??
    ready("Waiting for certificate")(object),
  "cert-manager.io/Issuer": ready("Initializing issuer"),
  "cert-manager.io/ClusterIssuer": ready("Initializing ClusterIssuer"),
  "external-secrets.io/ExternalSecret": ready("Waiting for ExternalSecret"),
  "external-secrets.io/SecretStore": ready("Waiting for SecretStore"),
  "external-secrets.io/ClusterSecretStore": ready("Waiting for ClusterSecretStore"),
  "external-secrets.io/PushSecret": ready("Waiting for PushSecret"),
  "external-secrets.io/ClusterExternalSecret": clusterExternalSecret,
  "bitnami.com/SealedSecret": sealedSecret,
  "keda.sh/ScaledObject": (object) =>
    scaled(object, {
      fault: ["Fallback", "True"],
      waiting: "Creating HorizontalPodAutoscaler Object",
    }),
  "keda.sh/ScaledJob": (object) =>
    scaled(object, { fault: ["Ready", "Unknown"], waiting: "Waiting for ScaledJob" }),
  "serving.knative.dev/Service": knativeService,
  "monitoring.coreos.com/Prometheus": prometheus,
  "karpenter.sh/NodePool": ready("Waiting for NodePool to be ready"),
  "argoproj.io/EventBus": eventBus,
};

function ready(waiting: string): Check {
  return (object) => firstCondition(conditionsOf(object), READY) ?? progressing(waiting);
}

/** The last condition is the newest. */
function clusterExternalSecret(object: KubeObject): Health {
  const conditions = conditionsOf(object);
  const list = fieldAt(object, "status", "conditions");
  if (isThere(list) && conditions.length === 0) throw missingTable(6, "type");
  const rules: readonly ConditionRule[] = [
    ["Ready", "True", "Healthy"],
    ["PartiallyReady", "True", "Degraded"],
    ["NotReady", "True", "Degraded"],
  ];
  return (
    firstCondition(conditions.slice(-1), rules) ?? progressing("Waiting for ClusterExternalSecret")
  );
}

function sealedSecret(object: KubeObject): Health {
  const waiting = progressing("Waiting for Sealed Secret to be decrypted");
  const generation = fieldAt(object, "metadata", "generation");
  const observed = fieldAt(object, "status", "observedGeneration");
  if (!isThere(generation) || observed !== generation) return waiting;
  const rules: readonly ConditionRule[] = [
    ["Synced", "False", "Degraded"],
    ["Synced", "True", "Healthy"],
  ];
  return firstCondition(conditionsOf(object), rules) ?? waiting;
}

/** The message is that of the last condition that says anything, whatever it leads to. */
function scaled(
  object: KubeObject,
  { fault, waiting }: { fault: readonly [type: string, status: string]; waiting: string },
): Health {
  const telling = conditionsOf(object).filter(
    ({ type, status }) =>
      (type === "Ready" && (status === "True" || status === "False")) ||
      (type === "Paused" && status === "True") ||
      (type === fault[0] && status === fault[1]),
  );
  const has = (wanted: string, is: string) =>
    telling.some(({ type, status }) => type === wanted && status === is);
  const message = telling.at(-1)?.message ?? "";
  if (has("Ready", "False") || has(...fault)) return { status: "Degraded", message };
  if (!has("Ready", "True")) return progressing(waiting);
  return { status: has("Paused", "True") ? "Suspended" : "Healthy", message };
}

function knativeService(object: KubeObject): Health {
  if (!isThere(fieldAt(object, "status", "conditions"))) {
    return progressing("Waiting for status update.");
  }
  const conditions = conditionsOf(object);
  const parts = ["ConfigurationsReady", "RoutesReady", "Ready"];
  const good = conditions.filter(
    ({ type, status }) => status === "True" && parts.includes(type ?? ""),
  );
  const bad = conditions.filter(({ status }) => status === "False" || status === "Unknown");
  if (good.length === 3 && bad.length === 0) return healthy("Knative Service is healthy.");
  const message = bad.map((condition) => `${knativeMessage(condition)}\n`).join("");
  const hasFailed = bad.some(({ status }) => status === "False");
  return { status: hasFailed ? "Degraded" : "Progressing", message };
}

function knativeMessage({ type, status, reason = "", message = "" }: Condition): string {
  let text = joined(13, [type, ` is ${status}`]);
  if (reason !== "") text += `, since ${reason}.`;
  if (message !== "") text += ` ${message}`;
  return text;
}

/** The last Available condition counts. */
function prometheus(object: KubeObject): Health {
  const available = conditionsOf(object).findLast(({ type }) => type === "Available");
  if (available === undefined) return progressing("Waiting for initialization");
  if (available.status === "True") return healthy("All instances are available");
  const message = available.message ?? available.reason ?? "";
  const isStarting = available.reason === "SomePodsNotReady";
  return { status: isStarting ? "Progressing" : "Degraded", message };
}

function eventBus(object: KubeObject): Health {
  const deployed = conditionsOf(object).find(
    ({ type, status }) => type === "Deployed" && (status === "True" || status === "False"),
  );
  if (deployed === undefined) return progressing("Waiting for initialization");
  const message = deployed.message ?? deployed.reason ?? "";
  return { status: deployed.status === "True" ? "Healthy" : "Degraded", message };
}
