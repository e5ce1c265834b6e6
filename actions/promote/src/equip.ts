import {
  createLabel,
  type Details,
  type Equipped,
  equipPullRequest,
  GitHubFailure,
  type Ids,
  requestReview,
} from "@gitops-actions/adapters/github";
import type { Pull } from "@gitops-actions/core/promotion/pull-request";
import { again } from "./calls.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";

/** Marks pull requests of this suite for people; ours are known by their author and text. */
const LABEL = {
  name: "gitops-promotion",
  color: "1d76db",
  description: "Moves an image into the next environment",
} as const;

/** Whether a pull request was given its labels and reviewers: a run that ended early opened it without. */
export function isEquipped({ labels }: Pull): boolean {
  return labels.includes(LABEL.name);
}

/** What a pull request was given, and what GitHub did not take. */
export interface Equipping {
  readonly siblings: Equipped["siblings"];
  readonly warnings: readonly string[];
}

/** Gives a pull request its labels and details, and asks for its reviews; who reviewed it is not asked again. */
export async function equip(
  task: Task,
  {
    session,
    pull,
    ids,
    details,
  }: {
    readonly session: Session;
    readonly pull: { readonly id: string } & Partial<Pick<Pull, "asked" | "reviews">>;
    readonly ids: Ids;
    readonly details: Details | undefined;
  },
): Promise<Equipping> {
  const { client, world } = session;
  const wanted = without(reviewersOf(task, session), pull);
  const labels = idsFor(labelsOf(task, session), ids.labels);
  const users = idsFor(wanted.users, ids.users);
  const teams = idsFor(wanted.teams, ids.teams);
  const equipment = {
    repositoryId: world.overview.repository.id,
    pullRequestId: pull.id,
    labels: labels.found,
    users: users.found,
    teams: teams.found,
    details,
  };
  const { siblings, refused } = await again(session, () => equipPullRequest(client, equipment));
  const unasked = refused.some(({ part }) => part === "reviewers")
    ? await askOneByOne(session, { pullRequestId: pull.id, wanted, ids })
    : [];
  const unknown = [
    ...users.missing.map((name) => `reviewer "${name}" is not known to GitHub`),
    ...teams.missing.map(
      (name) => `team "${name}" does not exist or cannot be seen with this token`,
    ),
    ...labels.missing.map((name) => `label "${name}" is not there and could not be made`),
  ];
  return { siblings, warnings: [...unknown, ...unasked, ...refusedOthers(refused)] };
}

type Reviewers = ReturnType<typeof reviewersOf>;

/** The reviewers who have neither been asked nor said anything yet. */
function without(
  { users, teams }: Reviewers,
  { asked = [], reviews = [] }: Partial<Pick<Pull, "asked" | "reviews">>,
): Reviewers {
  const done = new Set([...asked, ...reviews.map(({ login }) => login)]);
  return {
    users: users.filter((user) => !done.has(user)),
    teams: teams.filter((team) => !done.has(team)),
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
    readonly wanted: Reviewers;
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

/** Refusals beside those of reviewers, who are asked once more. */
function refusedOthers(
  refused: readonly { readonly part: string; readonly message: string }[],
): readonly string[] {
  return refused
    .filter(({ part }) => part !== "reviewers")
    .map(({ part, message }) => `${part}: ${message}`);
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

/** The ids with those of labels that were not there and now are, ours with its colour and description. */
export async function withLabels(
  names: readonly string[],
  { session, ids }: { readonly session: Session; readonly ids: Ids },
): Promise<Ids> {
  const { client, request, ports } = session;
  const labels = new Map(ids.labels);
  for (const name of names.filter((one) => !labels.has(one))) {
    const label = name === LABEL.name ? LABEL : { name, color: "ededed", description: "" };
    try {
      labels.set(name, await again(session, () => createLabel(client, request.repository, label)));
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      ports.log.info(`label "${name}" could not be made: ${error.message}`);
    }
  }
  return { ...ids, labels };
}
