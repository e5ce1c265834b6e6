import {
  armAutoMerge,
  enqueuePullRequest,
  GitHubFailure,
  isMerged,
  mergePullRequest,
  rebuildBranch,
  requiredStatus,
} from "@gitops-actions/adapters/github";
import { ROLLUP } from "@gitops-actions/core/evidence";
import {
  armingFault,
  isOnlyBy,
  type JudgedChange,
  type MergeStep,
  mergeMethod,
  mergeStep,
  type Pull,
  readMergeRefusal,
} from "@gitops-actions/core/promotion/pull-request";
import { again, onceMore } from "./calls.ts";
import { commitMessageOf } from "./describe.ts";
import { publishStatus } from "./publish.ts";
import type { Session } from "./session.ts";
import { filesOf, type Task } from "./task.ts";

export type MergeResult =
  | { readonly kind: "merged" | "queued" | "again" | "rebuilt" }
  | { readonly kind: "left"; readonly why: string };

interface Mergeable {
  readonly session: Session;
  readonly task: Task;
}

/**
 * Merges a pull request when that is due, with the head that was judged. Where a person armed GitHub's
 * auto-merge, a status that ends by itself is held back, and shown only while this run merges.
 */
export async function mergeIfDue(
  pull: Pull,
  { judged, ...mergeable }: Mergeable & { readonly judged: JudgedChange },
): Promise<MergeResult> {
  const step = mergeStep(pull, judged);
  if (step.kind === "leave") return { kind: "left", why: step.why };
  const { decision } = judged;
  const isHeldBack = pull.hasAutoMerge && decision.validUntil !== undefined;
  const status = { oid: pull.headOid, url: pull.url, decision };
  if (isHeldBack) await publishStatus(mergeable.session, { ...status, armed: false });
  const result = await take(step.kind, pull, mergeable).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure)) throw error;
    return afterFailure(error, pull, mergeable);
  });
  if (isHeldBack && result.kind !== "merged") {
    await publishStatus(mergeable.session, { ...status, armed: true });
  }
  return result;
}

function take(
  kind: Exclude<MergeStep["kind"], "leave">,
  pull: Pull,
  mergeable: Mergeable,
): Promise<MergeResult> {
  switch (kind) {
    case "rebuild":
      return rebuild(pull, mergeable);
    case "enqueue":
      return enqueue(pull, mergeable);
    case "merge":
      return merge(pull, mergeable);
  }
}

async function enqueue(pull: Pull, { session }: Mergeable): Promise<MergeResult> {
  const wanted = { pullRequestId: pull.id, head: pull.headOid };
  await onceMore(session, () => enqueuePullRequest(session.client, wanted));
  return { kind: "queued" };
}

async function merge(pull: Pull, { session, task }: Mergeable): Promise<MergeResult> {
  const { headline, body } = commitMessageOf(task, session);
  const wanted = {
    pullRequestId: pull.id,
    head: pull.headOid,
    method: mergeMethod(session.world.overview.repository.mergeMethods),
    headline: `${headline} (#${pull.number})`,
    body,
  };
  await onceMore(session, () => mergePullRequest(session.client, wanted));
  return { kind: "merged" };
}

/** What a merge that GitHub did not confirm came to. */
async function afterFailure(
  failure: GitHubFailure,
  pull: Pull,
  { session, task }: Mergeable,
): Promise<MergeResult> {
  switch (failure.kind) {
    case "limited":
      throw failure;
    case "stale":
      return { kind: "again" };
    case "unavailable": {
      const read = { repository: session.request.repository, number: pull.number };
      const merged = await again(session, () => isMerged(session.client, read));
      return { kind: merged ? "merged" : "again" };
    }
    case "refused":
      return afterRefusal(failure.message, pull, { session, task });
  }
}

async function afterRefusal(
  message: string,
  pull: Pull,
  mergeable: Mergeable,
): Promise<MergeResult> {
  switch (readMergeRefusal(message)) {
    case "again":
      return { kind: "again" };
    case "conflict":
      return rebuild(pull, mergeable);
    case "blocked":
      return { kind: "left", why: `GitHub does not merge it yet: ${message}` };
  }
}

/**
 * Arms GitHub's auto-merge where it was asked for and may be; what came of it, in words. The gates are
 * open then or not: GitHub waits for the status.
 */
export async function armIfAsked(
  pull: Pull,
  { session, judged }: { readonly session: Session; readonly judged: JudgedChange },
): Promise<string | undefined> {
  const { client, world, request } = session;
  if (!request.autoMerge || pull.hasAutoMerge || pull.isDraft) return undefined;
  const { repository, branch } = world.overview;
  const read = { repository: request.repository, branch, context: ROLLUP };
  const required = await again(session, () => requiredStatus(client, read));
  const fault = armingFault(judged.decision, { required, isAllowed: repository.autoMergeAllowed });
  if (fault !== undefined) return `auto-merge is not armed: ${fault}`;
  try {
    const method = mergeMethod(repository.mergeMethods);
    await onceMore(session, () =>
      armAutoMerge(client, { pullRequestId: pull.id, head: pull.headOid, method }),
    );
    return "auto-merge is armed";
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== "refused") throw error;
    return `auto-merge is not armed: ${error.message}`;
  }
}

/** Puts the edit on the newest base where base and branch disagree; never over somebody else's commits. */
async function rebuild(pull: Pull, { session, task }: Mergeable): Promise<MergeResult> {
  const { client, world, request } = session;
  if (!isOnlyBy(pull, world.actors)) {
    return {
      kind: "left",
      why: "it conflicts with the base, and its branch has commits that are not ours: merge the base into it by hand",
    };
  }
  const wanted = {
    repositoryId: world.overview.repository.id,
    tip: pull.headOid,
    commit: {
      repository: request.repository,
      branch: pull.branch,
      expectedHead: world.overview.head,
      ...commitMessageOf(task, session),
      files: filesOf(task, world),
    },
  };
  await onceMore(session, () => rebuildBranch(client, wanted));
  return { kind: "rebuilt" };
}
