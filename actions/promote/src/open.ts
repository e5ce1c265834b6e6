import {
  type BeforeOpening,
  createLabel,
  equipPullRequest,
  GitHubFailure,
  type Ids,
  isPlain,
  openPullRequest,
  openPullRequestFrom,
  type PullRequest,
  requestReview,
  startBranch,
} from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import { isOf, type JudgedChange, readMarker } from "@gitops-actions/core/promotion/pull-request";
import { bodyOf, commitMessageOf, titleOf } from "./describe.ts";
import { commitOnto } from "./onto.ts";
import { detailsOf, publishStatus } from "./publish.ts";
import { again, onceMore, type Session } from "./session.ts";
import type { Task } from "./task.ts";

/** Marks pull requests of this suite for people; ours are known by their author and text. */
export const LABEL = {
  name: "gitops-promotion",
  color: "1d76db",
  description: "Moves an image into the next environment",
} as const;

export interface Opened {
  readonly pull: PullRequest;
  readonly warnings: readonly string[];
  /** Whether another run opened one for the same thing meanwhile. */
  readonly hasRival: boolean;
}

/** Another run came between, so that what was read does not hold any more. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/**
 * Opens the pull request of a task: branch, commit and pull request in one request, labels, reviewers and
 * details in a second, the status in a third. A branch that is there is used again only when it is ours.
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
  const { world } = session;
  const isLeftover = isOurs(branch, before, world.actors);
  const { pull, oid } = await create(task, { session, branch, isLeftover, judged }).catch(
    (error: unknown) => {
      throw wasOvertaken(error) ? new Overtaken() : error;
    },
  );
  const wanted = reviewersOf(task, session);
  const labels = await labelIds(task, { session, ids });
  const users = idsFor(wanted.users, ids.users);
  const teams = idsFor(wanted.teams, ids.teams);
  const equipment = {
    repositoryId: world.overview.repository.id,
    pullRequestId: pull.id,
    labels: labels.found,
    users: users.found,
    teams: teams.found,
    details: detailsOf(oid, judged.decision, session.render),
  };
  const { siblings, refused } = await again(session, () =>
    equipPullRequest(session.client, equipment),
  );
  await publishStatus(session, { oid, url: pull.url, decision: judged.decision, armed: false });
  const unasked = refused.some(({ part }) => part === "reviewers")
    ? await askOneByOne(session, { pullRequestId: pull.id, wanted, ids })
    : [];
  const unknown = [
    ...users.missing.map((name) => `reviewer "${name}" is not known to GitHub`),
    ...teams.missing.map(
      (name) => `team "${name}" does not exist or cannot be seen with this token`,
    ),
    ...labels.failed,
  ];
  return {
    pull,
    warnings: [...unknown, ...unasked, ...refusedOthers(refused)],
    hasRival: siblings.some(
      ({ number, author, body }) =>
        number !== pull.number &&
        author !== undefined &&
        world.actors.includes(author) &&
        isOf(readMarker(body), task.unit),
    ),
  };
}

/** GitHub refuses all reviewers because of one; asked one by one, the others are asked. */
async function askOneByOne(
  session: Session,
  {
    pullRequestId,
    wanted,
    ids,
  }: {
    readonly pullRequestId: string;
    readonly wanted: ReturnType<typeof reviewersOf>;
    readonly ids: Ids;
  },
): Promise<readonly string[]> {
  const everyone = [
    ...wanted.users.map((name) => ({ name, id: ids.users.get(name), kind: "user" as const })),
    ...wanted.teams.map((name) => ({ name, id: ids.teams.get(name), kind: "team" as const })),
  ];
  const refused: string[] = [];
  for (const { name, id, kind } of everyone) {
    if (id === undefined) continue;
    const asked = kind === "user" ? { pullRequestId, user: id } : { pullRequestId, team: id };
    const why = await again(session, () => requestReview(session.client, asked));
    if (why !== undefined) refused.push(`${kind} "${name}" was not asked for a review: ${why}`);
  }
  return refused;
}

function refusedOthers(
  refused: readonly { readonly part: string; readonly message: string }[],
): readonly string[] {
  return refused
    .filter(({ part }) => part !== "reviewers")
    .map(({ part, message }) => `${part}: ${message}`);
}

/** Whether a branch of ours is there already, without a pull request. @throws `branch-not-ours` */
function isOurs(branch: string, { tip }: BeforeOpening, actors: readonly string[]): boolean {
  if (tip === undefined) return false;
  if (tip.vouchedAuthor !== undefined && actors.includes(tip.vouchedAuthor)) return true;
  throw new UserError(
    "branch-not-ours",
    `the branch "${branch}" is there without a pull request of ours, and its newest commit ${tip.oid.slice(0, 12)} is not ours`,
    { hint: "Look at it, then delete the branch, or name another with branch-template." },
  );
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
  const files = task.move.edit.files.map(({ path, text }) => ({
    path,
    text,
    mode: world.modes.get(path) ?? 0o100644,
  }));
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
    body: bodyOf(task, { judged, pull: undefined, session }),
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

/** The people and teams whose review a task wants: never its own author. */
export function reviewersOf(
  { environment }: Task,
  { request, world }: Session,
): { readonly users: readonly string[]; readonly teams: readonly string[] } {
  const { users, teams } = environment.reviewers;
  const all = [...new Set([...users, ...request.reviewers.users])];
  const slugs = [...teams, ...request.reviewers.teams].map((team) =>
    team.slice(team.indexOf("/") + 1),
  );
  return {
    users: all.filter((user) => user !== world.overview.viewer),
    teams: [...new Set(slugs)],
  };
}

/** The labels of a task's pull request, ours first. */
export function labelsOf({ environment }: Task, { request }: Session): readonly string[] {
  return [...new Set([LABEL.name, ...environment.labels, ...request.labels])];
}

interface FoundIds {
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

function idsFor(names: readonly string[], ids: ReadonlyMap<string, string>): FoundIds {
  return {
    found: names.flatMap((name) => ids.get(name) ?? []),
    missing: names.filter((name) => !ids.has(name)),
  };
}

/** The ids of the labels; one that is not there is made, ours with its colour and description. */
async function labelIds(
  task: Task,
  { session, ids }: { readonly session: Session; readonly ids: Ids },
): Promise<{ readonly found: readonly string[]; readonly failed: readonly string[] }> {
  const { found, missing } = idsFor(labelsOf(task, session), ids.labels);
  const failed: string[] = [];
  const made: string[] = [];
  for (const name of missing) {
    const label = name === LABEL.name ? LABEL : { name, color: "ededed", description: "" };
    try {
      const { client, request } = session;
      made.push(await again(session, () => createLabel(client, request.repository, label)));
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      failed.push(`label "${name}" could not be made: ${error.message}`);
    }
  }
  return { found: [...found, ...made], failed };
}
