import { requirePermission } from "./access.ts";
import type { Account } from "./accounts.ts";
import type { AppIdentity } from "./apps.ts";
import type { Call } from "./call.ts";
import { fieldInvalid, validationFailed } from "./errors.ts";
import type { Repository } from "./repository.ts";

export type StatusState = "error" | "failure" | "pending" | "success";

export interface CommitStatus {
  readonly __typename: "StatusContext";
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly oid: string;
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  /** The App behind the creator: a required status may be bound to it. */
  readonly app: AppIdentity | undefined;
  readonly createdAt: Date;
}

export interface NewStatus {
  readonly oid: string;
  readonly context: string;
  readonly state: StatusState;
  readonly description?: string | null | undefined;
  readonly targetUrl?: string | null | undefined;
}

/** GitHub keeps no more of one context on one commit. */
const mostPerContext = 1_000;
const longestDescription = 140;

export async function createStatus(
  call: Call,
  repository: Repository,
  status: NewStatus,
): Promise<CommitStatus> {
  requirePermission(call, repository, ["statuses", "write"]);
  if ((await repository.git.typeOf(status.oid)) !== "commit") {
    throw validationFailed("Status", `No commit found for SHA: ${status.oid}`);
  }
  if ((status.description?.length ?? 0) > longestDescription) {
    throw validationFailed("Status", "description is too long (maximum is 140 characters)");
  }
  if (!/^(https?:\/\/.*)?$/.test(status.targetUrl ?? "")) {
    throw fieldInvalid("Status", "target_url", "invalid");
  }
  const existing = repository.statuses.get(status.oid) ?? [];
  if (existing.filter(({ context }) => context === status.context).length >= mostPerContext) {
    throw validationFailed(
      "Status",
      "This SHA and context has reached the maximum number of statuses.",
    );
  }
  const created: CommitStatus = {
    __typename: "StatusContext",
    ...call.state.newIdentity("SC"),
    repository,
    oid: status.oid,
    context: status.context,
    state: status.state,
    description: status.description ?? null,
    targetUrl: status.targetUrl || null,
    creator: call.actor,
    app: call.token.app,
    createdAt: call.state.clock.now(),
  };
  repository.statuses.set(status.oid, [created, ...existing]);
  call.state.register(created);
  await call.state.settle(call, repository, []);
  return created;
}

/** Every status of a commit, newest first. */
export function statusesOf(repository: Repository, oid: string): readonly CommitStatus[] {
  return repository.statuses.get(oid) ?? [];
}

/** The newest status of each context: the ones that count. */
export function latestStatuses(repository: Repository, oid: string): CommitStatus[] {
  const latest = new Map<string, CommitStatus>();
  for (const status of statusesOf(repository, oid)) {
    if (!latest.has(status.context)) latest.set(status.context, status);
  }
  return [...latest.values()];
}

/** `failure` when one failed, `pending` when one is or there is none, else `success`. */
export function combinedState(statuses: readonly CommitStatus[]): StatusState {
  const has = (...states: StatusState[]) => statuses.some(({ state }) => states.includes(state));
  if (has("error", "failure")) return "failure";
  return statuses.length === 0 || has("pending") ? "pending" : "success";
}
