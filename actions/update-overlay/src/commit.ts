import {
  type Connection,
  compareAndSwap,
  explain,
  GitHubFailure,
  type Landed,
  retrying,
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
  const { patience } = ports;
  const connection = await ports.connect({ contents: dryRun ? "read" : "write" });
  const { client } = connection;
  const options = {
    repository,
    read: stateReader(client, request, ports.clock()),
    async decide(state: State) {
      const { decide } = await loadDecision();
      return decide({ client, request, state, now: ports.clock() });
    },
  };
  const landed = await (dryRun
    ? onlyLook(options, ports)
    : compareAndSwap(client, { ...patience, ...options })
  ).catch((error: unknown) => {
    if (error instanceof GitHubFailure)
      throw explain(error, { repository, tried: "update the branch" });
    throw error;
  });
  if (landed.decided.byPullRequest && !dryRun) {
    return pullRequestDelivery(request, { ports, landed });
  }
  return commitOutcome(request, { landed, connection });
}

async function onlyLook(
  { read, decide }: { read(): Promise<State>; decide(state: State): Promise<UpdateDecision> },
  { patience }: Ports,
): Promise<Landed<State, UpdateDecision>> {
  const state = await retrying(read, { ...patience, retryable: ["limited", "unavailable"] });
  return { state, decided: await decide(state), commit: undefined, attempts: 1 };
}

function commitOutcome(
  { dryRun, repository }: Request,
  {
    landed,
    connection,
  }: { readonly landed: Landed<State, UpdateDecision>; readonly connection: Connection },
): Outcome {
  const { state, decided, commit, attempts } = landed;
  const { plan, superseded } = decided;
  const { snapshot } = state;
  const changed = plan.edit.files.length > 0;
  return {
    operation:
      commit !== undefined
        ? "committed"
        : changed && dryRun
          ? "planned"
          : superseded.length > 0
            ? "superseded"
            : "none",
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
