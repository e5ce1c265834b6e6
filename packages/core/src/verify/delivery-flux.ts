import { applied, compareRevisions, type Delivery, type Target } from "./delivery.ts";
import {
  type Condition,
  conditionsOf,
  fieldAt,
  type KubeObject,
  listAt,
  numberAt,
  textAt,
} from "./kube-object.ts";

/** Ready is False for these while Flux waits for something else. */
const WAITING_REASONS = ["DependencyNotReady", "Progressing", "ArtifactFailed"];

/**
 * How far the wanted revision has come in an object of Flux: a Kustomization, a HelmRelease or a
 * source. Applied means: the controller has seen the object's generation, calls it Ready, has applied
 * the wanted revision or one that contains it, and is not suspended. A commit is compared without the
 * branch before it, a Helm chart by its version. Only the first revision of the target counts.
 */
export function fluxDelivery(object: KubeObject, target: Target): Delivery {
  if (fieldAt(object, "spec", "suspend") === true) {
    return { state: "blocked", reason: `the ${textAt(object, "kind") ?? "object"} is suspended` };
  }
  const unseen = unseenGeneration(object);
  if (unseen !== undefined) return pending(unseen);
  const conditions = conditionsOf(object);
  const stalled = conditions.find(({ type, status }) => type === "Stalled" && status === "True");
  if (stalled !== undefined) return failed(stalled);
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready === undefined) return pending("it has no Ready condition yet");
  if (ready.status !== "True") return unready(object, { ready, target });
  const revision = appliedRevision(object, target) ?? "";
  const first = { ...target, revisions: target.revisions.slice(0, 1) };
  return (
    compareRevisions([revision], first) ??
    applied([revision], { target: first, at: readySince(object) })
  );
}

function unseenGeneration(object: KubeObject): string | undefined {
  const generation = numberAt(object, "metadata", "generation");
  const observed = numberAt(object, "status", "observedGeneration");
  if (observed === undefined || observed === -1) return "it was never reconciled";
  if (observed === generation) return undefined;
  return `generation ${observed} is observed, ${generation} is the object's`;
}

/** A failure of the revision before the wanted one says nothing about that. */
function unready(
  object: KubeObject,
  { ready, target }: { ready: Condition; target: Target },
): Delivery {
  const message = ready.message ?? ready.reason ?? "";
  const isWaiting = ready.status !== "False" || WAITING_REASONS.includes(ready.reason ?? "");
  const attempted = commitOf(textAt(object, "status", "lastAttemptedRevision") ?? "");
  const isOurs = attempted !== "" && compareRevisions([attempted], target) === undefined;
  return isWaiting || !isOurs ? pending(message) : failed(ready);
}

/** The revision of the origin of an OCI artifact is a commit, and so better known than the digest. */
function appliedRevision(object: KubeObject, target: Target): string | undefined {
  const candidates = [
    textAt(object, "status", "lastAppliedOriginRevision"),
    textAt(object, "status", "lastAppliedRevision"),
    textAt(object, "status", "artifact", "revision"),
    textAt(listAt(object, "status", "history")[0], "chartVersion"),
  ].flatMap((revision) => (revision === undefined ? [] : commitOf(revision)));
  const isKnown = (revision: string) =>
    revision === target.revisions[0] || target.relations.has(revision);
  return candidates.find(isKnown) ?? candidates[0];
}

/**
 * The commit of a revision that Flux names `main@sha1:<commit>`, `sha1:<commit>` or, before version 2,
 * `main/<commit>`; the digest `sha256:...` of an OCI artifact; anything else as it is.
 */
export function commitOf(revision: string): string {
  const found = /(?:^|@)(?:sha1:([0-9a-f]{40})|(sha256:[0-9a-f]{64}))$/.exec(revision);
  return found?.[1] ?? found?.[2] ?? /\/([0-9a-f]{40})$/.exec(revision)?.[1] ?? revision;
}

function readySince(object: KubeObject): Date {
  const ready = listAt(object, "status", "conditions").find(
    (one) => textAt(one, "type") === "Ready",
  );
  const since = new Date(textAt(ready, "lastTransitionTime") ?? "");
  return Number.isNaN(since.getTime()) ? new Date(0) : since;
}

function pending(reason: string): Delivery {
  return { state: "pending", reason };
}

function failed({ reason = "", message = "" }: Condition): Delivery {
  return { state: "failed", reason: `${reason}: ${message}` };
}
