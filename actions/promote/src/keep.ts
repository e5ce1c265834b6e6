import { GitHubFailure, redescribePullRequest, showDetails } from "@gitops-actions/adapters/github";
import type { Decision } from "@gitops-actions/core/policy";
import type { JudgedChange, Pull } from "@gitops-actions/core/promotion/pull-request";
import { again } from "./calls.ts";
import { bodyOf, buildRangesOf, retitled } from "./describe.ts";
import { commitOnto } from "./onto.ts";
import { detailsOf, isPublished, publishStatus } from "./publish.ts";
import type { Session } from "./session.ts";
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
  const armed = pull.hasAutoMerge;
  const inQueue = await publishInQueue(pull, { session, decision });
  if (isPublished(decision, { reports: pull.reports, viewer, armed })) return inQueue;
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
  await publishStatus(session, { oid: pull.headOid, url: pull.url, decision, armed });
  return true;
}

/**
 * The merge queue waits for the same status on the commit that it would merge. It merges at once when it
 * has it, so a pass that ends by itself counts here.
 */
async function publishInQueue(
  { queuedOid, url }: Pull,
  { session, decision }: { readonly session: Session; readonly decision: Decision },
): Promise<boolean> {
  if (queuedOid === undefined) return false;
  const { world } = session;
  const reports = world.reportsOnGroup(queuedOid);
  const { viewer } = world.overview;
  if (isPublished(decision, { reports, viewer, armed: false })) return false;
  await publishStatus(session, { oid: queuedOid, url, decision, armed: false });
  return true;
}

/** Only Apps make check runs; what the details would show stands in the body and the status too. */
function leaveDetails(error: unknown): void {
  if (error instanceof GitHubFailure && error.kind === "refused") return;
  throw error;
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
