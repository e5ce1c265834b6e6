import { isThere, missingTable } from "./health-script.ts";
import { type Check, degraded, type Health, healthy, progressing } from "./health-status.ts";
import {
  type Condition,
  conditionsIn,
  conditionsOf,
  fieldAt,
  type KubeObject,
  listAt,
  numberAt,
  textAt,
} from "./kube-object.ts";

/** The checks for the Gateway API, by group and kind. */
export const gatewayChecks: Readonly<Record<string, Check>> = {
  "gateway.networking.k8s.io/Gateway": gateway,
  "gateway.networking.k8s.io/GatewayClass": gatewayClass,
  "gateway.networking.k8s.io/HTTPRoute": route,
  "gateway.networking.k8s.io/GRPCRoute": route,
};

/** What the conditions of one part say against it; undefined when they say nothing. */
function troubleIn(conditions: readonly Condition[], what: string): Health | undefined {
  for (const wanted of ["ResolvedRefs", "Accepted"]) {
    const failure = conditions.find(({ type, status }) => type === wanted && status === "False");
    if (failure !== undefined) return degraded(failure.message ?? `Failed condition: ${wanted}`);
  }
  const pending = conditions.find(({ type, status }) => type === "Programmed" && status !== "True");
  return pending && progressing(pending.message ?? `${what} is still being programmed`);
}

function under(prefix: string, health: Health | undefined): Health | undefined {
  return health && { ...health, message: prefix + health.message };
}

function gateway(object: KubeObject): Health {
  const own = troubleIn(conditionsOf(object), "Gateway");
  if (own !== undefined) return own;
  const listeners = listAt(object, "status", "listeners");
  for (const listener of listeners) {
    const conditions = conditionsIn(listAt(listener, "conditions"));
    const trouble = under("Listener: ", troubleIn(conditions, "Listener"));
    if (trouble !== undefined) return trouble;
  }
  const hasStatus = isThere(fieldAt(object, "status", "conditions")) || listeners.length > 0;
  return hasStatus ? healthy("Gateway is healthy") : progressing("Waiting for Gateway status");
}

function gatewayClass(object: KubeObject): Health {
  const accepted = conditionsOf(object).find(
    (condition) => condition.type === "Accepted" && isCurrent(object, condition),
  );
  switch (accepted?.status) {
    case "True":
      return healthy(accepted.message ?? "GatewayClass is accepted");
    case "False":
      return degraded(accepted.message ?? "GatewayClass is not accepted");
    default:
      return progressing(accepted?.message ?? "Waiting for GatewayClass status");
  }
}

/** A condition that names no generation is taken for a current one. */
function isCurrent(object: KubeObject, { observedGeneration }: Condition): boolean {
  const generation = numberAt(object, "metadata", "generation");
  if (generation === undefined || observedGeneration === undefined) return true;
  return observedGeneration === generation;
}

/** One parent that accepts the route is enough, as long as no other says that something is wrong. */
function route(object: KubeObject): Health {
  const kind = textAt(object, "kind") ?? "";
  const parents = listAt(object, "status", "parents").filter((parent) => hasSeen(object, parent));
  for (const parent of parents) {
    const trouble = troubleIn(conditionsIn(listAt(parent, "conditions")), "Route");
    if (trouble !== undefined)
      return { ...trouble, message: parentPrefix(parent) + trouble.message };
  }
  const isAccepted = parents.some((parent) => listAt(parent, "conditions").length > 0);
  return isAccepted ? healthy(`${kind} is healthy`) : progressing(`Waiting for ${kind} status`);
}

function hasSeen(object: KubeObject, parent: unknown): boolean {
  const conditions = conditionsIn(listAt(parent, "conditions"));
  if (numberAt(object, "metadata", "generation") === undefined) return true;
  return conditions.length > 0 && conditions.every((condition) => isCurrent(object, condition));
}

function parentPrefix(parent: unknown): string {
  if (!isThere(fieldAt(parent, "parentRef"))) throw missingTable(52, "name");
  return `Parent ${textAt(parent, "parentRef", "name") ?? ""}: `;
}
