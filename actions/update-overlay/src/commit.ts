import {
  type Connection,
  compareAndSwap,
  type Decided,
  explain,
  GitHubFailure,
  type Landed,
} from "@gitops-actions/adapters/github";
import type { UpdateDecision } from "./decide.ts";
import type { Request } from "./inputs.ts";
import type { Ports } from "./main.ts";
import type { Outcome } from "./outcome.ts";
import { pullRequestDelivery } from "./pull-request.ts";
import { loadDecision, type State, stateReader } from "./state.ts";

/** Writes to the branch itself, or, where its policy or the request wants that, opens a pull request. */
export async function commitDelivery(request: Request, ports: Ports): Promise<Outcome> {
  const { repository, dryRun } = request;
  const connection = await ports.connect({ contents: dryRun ? "read" : "write" });
  const { client } = connection;
  const landed = await compareAndSwap(client, {
    ...ports.patience,
    repository,
    read: stateReader(client, request, { now: ports.clock() }),
    async decide(state: State) {
      const { decide } = await loadDecision();
      const decided = await decide({ client, request, state, now: ports.clock() });
      return { ...decided, write: decided.byPullRequest || dryRun ? undefined : decided.commit };
    },
    intent: ({ texts }, { superseded }) => ({
      ...request,
      targets: request.targets.filter(
        (target) => !superseded.some(({ app }) => app === target.app),
      ),
      paths: [...texts.keys()],
    }),
  }).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure)) throw error;
    throw explain(error, { repository, tried: "update the branch" });
  });
  const { byPullRequest, commit } = landed.decided;
  if (byPullRequest && commit !== undefined && !dryRun) {
    return pullRequestDelivery(request, { ports, wanted: landed });
  }
  return commitOutcome(request, { landed, connection });
}

function commitOutcome(
  { repository }: Request,
  {
    landed,
    connection,
  }: { readonly landed: Landed<State, UpdateDecision & Decided>; readonly connection: Connection },
): Outcome {
  const { state, decided, commit, attempts } = landed;
  const { plan, superseded } = decided;
  const { snapshot } = state;
  const unwritten =
    plan.edit.files.length > 0 ? "planned" : superseded.length > 0 ? "superseded" : "none";
  return {
    operation: commit === undefined ? unwritten : "committed",
    entries: plan.entries,
    superseded,
    diff: plan.edit.diff,
    attempts,
    commit,
    remote: {
      repository,
      repositoryUrl: snapshot.repository.url,
      branch: snapshot.branch,
      head: snapshot.head,
      token: connection.token,
      actor: snapshot.viewer,
      requests: connection.client.requests,
    },
  };
}
