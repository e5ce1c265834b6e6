import {
  type Client,
  compareAndSwap,
  describePullRequest,
  explain,
  GitHubFailure,
  type HeadBranch,
  isPlain,
  openPullRequest,
  openPullRequestFrom,
  readHeadBranch,
  retrying,
  startBranch,
} from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import type { UpdateDecision } from "./decide.ts";
import type { Request } from "./inputs.ts";
import type { Ports } from "./main.ts";
import type { Outcome } from "./outcome.ts";
import { pullRequestBody } from "./report.ts";
import { loadDecision, type State, stateReader } from "./state.ts";

/** What was decided about the branch itself, where a pull request is to bring the change. */
interface Wanted {
  readonly state: State;
  readonly decided: UpdateDecision;
}

/** What one try at delivering came to; entries and diff where they are not those of the branch itself. */
type Delivered = Pick<Outcome, "operation" | "commit" | "pullRequest" | "attempts"> &
  Partial<Pick<Outcome, "entries" | "superseded" | "diff">>;

/**
 * Brings the change by a pull request: one per app and environment, opened with its commit in one
 * request, or found and brought up to date. A branch whose tip is not ours is never moved.
 */
export async function pullRequestDelivery(
  request: Request,
  { ports, wanted }: { readonly ports: Ports; readonly wanted: Wanted },
): Promise<Outcome> {
  const { repository } = request;
  const { plan, superseded } = wanted.decided;
  const connection = await ports.connect({ contents: "write", pull_requests: "write" });
  const { client } = connection;
  const head = headBranch(request);
  const delivered = await retrying(() => deliver({ request, ports, wanted, client, head }), {
    ...ports.patience,
    retryable: ["stale", "limited", "unavailable"],
  }).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure)) throw error;
    throw explain(error, { repository, tried: `open a pull request from "${head}"` });
  });
  const { snapshot } = wanted.state;
  return {
    entries: plan.entries,
    superseded,
    diff: plan.edit.diff,
    ...delivered,
    remote: {
      repository,
      repositoryUrl: snapshot.repository.url,
      branch: snapshot.branch,
      head: snapshot.head,
      token: connection.token,
      actor: snapshot.viewer,
      requests: client.requests,
    },
  };
}

interface Delivery {
  readonly request: Request;
  readonly ports: Ports;
  readonly wanted: Wanted;
  readonly client: Client;
  /** Name of the head branch. */
  readonly head: string;
}

/** `update/dev/checkout`, `update/dev/cart+checkout`; `update/dev/cart-and-30-more` where the names are too many. */
function headBranch({ environment, targets }: Request): string {
  const apps = [...new Set(targets.map(({ app }) => app))].sort();
  const all = apps.join("+");
  return `update/${environment}/${all.length <= 120 ? all : `${apps[0]}-and-${apps.length - 1}-more`}`;
}

async function deliver(delivery: Delivery): Promise<Delivered> {
  const { request, wanted, client, head } = delivery;
  const { snapshot } = wanted.state;
  const { repository } = request;
  const found = await readHeadBranch(client, { repository, head, base: snapshot.branch });
  const isFree = found.tip === undefined || isLeftover(delivery, found);
  const contents = wanted.decided.commit;
  if (!isFree || contents === undefined) return deliverOnto(delivery, found);

  const replaces = found.tip?.oid;
  const commit = { repository, branch: head, expectedHead: snapshot.head, ...contents };
  const repositoryId = snapshot.repository.id;
  if (!isPlain(contents.files)) {
    await startBranch(client, { repositoryId, branch: head, at: snapshot.head, replaces });
    return deliverOnto(delivery, found);
  }
  const opened = await openPullRequest(client, {
    repositoryId,
    base: snapshot.branch,
    commit,
    replaces,
    ...describe(request, wanted.decided),
  });
  return { operation: "pull-request-created", attempts: 1, ...opened };
}

/** Whether the branch is one that we left behind, without a pull request. @throws `branch-not-ours` */
function isLeftover({ wanted, head }: Delivery, { tip, pullRequest }: HeadBranch): boolean {
  if (pullRequest !== undefined || tip === undefined) return false;
  if (tip.vouchedAuthor === wanted.state.snapshot.viewer) return true;
  throw new UserError(
    "branch-not-ours",
    `the branch "${head}" is there without a pull request, and its newest commit ${tip.oid.slice(0, 12)} is not ours`,
    { hint: "Look at it, then delete the branch or open a pull request from it." },
  );
}

/** Puts the change on top of what the head branch holds, and sees to its pull request. */
async function deliverOnto(delivery: Delivery, { pullRequest }: HeadBranch): Promise<Delivered> {
  const { request, ports, wanted, client, head } = delivery;
  const { snapshot, config } = wanted.state;
  const { decide } = await loadDecision();
  const onHead = { ...request, branch: head };
  const landed = await compareAndSwap(client, {
    ...ports.patience,
    repository: request.repository,
    // Policy is the base's: what the head branch says of itself does not count.
    read: stateReader(client, onHead, { now: ports.clock(), policy: config }),
    async decide(state: State) {
      const decided = await decide({ client, request: onHead, state, now: ports.clock() });
      return { ...decided, write: decided.commit };
    },
  });
  const { commit, attempts, decided } = landed;
  const words = describe(request, wanted.decided);
  if (pullRequest === undefined) {
    const opened = await openPullRequestFrom(client, {
      repositoryId: snapshot.repository.id,
      base: snapshot.branch,
      head,
      ...words,
    });
    return { operation: "pull-request-created", commit, attempts, pullRequest: opened };
  }
  if (commit === undefined) return { ...unchanged(decided), attempts, pullRequest };
  await describePullRequest(client, { id: pullRequest.id, ...words });
  return { operation: "pull-request-updated", commit, attempts, pullRequest };
}

/** The head branch is right as it is: it proposes this already, or something newer. */
function unchanged({
  plan,
  superseded,
}: UpdateDecision): Pick<Outcome, "operation" | "entries" | "superseded" | "diff"> {
  const operation = superseded.length > 0 ? "superseded" : "none";
  return { operation, entries: plan.entries, superseded, diff: plan.edit.diff };
}

function describe(
  request: Request,
  { plan, commit }: UpdateDecision,
): { readonly title: string; readonly body: string } {
  return { title: commit?.headline ?? "", body: pullRequestBody(request, plan) };
}
