import type { Condition, KubeObject } from "./kube-object.ts";

/** Argo CD's words for the health of a resource or an application. */
export type HealthStatus =
  | "Healthy"
  | "Suspended"
  | "Progressing"
  | "Missing"
  | "Degraded"
  | "Unknown";

/** What a check says. An empty status is that of a check that came to no end; it counts as Healthy. */
export interface Health {
  readonly status: HealthStatus | "";
  readonly message: string;
}

/** The check for one kind, given an object of it. */
export type Check = (object: KubeObject) => Health;

/** From best to worst, as Argo CD orders the resources of an application. */
const ORDER: readonly (HealthStatus | "")[] = [
  "Healthy",
  "Suspended",
  "Progressing",
  "Missing",
  "Degraded",
  "Unknown",
];

/** Whether the second status is worse than the first. */
export function isWorseHealth(current: HealthStatus | "", next: HealthStatus | ""): boolean {
  return Math.max(ORDER.indexOf(next), 0) > Math.max(ORDER.indexOf(current), 0);
}

/** Whether the text is one of Argo CD's statuses. */
export function isHealthStatus(text: unknown): text is HealthStatus {
  return text !== "" && ORDER.some((status) => status === text);
}

/** A resource that works as it should. */
export function healthy(message = ""): Health {
  return { status: "Healthy", message };
}

/** A resource that is on its way. */
export function progressing(message = ""): Health {
  return { status: "Progressing", message };
}

/** A resource that failed. */
export function degraded(message = ""): Health {
  return { status: "Degraded", message };
}

/** A resource that somebody has paused. */
export function suspended(message = ""): Health {
  return { status: "Suspended", message };
}

/** A resource of which nothing can be said. */
export function unknown(message = ""): Health {
  return { status: "Unknown", message };
}

/** What a condition of that type and status says about the resource; its message is the resource's. */
export type ConditionRule = readonly [type: string, status: string, health: HealthStatus];

/** What the first condition says that one of the rules is about. */
export function firstCondition(
  conditions: readonly Condition[],
  rules: readonly ConditionRule[],
): Health | undefined {
  for (const condition of conditions) {
    const rule = rules.find(
      ([type, status]) => condition.type === type && condition.status === status,
    );
    if (rule !== undefined) return { status: rule[2], message: condition.message ?? "" };
  }
  return undefined;
}

/** What the first rule says for which there is a condition. */
export function firstRule(
  conditions: readonly Condition[],
  rules: readonly ConditionRule[],
): Health | undefined {
  for (const rule of rules) {
    const found = firstCondition(conditions, [rule]);
    if (found !== undefined) return found;
  }
  return undefined;
}
