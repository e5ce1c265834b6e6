import {
  type BeforeOpening,
  GitHubFailure,
  type Ids,
  isPlain,
  openPullRequest,
  openPullRequestFrom,
  type PullRequest,
  startBranch,
  walkCommits,
} from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import { isOf, type JudgedChange, readMarker } from "@gitops-actions/core/promotion/pull-request";
import { onceMore } from "./calls.ts";
import { bodyOf, buildRangesOf, commitMessageOf, titleOf } from "./describe.ts";
import { equip } from "./equip.ts";
import { commitOnto } from "./onto.ts";
import { detailsOf, publishStatus } from "./publish.ts";
import type { Session } from "./session.ts";
import { filesOf, type Task } from "./task.ts";

export interface Opened {
  readonly pull: PullRequest;
  readonly warnings: readonly string[];
  /** Whether another run opened one for the same thing meanwhile. */
  readonly hasRival: boolean;
}

/** Another run came between, so that what was read does not hold any more. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
  override readonly message = "another run came between";
}

/**
 * Opens the pull request of a task: branch, commit and pull request in one request; labels, reviewers and
 * details in a second, and beside it the status. A branch that is there is used again only when it is ours.
 * @throws `Overtaken` when another run opened it first; `UserError` `branch-not-ours`; `GitHubFailure`
 */
export async function open(
  task: Task,
  {
    session,
    branch,
    before,
    ids,
    judged,
  }: {
    readonly session: Session;
    readonly branch: string;
    readonly before: BeforeOpening;
    readonly ids: Ids;
    readonly judged: JudgedChange;
  },
): Promise<Opened> {
  const { world, render } = session;
  const isLeftover = await isOurs(branch, { before, session });
  const { pull, oid } = await create(task, { session, branch, isLeftover, judged }).catch(
    (error: unknown) => {
      throw wasOvertaken(error) ? new Overtaken() : error;
    },
  );
  const { decision } = judged;
  const details = detailsOf(oid, decision, render);
  const [{ siblings, warnings }] = await Promise.all([
    equip(task, { session, pull, ids, details }),
    publishStatus(session, { oid, url: pull.url, decision, armed: false }),
  ]);
  const rivals = siblings.filter(
    ({ number, author, body }) =>
      number !== pull.number &&
      author !== undefined &&
      world.actors.includes(author) &&
      isOf(readMarker(body), task.unit),
  );
  return { pull, warnings, hasRival: rivals.length > 0 };
}

/** So far back a branch that was begun on the base is looked for there. */
const COMMITS_OF_BASE = 100;

/** Whether a branch is there already with nothing on it but ours. @throws `branch-not-ours` */
async function isOurs(
  branch: string,
  { before: { tip }, session }: { readonly before: BeforeOpening; readonly session: Session },
): Promise<boolean> {
  if (tip === undefined) return false;
  const { vouchedAuthor, oid } = tip;
  const { actors } = session.world;
  if (vouchedAuthor !== undefined && actors.includes(vouchedAuthor)) return true;
  if (await isOnBase(oid, session)) return true;
  throw new UserError(
    "branch-not-ours",
    `the branch "${branch}" is there without a pull request of ours, and its newest commit ${oid.slice(0, 12)} is not ours`,
    { hint: "Look at it, then delete the branch, or name another with branch-template." },
  );
}

/** Whether a commit is the base's own: a run that ended early began the branch there. */
async function isOnBase(oid: string, { client, request, world }: Session): Promise<boolean> {
  const { repository } = request;
  let seen = 0;
  for await (const commit of walkCommits(client, { repository, head: world.overview.head })) {
    if (commit.oid === oid) return true;
    seen += 1;
    if (seen === COMMITS_OF_BASE) return false;
  }
  return false;
}

async function create(
  task: Task,
  {
    session,
    branch,
    isLeftover,
    judged,
  }: {
    readonly session: Session;
    readonly branch: string;
    readonly isLeftover: boolean;
    readonly judged: JudgedChange;
  },
): Promise<{ readonly pull: PullRequest; readonly oid: string }> {
  const { client, request, world } = session;
  const { overview } = world;
  const files = filesOf(task, world);
  const commit = {
    repository: request.repository,
    branch,
    expectedHead: overview.head,
    ...commitMessageOf(task, session),
    files,
  };
  const words = {
    repositoryId: overview.repository.id,
    base: overview.branch,
    title: titleOf(task, session),
    body: bodyOf(task, {
      judged,
      pull: undefined,
      commits: await buildRangesOf(task, session),
      session,
    }),
    draft: request.draft || task.environment.draft,
  };
  const replaces = undefined;
  if (isPlain(files) && !isLeftover) {
    const opened = await onceMore(session, () =>
      openPullRequest(client, { ...words, commit, replaces }),
    );
    return { pull: opened.pullRequest, oid: opened.commit.oid };
  }
  if (!isLeftover) {
    const start = { repositoryId: words.repositoryId, branch, at: overview.head, replaces };
    await onceMore(session, () => startBranch(client, start));
  }
  // On top of what is there, never from the base anew: another run may be about to open its pull request.
  const oid = await commitOnto(branch, { session, task });
  const pull = await onceMore(session, () =>
    openPullRequestFrom(client, { ...words, head: branch }),
  );
  return { pull, oid };
}

/** A lost race looks like a branch that moved, or like a pull request that is there already; an answer that never came may be either. */
function wasOvertaken(error: unknown): boolean {
  if (!(error instanceof GitHubFailure)) return false;
  if (error.kind === "stale" || error.kind === "unavailable") return true;
  return error.kind === "refused" && /already exists/i.test(error.message);
}
