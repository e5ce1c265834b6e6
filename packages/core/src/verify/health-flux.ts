import { isThere, joined, missingTable } from "./health-script.ts";
import {
  type Check,
  degraded,
  type Health,
  healthy,
  progressing,
  suspended,
} from "./health-status.ts";
import { type Condition, conditionsOf, fieldAt, type KubeObject, textAt } from "./kube-object.ts";

/** How Argo CD's checks for Flux' kinds differ. */
interface FluxRule {
  /** The condition besides Ready that has to be True, or may be. */
  readonly alongside?: readonly string[];
  /** How many of the conditions have to be True: exactly so many, two of two or one of one. */
  readonly needed: 1 | 2;
  /** The status of Ready that, along with Reconciling, is one half of Progressing. */
  readonly waiting: "Unknown" | "False";
  /** The reasons of Reconciling that count; all when there are none. */
  readonly reasons?: readonly string[];
  /** What both halves together mean. */
  readonly both?: "Degraded";
  readonly isNeverSuspended?: true;
}

const SOURCE: FluxRule = { alongside: ["ArtifactInStorage"], needed: 2, waiting: "Unknown" };
const APPLIED: FluxRule = { needed: 1, waiting: "Unknown" };

const RULES: Readonly<Record<string, FluxRule>> = {
  "kustomize.toolkit.fluxcd.io/Kustomization": APPLIED,
  "helm.toolkit.fluxcd.io/HelmRelease": {
    alongside: ["Released", "TestSuccess"],
    needed: 2,
    waiting: "Unknown",
  },
  "source.toolkit.fluxcd.io/GitRepository": SOURCE,
  "source.toolkit.fluxcd.io/OCIRepository": SOURCE,
  "source.toolkit.fluxcd.io/Bucket": SOURCE,
  "source.toolkit.fluxcd.io/HelmChart": SOURCE,
  "source.toolkit.fluxcd.io/HelmRepository": SOURCE,
  "image.toolkit.fluxcd.io/ImageUpdateAutomation": APPLIED,
  "image.toolkit.fluxcd.io/ImagePolicy": {
    needed: 1,
    waiting: "False",
    reasons: ["NewGeneration", "AccessingRepository", "ApplyingPolicy"],
    isNeverSuspended: true,
  },
  "image.toolkit.fluxcd.io/ImageRepository": {
    needed: 1,
    waiting: "False",
    reasons: ["NewGeneration", "Scanning"],
  },
  "notification.toolkit.fluxcd.io/Receiver": { needed: 1, waiting: "False", both: "Degraded" },
};

/**
 * The checks for Flux' kinds, by group and kind. They count True conditions, exactly: a HelmRelease
 * whose tests succeeded has three of them and is Degraded.
 */
export const fluxChecks: Readonly<Record<string, Check>> = Object.fromEntries(
  Object.entries(RULES).map(([kind, rule]) => [kind, (object) => fluxHealth(object, rule)]),
);

function fluxHealth(object: KubeObject, rule: FluxRule): Health {
  if (rule.isNeverSuspended === undefined) {
    if (!isThere(fieldAt(object, "spec"))) throw missingTable(2, "suspend");
    const kind = textAt(object, "kind") ?? "";
    if (fieldAt(object, "spec", "suspend") === true) return suspended(`${kind} is suspended`);
    if (kind === "HelmRepository" && textAt(object, "spec", "type") === "oci") {
      return healthy(
        "Helm repositories of type 'oci' do not contain any information in the status.",
      );
    }
  }
  if (!isThere(fieldAt(object, "status", "conditions"))) return progressing("Status unknown");
  return conditionHealth(object, rule);
}

function conditionHealth(object: KubeObject, rule: FluxRule): Health {
  const conditions = conditionsOf(object);
  const message = messageOf(object, rule);
  const count = (counts: (condition: Condition) => boolean) => conditions.filter(counts).length;
  const waiting = count((condition) => isWaiting(condition, rule));
  const succeeded = count((condition) => isSuccess(condition, rule));
  if (waiting === 2) return rule.both === undefined ? progressing(message) : degraded(message);
  return succeeded === rule.needed ? healthy(message) : degraded(message);
}

function isWaiting({ type, status, reason }: Condition, rule: FluxRule): boolean {
  if (type === "Ready") return status === rule.waiting;
  if (type !== "Reconciling" || status !== "True") return false;
  return rule.reasons === undefined || rule.reasons.includes(reason ?? "");
}

function isSuccess({ type, status }: Condition, { alongside = [] }: FluxRule): boolean {
  return status === "True" && (type === "Ready" || alongside.includes(type ?? ""));
}

/** The last Ready condition's reason, and that of an outdated artifact. */
function messageOf(object: KubeObject, rule: FluxRule): string {
  const line = textAt(object, "kind") === "HelmRepository" ? 30 : 23;
  let message: string | undefined = "";
  for (const { type, status, reason } of conditionsOf(object)) {
    if (type === "Ready") message = reason;
    const isOutdated = rule === SOURCE && type === "ArtifactOutdated" && status === "True";
    // The script joins from the right.
    if (isOutdated) message = joined(line, [message, joined(line, [" ", reason])]);
  }
  return message ?? "";
}
