import { applied, compareRevisions, type Delivery, type Target } from "./delivery.ts";
import { fieldAt, type KubeObject, listAt, textAt } from "./kube-object.ts";

/** Clocks of a cluster and of GitHub may be so far apart; that the revision is known to it proves more. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * How far the wanted revision has come in an Argo CD Application. Applied means: the revision that the
 * controller compares with is the wanted one or contains it, an operation has synced it and succeeded,
 * and the controller has looked again after the push. Whether the application is "Synced" does not
 * matter: some never are, and others are before the sync. A failed operation of another revision says
 * nothing.
 */
export function argoDelivery(application: KubeObject, target: Target): Delivery {
  const compared = compareRevisions(revisionsOf(fieldAt(application, "status", "sync")), target);
  if (compared !== undefined) return compared;
  const reconciledAt = timeAt(application, "status", "reconciledAt");
  const earliest = target.pushedAt.getTime() - CLOCK_SKEW_MS;
  if (reconciledAt === undefined || reconciledAt.getTime() <= earliest) {
    return pending("Argo CD has not looked at the application since the push");
  }
  const operation = fieldAt(application, "status", "operationState");
  const revisions = revisionsOf(fieldAt(operation, "syncResult"));
  const synced = compareRevisions(revisions, target);
  if (synced !== undefined) {
    // The last operation may be one from before; it cannot supersede what is compared with now.
    return synced.state === "unrelated" ? synced : pending("the revision is not synced yet");
  }
  return operationDelivery(operation, { revisions, target });
}

function operationDelivery(
  operation: unknown,
  { revisions, target }: { revisions: readonly string[]; target: Target },
): Delivery {
  const message = textAt(operation, "message") ?? "";
  const phase = textAt(operation, "phase") ?? "";
  switch (phase) {
    case "Succeeded": {
      const at = timeAt(operation, "finishedAt");
      return at === undefined
        ? pending("the sync has no end yet")
        : applied(revisions, { target, at });
    }
    case "Failed":
    case "Error":
      return { state: "failed", reason: `the sync ended in ${phase}: ${message}` };
    default:
      return pending(message === "" ? "the sync is running" : `the sync is running: ${message}`);
  }
}

function pending(reason: string): Delivery {
  return { state: "pending", reason };
}

/** Several sources have `revisions`, one has `revision`. */
function revisionsOf(result: unknown): readonly string[] {
  const several = listAt(result, "revisions").filter((one) => typeof one === "string");
  if (several.length > 0) return several;
  const one = textAt(result, "revision") ?? "";
  return one === "" ? [] : [one];
}

function timeAt(object: unknown, ...path: readonly string[]): Date | undefined {
  const time = new Date(textAt(object, ...path) ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time;
}
