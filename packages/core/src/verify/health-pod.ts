import { degraded, type Health, healthy, progressing, unknown } from "./health-status.ts";
import { conditionsOf, fieldAt, type KubeObject, listAt, numberAt, textAt } from "./kube-object.ts";

/** The health of a pod: its restart policy tells a service from something that comes to an end. */
export function podHealth(object: KubeObject): Health {
  const isService = textAt(object, "spec", "restartPolicy") === "Always";
  const containers = listAt(object, "status", "containerStatuses");
  const stuck = isService ? containers.filter(isStuck) : [];
  if (stuck.length > 0) {
    const messages = stuck.map((one) => textAt(one, "state", "waiting", "message") ?? "");
    return degraded(messages.join(", "));
  }
  const message = textAt(object, "status", "message") ?? "";
  switch (textAt(object, "status", "phase")) {
    case "Pending":
      return progressing(message);
    case "Succeeded":
      return healthy(message);
    case "Failed":
      return degraded(message || failureOf(object));
    case "Running":
      return runningHealth(object, message);
    default:
      return unknown(message);
  }
}

function runningHealth(object: KubeObject, message: string): Health {
  switch (textAt(object, "spec", "restartPolicy")) {
    case "Always": {
      const ready = conditionsOf(object).find(({ type }) => type === "Ready");
      if (ready?.status === "True") return healthy(message);
      const hasEnded = listAt(object, "status", "containerStatuses").some(
        (one) => (fieldAt(one, "lastState", "terminated") ?? undefined) !== undefined,
      );
      return hasEnded ? degraded(message) : progressing(message);
    }
    case "OnFailure":
    case "Never":
      return progressing(message);
    default:
      return unknown(message);
  }
}

function isStuck(container: unknown): boolean {
  const reason = textAt(container, "state", "waiting", "reason") ?? "";
  return reason.startsWith("Err") || reason.endsWith("Error") || reason.endsWith("BackOff");
}

/** Why the first container failed of which that can be told. */
function failureOf(object: KubeObject): string {
  const containers = [
    ...listAt(object, "status", "initContainerStatuses"),
    ...listAt(object, "status", "containerStatuses"),
  ];
  return containers.map(containerFailure).find((message) => message !== "") ?? "";
}

function containerFailure(container: unknown): string {
  const end = fieldAt(container, "state", "terminated");
  const message = textAt(end, "message") ?? "";
  if (message !== "") return message;
  if (textAt(end, "reason") === "OOMKilled") return "OOMKilled";
  const code = numberAt(end, "exitCode") ?? 0;
  if (code === 0) return "";
  const name = JSON.stringify(textAt(container, "name") ?? "");
  return `container ${name} failed with exit code ${code}`;
}
