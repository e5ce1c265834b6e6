import { requirePermission } from "./access.ts";
import type { Account, Team } from "./accounts.ts";
import type { Call } from "./call.ts";
import { checkRunsOf } from "./checks.ts";
import { GitHubError, notFound, Unsupported } from "./errors.ts";
import type { Repository } from "./repository.ts";
import { missingStatuses } from "./status-requirements.ts";
import { latestStatuses } from "./statuses.ts";

export type DeploymentState =
  | "error"
  | "failure"
  | "inactive"
  | "in_progress"
  | "queued"
  | "pending"
  | "waiting"
  | "success";

export interface DeploymentStatus {
  readonly __typename: "DeploymentStatus";
  readonly id: number;
  readonly nodeId: string;
  readonly deployment: Deployment;
  readonly state: DeploymentState;
  readonly creator: Account;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly createdAt: Date;
}

export interface Deployment {
  readonly __typename: "Deployment";
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly oid: string;
  /** As it was asked for: a branch, a tag or an oid. */
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  /** JSON, or text that is none. */
  readonly payload: unknown;
  readonly creator: Account;
  readonly createdAt: Date;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
  /** Newest first. */
  readonly statuses: DeploymentStatus[];
}

/** Only branches with branch protection may deploy, or only refs that fit a pattern. */
export type DeploymentRefs = "protected" | readonly (string | { readonly tag: string })[];

/** An environment as its settings page shows it. */
export interface Environment {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly waitTimerMinutes: number;
  readonly reviewers: readonly (Account | Team)[];
  readonly preventSelfReview: boolean;
  readonly branches: DeploymentRefs | undefined;
}

export interface NewDeployment {
  readonly oid: string;
  readonly ref: string;
  readonly task?: string | undefined;
  readonly environment?: string | undefined;
  readonly description?: string | null | undefined;
  readonly payload?: unknown;
  readonly autoMerge?: boolean | undefined;
  readonly requiredContexts?: readonly string[] | undefined;
  readonly isTransient?: boolean | undefined;
  readonly isProduction?: boolean | undefined;
}

/**
 * Records a deployment. By default GitHub wants everything reported on the commit to pass, and merges the
 * default branch into one that is behind it; callers turn both off.
 */
export async function createDeployment(
  call: Call,
  repository: Repository,
  wanted: NewDeployment,
): Promise<Deployment> {
  requirePermission(call, repository, ["deployments", "write"]);
  const { oid, ref, environment = "production" } = wanted;
  requireContexts(repository, wanted);
  const main = repository.head();
  if (wanted.autoMerge !== false && !(await repository.git.history.isAncestor(main, oid))) {
    throw new Unsupported("auto_merge of a deployment", "send auto_merge: false, or add the merge");
  }
  const deployment: Deployment = {
    __typename: "Deployment",
    ...call.state.newIdentity("DE"),
    repository,
    oid,
    ref,
    task: wanted.task ?? "deploy",
    environment,
    description: wanted.description ?? null,
    payload: wanted.payload ?? {},
    creator: call.actor,
    createdAt: call.state.clock.now(),
    isTransient: wanted.isTransient ?? false,
    isProduction: wanted.isProduction ?? environment === "production",
    statuses: [],
  };
  repository.deployments.unshift(deployment);
  call.state.register(deployment);
  ensureEnvironment(call, repository, environment);
  return deployment;
}

export interface NewDeploymentStatus {
  readonly state: DeploymentState;
  readonly description?: string | undefined;
  readonly environment?: string | undefined;
  readonly environmentUrl?: string | undefined;
  readonly logUrl?: string | undefined;
  /** A success makes the earlier deployments of the environment inactive; default yes. */
  readonly autoInactive?: boolean | undefined;
}

export function createDeploymentStatus(
  call: Call,
  deployment: Deployment,
  wanted: NewDeploymentStatus,
): DeploymentStatus {
  const { repository } = deployment;
  requirePermission(call, repository, ["deployments", "write"]);
  if (wanted.state === "success" && wanted.autoInactive !== false && !deployment.isTransient) {
    for (const other of repository.deployments) {
      const isEarlier = other.id < deployment.id && other.environment === deployment.environment;
      if (isEarlier && other.statuses[0]?.state === "success") {
        addStatus(call, other, { state: "inactive" });
      }
    }
  }
  return addStatus(call, deployment, wanted);
}

export function deploymentById({ deployments }: Repository, id: number): Deployment {
  const deployment = deployments.find((one) => one.id === id);
  if (deployment === undefined) throw notFound();
  return deployment;
}

function addStatus(
  call: Call,
  deployment: Deployment,
  { state, description = "", environment, environmentUrl = "", logUrl = "" }: NewDeploymentStatus,
): DeploymentStatus {
  const status: DeploymentStatus = {
    __typename: "DeploymentStatus",
    ...call.state.newIdentity("DES"),
    deployment,
    state,
    creator: call.actor,
    description,
    environment: environment ?? deployment.environment,
    environmentUrl,
    logUrl,
    createdAt: call.state.clock.now(),
  };
  deployment.statuses.unshift(status);
  call.state.register(status);
  return status;
}

function requireContexts(
  repository: Repository,
  { oid, ref, requiredContexts }: NewDeployment,
): void {
  const reported = [
    ...latestStatuses(repository, oid).map(({ context }) => context),
    ...checkRunsOf(repository, oid, "latest").map(({ name }) => name),
  ];
  const contexts = requiredContexts ?? [...new Set(reported)];
  const missing = missingStatuses(
    repository,
    oid,
    contexts.map((context) => ({ context })),
  );
  if (missing.length > 0) {
    throw new GitHubError(`Conflict: Commit status checks failed for ${ref}.`, {
      status: 409,
      type: "UNPROCESSABLE",
    });
  }
}

/** Deploying to an environment makes it. */
function ensureEnvironment(call: Call, repository: Repository, name: string): void {
  if (repository.environments.has(name)) return;
  repository.environments.set(name, {
    ...call.state.newIdentity("EN"),
    name,
    createdAt: call.state.clock.now(),
    waitTimerMinutes: 0,
    reviewers: [],
    preventSelfReview: false,
    branches: undefined,
  });
}
