import type { Environment } from "../../config/index.ts";
import type { Decision } from "../../policy/index.ts";
import type { Pull } from "./pull.ts";

/** How a repository lets pull requests be merged. */
export type MergeMethod = "squash" | "merge" | "rebase";

/** What to do about merging a pull request now. */
export type MergeStep =
  | { readonly kind: "merge" | "enqueue" }
  /** The base and the branch disagree; the edit is made anew on the base. */
  | { readonly kind: "rebuild" }
  /** `why` is for people. */
  | { readonly kind: "leave"; readonly why: string };

/** Whether a pull request is to be merged by us, now. GitHub's own rules still have the last word. */
export function mergeStep(
  pull: Pull,
  {
    decision,
    environments,
  }: { readonly decision: Decision; readonly environments: readonly Environment[] },
): MergeStep {
  if (pull.mergeable === "conflict") return { kind: "rebuild" };
  if (decision.state !== "pass") return { kind: "leave", why: "its gates are not all open" };
  if (pull.isDraft) return { kind: "leave", why: "it is a draft" };
  if (pull.queuedOid !== undefined) return { kind: "leave", why: "it is in the merge queue" };
  if (environments.some(({ merge }) => merge === "manual")) {
    return { kind: "leave", why: "the policy leaves the merge to people" };
  }
  const isQueue = environments.some(({ merge }) => merge === "queue");
  return { kind: isQueue ? "enqueue" : "merge" };
}

/**
 * Why GitHub's auto-merge must not be armed on a pull request; undefined when it may. It merges at any later
 * time without asking us, so nothing may be able to go stale, and our status has to be one that it waits
 * for and nobody else can report.
 */
export function armingFault(
  { validUntil }: Decision,
  {
    required,
    isAllowed,
  }: {
    /** Whether the branch demands the roll-up status, and whose. */
    readonly required: "of-an-app" | "of-anybody" | "none";
    /** Whether the repository's settings allow auto-merge. */
    readonly isAllowed: boolean;
  },
): string | undefined {
  if (!isAllowed) return "the repository's settings do not allow it";
  if (required === "none") return "no rule of the branch demands the status gitops/promotion";
  if (required === "of-anybody") {
    return "the rule that demands gitops/promotion takes it from anybody: bind it to the App";
  }
  return validUntil === undefined
    ? undefined
    : `its gates hold only until ${validUntil.toISOString()}; the sweep merges it`;
}

/**
 * What GitHub's refusal to merge means:
 * - `again`: the base or the head moved meanwhile; read again and decide again
 * - `blocked`: a protection rule wants something that is not ours to give
 * - `conflict`: base and branch disagree
 */
export type MergeRefusal = "again" | "blocked" | "conflict";

/**
 * GitHub has one status for all of them, so its sentences tell. What is not known is `blocked`: it is
 * shown in GitHub's words and tried again at the next run.
 * @see https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request
 */
export function readMergeRefusal(message: string): MergeRefusal {
  if (
    /base branch was modified|head branch was modified|merge already in progress|expected head/i.test(
      message,
    )
  )
    return "again";
  if (/merge conflict/i.test(message)) return "conflict";
  return "blocked";
}

/** The method to merge with: the first that the repository allows, one commit for one promotion preferred. */
export function mergeMethod(allowed: readonly MergeMethod[]): MergeMethod {
  const preferred: readonly MergeMethod[] = ["squash", "merge", "rebase"];
  return preferred.find((method) => allowed.includes(method)) ?? "merge";
}
