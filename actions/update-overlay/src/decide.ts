import {
  type BranchCommit,
  type Client,
  type CommitContents,
  walkCommits,
  withNeighbours,
} from "@gitops-actions/adapters/github";
import { type Config, loadConfig, noConfig } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import {
  type Entry,
  readCommitMessage,
  shortVersion,
  writeCommitMessage,
} from "@gitops-actions/core/evidence";
import { type Neighbourhood, neighbourhoods } from "@gitops-actions/core/layout";
import {
  lastWriter,
  layoutsFor,
  planUpdate,
  type TrustedCommit,
  type UpdatePlan,
  writersSince,
} from "@gitops-actions/core/promotion";
import { nearestFew } from "@gitops-actions/core/text";
import type { Request } from "./inputs.ts";
import type { Superseded } from "./outcome.ts";
import type { State } from "./state.ts";

export { planUpdate };

/** What the branch needs: a plan, and of it what no newer run has overtaken. */
export interface UpdateDecision {
  readonly plan: UpdatePlan;
  readonly superseded: readonly Superseded[];
  /** What to commit; undefined when the branch is right as it is. */
  readonly commit: CommitContents | undefined;
  /** Whether request or policy want the commit on a branch of its own, with a pull request. */
  readonly byPullRequest: boolean;
}

export interface Question {
  readonly client: Client;
  readonly request: Request;
  readonly state: State;
  readonly now: Date;
}

/** The policy in the text of its file; what holds without one when there is none. @throws `config-invalid`, `environment-unknown` */
export function configOf({ configPath, environment }: Request, text: string | undefined): Config {
  if (text === undefined) return noConfig;
  const config = loadConfig(text, configPath);
  const known = [...config.environments.keys()];
  if (known.includes(environment)) return config;
  throw new UserError(
    "environment-unknown",
    `environment "${environment}" is not in ${configPath}; it has: ${nearestFew(environment, known, 10).join(", ")}`,
    { hint: 'Correct "environment", or add it to that file.' },
  );
}

/** What to write on the branch as it was read. */
export async function decide(question: Question): Promise<UpdateDecision> {
  const { request, state } = question;
  const byPullRequest = wantsPullRequest(request, state);
  refuseArchived(request, state);
  try {
    const all = planUpdate(request, state.config, state.texts);
    const superseded = request.allowOlder ? [] : await findSuperseded(question, all.entries);
    const overtaken = superseded.map(({ app }) => app);
    const targets = request.targets.filter(({ app }) => !overtaken.includes(app));
    const plan =
      overtaken.length === 0 ? all : planUpdate({ ...request, targets }, state.config, state.texts);
    const commit = plan.edit.files.length === 0 ? undefined : commitFor(request, plan, state);
    return { plan, superseded, byPullRequest, commit };
  } catch (error) {
    throw await withNeighbours(error, {
      client: question.client,
      repository: request.repository,
      head: state.snapshot.head,
      near: nearby(request, state.config),
    });
  }
}

/** @throws `delivery-refused` when the request asks to commit where the policy wants a pull request */
function wantsPullRequest({ environment, delivery }: Request, { config }: State): boolean {
  const policy = config.environments.get(environment)?.delivery;
  if (policy === "pull-request" && delivery === "commit") {
    throw new UserError(
      "delivery-refused",
      `delivery is "commit", and ${config.file} says delivery: pull-request for environment "${environment}"`,
      {
        hint: 'Leave "delivery" out, or promote into this environment. Only a change of that file on its branch can allow commits.',
      },
    );
  }
  return (delivery ?? policy) === "pull-request";
}

function refuseArchived({ dryRun }: Request, { snapshot }: State): void {
  if (dryRun || !snapshot.repository.archived) return;
  throw new UserError(
    "repository-archived",
    `${snapshot.repository.name} is archived and so read-only`,
    {
      hint: "Unarchive it, or name another gitops-repository.",
    },
  );
}

async function findSuperseded(
  question: Question,
  entries: readonly Entry[],
): Promise<Superseded[]> {
  const { request, state } = question;
  const { recent, recentCount, viewer } = state.snapshot;
  const found: Superseded[] = [];
  for (const { app, environment, changes } of entries) {
    const [change] = changes;
    if (change === undefined) continue; // it runs already what is asked for
    let last = lastWriter({ app, environment }, request.run, trusted(recent, viewer));
    if (last.kind === "unknown" && recentCount > recent.length) {
      last = lastWriter({ app, environment }, request.run, await writersOf(question, change.file));
    }
    if (last.kind === "newer") found.push({ app, by: last.entry, commitUrl: last.commit.url });
  }
  return found;
}

/** Commits as far as they may be believed: made by the actor we are ourselves, as GitHub vouches. */
function trusted(commits: readonly BranchCommit[], actor: string): TrustedCommit[] {
  return commits
    .filter(({ vouchedAuthor }) => vouchedAuthor === actor)
    .map(({ oid, url, message }) => ({ oid, url, recorded: readCommitMessage(message) }));
}

/** The commits that touched a file since a newer run could have written, newest first. */
async function writersOf(
  { client, request, state, now }: Question,
  path: string,
): Promise<TrustedCommit[]> {
  const { head, viewer } = state.snapshot;
  const since = writersSince(request.event, now);
  const commits: BranchCommit[] = [];
  const walk = { repository: request.repository, head, since, path };
  for await (const commit of walkCommits(client, walk)) commits.push(commit);
  return trusted(commits, viewer);
}

function commitFor(
  request: Request,
  { entries, edit }: UpdatePlan,
  { snapshot }: State,
): CommitContents {
  const changed = entries.filter(({ changes }) => changes.length > 0);
  const subject = request.message === undefined ? undefined : fill(request.message, changed);
  const modeOf = (path: string): number => snapshot.files.get(path)?.mode ?? 0o100644;
  return {
    ...writeCommitMessage(changed, { run: request.run, subject }),
    files: edit.files.map(({ path, text }) => ({ path, text, mode: modeOf(path) })),
  };
}

/** The template with `{app}`, `{env}` and `{tag}` filled in. */
function fill(template: string, entries: readonly Entry[]): string {
  const all = (word: (entry: Entry) => string): string =>
    [...new Set(entries.map(word))].join(", ");
  return template
    .replaceAll(
      "{app}",
      all(({ app }) => app),
    )
    .replaceAll(
      "{env}",
      all(({ environment }) => environment),
    )
    .replaceAll(
      "{tag}",
      all(({ image }) => shortVersion(image)),
    );
}

/** The folders in which the apps of the request were looked for. */
function nearby({ environment, ...request }: Request, config: Config): readonly Neighbourhood[] {
  return request.targets.flatMap(({ app }) =>
    neighbourhoods(layoutsFor({ ...request, environment }, app, config), { app, environment }),
  );
}
