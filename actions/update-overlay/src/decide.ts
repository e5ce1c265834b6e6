import {
  type BranchCommit,
  type Client,
  type CommitContents,
  walkCommits,
  withNeighbours,
} from "@gitops-actions/adapters/github";
import type { Config } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import {
  type Entry,
  fillSubject,
  readCommitMessage,
  writeCommitMessage,
} from "@gitops-actions/core/evidence";
import { type Neighbourhood, neighbourhoods } from "@gitops-actions/core/layout";
import {
  configFor,
  lastWriter,
  layoutsFor,
  planUpdate,
  type TrustedCommit,
  type UpdatePlan,
  writersSince,
} from "@gitops-actions/core/promotion";
import type { Request } from "./inputs.ts";
import type { Superseded } from "./outcome.ts";
import type { State } from "./state.ts";

export { configFor, planUpdate };

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
  const subject = request.message === undefined ? undefined : fillSubject(request.message, changed);
  const modeOf = (path: string): number => snapshot.files.get(path)?.mode ?? 0o100644;
  return {
    ...writeCommitMessage(changed, { run: request.run, subject }),
    files: edit.files.map(({ path, text }) => ({ path, text, mode: modeOf(path) })),
  };
}

/** The folders in which the apps of the request were looked for. */
function nearby(request: Request, config: Config): readonly Neighbourhood[] {
  const { environment, targets } = request;
  return targets.flatMap(({ app }) =>
    neighbourhoods(layoutsFor(request, app, config), { app, environment }),
  );
}
