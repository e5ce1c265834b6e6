import { argoChecks } from "./health-argo.ts";
import { clusterChecks } from "./health-cluster.ts";
import { conditionChecks } from "./health-condition.ts";
import { crossplaneChecks, crossplaneHealth, isCrossplane } from "./health-crossplane.ts";
import { fluxChecks } from "./health-flux.ts";
import { gatewayChecks } from "./health-gateway.ts";
import { ingressHealth, networkChecks } from "./health-network.ts";
import { podHealth } from "./health-pod.ts";
import { CheckFault, ScriptFault } from "./health-script.ts";
import { type Check, type HealthStatus, progressing } from "./health-status.ts";
import { workloadChecks } from "./health-workload.ts";
import { fieldAt, type KubeObject, kindOf, listAt, textAt } from "./kube-object.ts";

/** The health of a resource. */
export interface ResourceHealth {
  /** Undefined for a kind without a check; empty when the check came to no end. */
  readonly status: HealthStatus | "" | undefined;
  readonly message: string;
  /** Why the check failed, and the status is Unknown; empty when it did not. */
  readonly error: string;
}

/** By group and kind, for every version. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...Object.entries(argoChecks),
  ...Object.entries(clusterChecks),
  ...Object.entries(conditionChecks),
  ...Object.entries(crossplaneChecks),
  ...Object.entries(fluxChecks),
  ...Object.entries(gatewayChecks),
  ["extensions/Ingress", ingressHealth],
  ["networking.k8s.io/Ingress", ingressHealth],
]);

/** By group, version and kind: of these, every other version is an error. */
const VERSIONED: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...Object.entries(workloadChecks),
  ...Object.entries(networkChecks),
  ["/v1/Pod", podHealth],
]);

const VERSIONED_KINDS = new Set([...VERSIONED.keys()].map((key) => key.replace(/\/[^/]*\//, "/")));

/** The finalizer of a hook, which Argo CD takes off itself once the hook is through. */
const HOOK_FINALIZER = "argocd.argoproj.io/hook-finalizer";

/**
 * The health of a resource as Argo CD v3.5.7 computes it without custom checks, for the kinds of
 * Kubernetes, Argo, Flux, Flagger and the add-ons that are met with them most.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
 */
export function resourceHealth(object: KubeObject): ResourceHealth {
  if (fieldAt(object, "metadata", "deletionTimestamp") && !hasHookFinalizer(object)) {
    return { ...progressing("Pending deletion"), error: "" };
  }
  const { group, version, kind } = kindOf(object);
  const check =
    CHECKS.get(`${group}/${kind}`) ??
    VERSIONED.get(`${group}/${version}/${kind}`) ??
    (isCrossplane(group) ? crossplaneHealth : undefined);
  if (check === undefined) return uncheckedHealth(object);
  try {
    return { ...check(object), error: "" };
  } catch (fault) {
    if (!(fault instanceof CheckFault)) throw fault;
    return { status: "Unknown", message: fault.message, error: errorOf(object, fault) };
  }
}

/** Argo CD says of which resource a script failed, but not of which a check of its own did. */
function errorOf(object: KubeObject, fault: CheckFault): string {
  if (!(fault instanceof ScriptFault)) return fault.message;
  const path = ["namespace", "name"].map((name) => textAt(object, "metadata", name) ?? "");
  return `failed to get resource health for ${path.join("/")}: ${fault.message}`;
}

function hasHookFinalizer(object: KubeObject): boolean {
  return listAt(object, "metadata", "finalizers").includes(HOOK_FINALIZER);
}

function uncheckedHealth(object: KubeObject): ResourceHealth {
  const { group, version, kind } = kindOf(object);
  if (!VERSIONED_KINDS.has(`${group}/${kind}`)) {
    return { status: undefined, message: "", error: "" };
  }
  const label = kind === "HorizontalPodAutoscaler" ? "HPA" : kind;
  const message = `unsupported ${label} GVK: ${group}/${version}, Kind=${kind}`;
  return { status: "Unknown", message, error: message };
}
