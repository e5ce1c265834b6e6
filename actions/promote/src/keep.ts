import {
  armAutoMerge,
  closePullRequest,
  enqueuePullRequest,
  GitHubFailure,
  mergePullRequest,
  rebuildBranch,
  redescribePullRequest,
  requiredStatus,
  showDetails,
} from "@gitops-actions/adapters/github";
import type { Decision } from "@gitops-actions/core/policy";
import {
  armingFault,
  isOnlyBy,
  type JudgedChange,
  mergeMethod,
  mergeStep,
  type Pull,
  readMergeRefusal,
} from "@gitops-actions/core/promotion/pull-request";
import { bodyOf, buildRangesOf, commitMessageOf, retitled } from "./describe.ts";
import { commitOnto } from "./onto.ts";
import { detailsOf, isPublished, publishStatus, ROLLUP } from "./publish.ts";
import { again, onceMore, type Session } from "./session.ts";
import type { Task } from "./task.ts";

/** Publishes the answer about a pull request where it says something new; whether anything was written. */
export async function publish(
  pull: Pull,
  {
    session,
    judged,
    task,
  }: { readonly session: Session; readonly judged: JudgedChange; readonly task: Task | undefined },
): Promise<boolean> {
  const { world, client, render } = session;
  const { decision } = judged;
  const { viewer, repository } = world.overview;
  const inQueue = await publishInQueue(pull, { session, decision });
  if (isPublished(decision, { reports: pull.reports, viewer })) return inQueue;
  const details = detailsOf(pull.headOid, decision, render);
  await again(session, async () => {
    if (task === undefined) await showDetails(client, repository.id, details);
    else
      await redescribePullRequest(client, {
        repositoryId: repository.id,
        pullRequestId: pull.id,
        title: pull.title,
        body: bodyOf(task, { judged, pull, commits: await buildRangesOf(task, session), session }),
        details,
      });
  }).catch(leaveDetails);
  await publishStatus(session, {
    oid: pull.headOid,
    url: pull.url,
    decision,
    armed: pull.hasAutoMerge,
  });
  return true;
}

/** The merge queue waits for the same status on the commit that it would merge. */
async function publishInQueue(
  { queuedOid, url }: Pull,
  { session, decision }: { readonly session: Session; readonly decision: Decision },
): Promise<boolean> {
  if (queuedOid === undefined) return false;
  const { world } = session;
  const reports = world.reportsOnGroup(queuedOid);
  if (isPublished(decision, { reports, viewer: world.overview.viewer })) return false;
  await publishStatus(session, { oid: queuedOid, url, decision, armed: true });
  return true;
}

/** Only Apps make check runs; what the details would show stands in the body and the status too. */
function leaveDetails(error: unknown): void {
  if (error instanceof GitHubFailure && error.kind === "refused") return;
  throw error;
}

export type MergeResult =
  | { readonly kind: "merged" | "queued" | "again" | "rebuilt" }
  | { readonly kind: "left"; readonly why: string };

/** Merges a pull request when that is due, with the head that was judged. */
export async function mergeIfDue(
  pull: Pull,
  {
    session,
    judged,
    task,
  }: { readonly session: Session; readonly judged: JudgedChange; readonly task: Task },
): Promise<MergeResult> {
  const { client, world } = session;
  const step = mergeStep(pull, judged);
  if (step.kind === "leave") return { kind: "left", why: step.why };
  if (step.kind === "rebuild") return rebuild(pull, { session, task });
  try {
    if (step.kind === "enqueue") {
      await onceMore(session, () =>
        enqueuePullRequest(client, { pullRequestId: pull.id, head: pull.headOid }),
      );
      return { kind: "queued" };
    }
    const { headline, body } = commitMessageOf(task, session);
    await onceMore(session, () =>
      mergePullRequest(client, {
        pullRequestId: pull.id,
        head: pull.headOid,
        method: mergeMethod(world.overview.repository.mergeMethods),
        headline: `${headline} (#${pull.number})`,
        body,
      }),
    );
    return { kind: "merged" };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    if (error.kind === "unavailable" || error.kind === "stale") return { kind: "again" };
    const refusal = readMergeRefusal(error.message);
    if (refusal === "again") return { kind: "again" };
    if (refusal === "conflict") return rebuild(pull, { session, task });
    return { kind: "left", why: `GitHub does not merge it yet: ${error.message}` };
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
async function rebuild(
  pull: Pull,
  { session, task }: { readonly session: Session; readonly task: Task },
): Promise<MergeResult> {
  const { client, world, request } = session;
  if (!isOnlyBy(pull, world.actors)) {
    return {
      kind: "left",
      why: "it conflicts with the base, and its branch has commits that are not ours: merge the base into it by hand",
    };
  }
  const files = task.move.edit.files.map(({ path, text }) => ({
    path,
    text,
    mode: world.modes.get(path) ?? 0o100644,
  }));
  await onceMore(session, () =>
    rebuildBranch(client, {
      repositoryId: world.overview.repository.id,
      tip: pull.headOid,
      commit: {
        repository: request.repository,
        branch: pull.branch,
        expectedHead: world.overview.head,
        ...commitMessageOf(task, session),
        files,
      },
    }),
  );
  return { kind: "rebuilt" };
}

/** Puts a newer image on top of what a pull request's branch holds, whoever wrote that. */
export async function update(
  pull: Pull,
  {
    session,
    task,
    judged,
    before,
  }: {
    readonly session: Session;
    readonly task: Task;
    readonly judged: JudgedChange;
    /** The version that it proposed. */
    readonly before: string;
  },
): Promise<void> {
  const { client, world } = session;
  const oid = await commitOnto(pull.branch, { session, task });
  const commits = await buildRangesOf(task, session);
  await again(session, () =>
    redescribePullRequest(client, {
      repositoryId: world.overview.repository.id,
      pullRequestId: pull.id,
      title: retitled(pull, task, { before, session }),
      body: bodyOf(task, { judged, pull, commits, session }),
      details: detailsOf(oid, judged.decision, session.render),
    }),
  );
  await publishStatus(session, {
    oid,
    url: pull.url,
    decision: judged.decision,
    armed: pull.hasAutoMerge,
  });
}

/** Closes a pull request that has been overtaken; its branch goes with it when all of it is ours. */
export async function close(
  pull: Pull,
  { session, why }: { readonly session: Session; readonly why: string },
): Promise<void> {
  const { client, world } = session;
  const isOurs = isOnlyBy(pull, world.actors);
  await again(session, () =>
    closePullRequest(client, {
      repositoryId: world.overview.repository.id,
      pullRequestId: pull.id,
      comment: why,
      branch: isOurs ? { name: pull.branch, oid: pull.headOid } : undefined,
    }),
  );
}
