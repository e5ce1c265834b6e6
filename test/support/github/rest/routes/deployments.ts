import type { Call } from "../../call.ts";
import {
  createDeployment,
  createDeploymentStatus,
  type Deployment,
  type DeploymentState,
  type DeploymentStatus,
  deploymentById,
  type Environment,
} from "../../deployments.ts";
import { notFound } from "../../errors.ts";
import type { Repository } from "../../repository.ts";
import { timestamp } from "../../text.ts";
import { simpleUser, team } from "../present-account.ts";
import { repositoryUrl } from "../present-git.ts";
import {
  created,
  listPage,
  listReply,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
} from "../route.ts";
import { commitAt } from "./statuses.ts";

interface DeploymentBody {
  readonly ref: string;
  readonly task?: string;
  readonly auto_merge?: boolean;
  readonly required_contexts?: readonly string[];
  readonly payload?: unknown;
  readonly environment?: string;
  readonly description?: string | null;
  readonly transient_environment?: boolean;
  readonly production_environment?: boolean;
}

interface StatusBody {
  readonly state: DeploymentState;
  readonly description?: string;
  readonly environment?: string;
  readonly environment_url?: string;
  readonly log_url?: string;
  readonly target_url?: string;
  readonly auto_inactive?: boolean;
}

interface ListParameters extends PageParameters {
  readonly sha?: string;
  readonly ref?: string;
  readonly task?: string;
  readonly environment?: string;
}

interface DeploymentParameter {
  readonly deployment_id: number;
}

export const deploymentRoutes: Routes = {
  "repos/create-deployment": repositoryRoute<unknown, DeploymentBody>(
    ["deployments", "write"],
    async (repository, { body }, call) => {
      const { ref, task, environment, description, payload } = body;
      const deployment = await createDeployment(call, repository, {
        oid: await commitAt(call, repository, ref),
        ref,
        task,
        environment,
        description,
        payload,
        autoMerge: body.auto_merge,
        requiredContexts: body.required_contexts,
        isTransient: body.transient_environment,
        isProduction: body.production_environment,
      });
      return created(shown(call, deployment));
    },
  ),
  "repos/get-deployment": repositoryRoute<DeploymentParameter>(
    ["deployments", "read"],
    (repository, { parameters }, call) =>
      ok(shown(call, deploymentById(repository, parameters.deployment_id))),
  ),
  "repos/list-deployments": repositoryRoute<ListParameters>(
    ["deployments", "read"],
    ({ deployments }, request, call) => {
      const { sha, ref, task, environment } = request.parameters;
      const found = deployments.filter(
        (one) =>
          (sha ?? one.oid) === one.oid &&
          (ref ?? one.ref) === one.ref &&
          (task ?? one.task) === one.task &&
          (environment ?? one.environment) === one.environment,
      );
      return listReply(found, request, (one) => shown(call, one));
    },
  ),
  "repos/create-deployment-status": repositoryRoute<DeploymentParameter, StatusBody>(
    ["deployments", "write"],
    (repository, { parameters, body }, call) => {
      const deployment = deploymentById(repository, parameters.deployment_id);
      const { state, description, environment } = body;
      const status = createDeploymentStatus(call, deployment, {
        state,
        description,
        environment,
        environmentUrl: body.environment_url,
        logUrl: body.log_url ?? body.target_url,
        autoInactive: body.auto_inactive,
      });
      return created(shownStatus(call, status));
    },
  ),
  "repos/list-deployment-statuses": repositoryRoute<DeploymentParameter & PageParameters>(
    ["deployments", "read"],
    (repository, request, call) => {
      const { statuses } = deploymentById(repository, request.parameters.deployment_id);
      return listReply(statuses, request, (one) => shownStatus(call, one));
    },
  ),
  "repos/get-environment": repositoryRoute<{ readonly environment_name: string }>(
    ["actions", "read"],
    (repository, { parameters }, call) => {
      const environment = environmentNamed(repository, parameters.environment_name);
      return ok(shownEnvironment(call, repository, environment));
    },
  ),
  "repos/list-deployment-branch-policies": repositoryRoute<
    PageParameters & { readonly environment_name: string }
  >(["actions", "read"], (repository, request) => {
    const { id, nodeId, branches } = environmentNamed(
      repository,
      request.parameters.environment_name,
    );
    const all = typeof branches === "object" ? branches : [];
    const { items, headers } = listPage(all, request);
    const policies = items.map((one) => ({
      id,
      node_id: nodeId,
      ...(typeof one === "string" ? { name: one, type: "branch" } : { name: one.tag, type: "tag" }),
    }));
    return {
      status: 200,
      body: { total_count: all.length, branch_policies: policies },
      headers,
    };
  }),
  "repos/get-all-environments": repositoryRoute<PageParameters>(
    ["actions", "read"],
    (repository, request, call) => {
      const all = [...repository.environments.values()];
      const { items, headers } = listPage(all, request);
      const environments = items.map((one) => shownEnvironment(call, repository, one));
      return { status: 200, body: { total_count: all.length, environments }, headers };
    },
  ),
};

function environmentNamed({ environments, settings, isPrivate }: Repository, name: string) {
  const environment = environments.get(name);
  if (environment === undefined || (isPrivate && settings.plan === "free")) throw notFound();
  return environment;
}

function shown(call: Call, deployment: Deployment) {
  const { id, repository, environment, createdAt, statuses } = deployment;
  const url = `${repositoryUrl(call, repository)}/deployments/${id}`;
  return {
    url,
    id,
    node_id: deployment.nodeId,
    sha: deployment.oid,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: environment,
    environment,
    description: deployment.description,
    creator: simpleUser(call, deployment.creator),
    created_at: timestamp(createdAt),
    updated_at: timestamp(statuses[0]?.createdAt ?? createdAt),
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(call, repository),
    transient_environment: deployment.isTransient,
    production_environment: deployment.isProduction,
  };
}

function shownStatus(call: Call, status: DeploymentStatus) {
  const { id, deployment, createdAt } = status;
  const url = `${repositoryUrl(call, deployment.repository)}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${id}`,
    id,
    node_id: status.nodeId,
    state: status.state,
    creator: simpleUser(call, status.creator),
    description: status.description,
    environment: status.environment,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    target_url: status.logUrl,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    deployment_url: url,
    repository_url: repositoryUrl(call, deployment.repository),
  };
}

function shownEnvironment(call: Call, repository: Repository, environment: Environment) {
  const { id, nodeId, name, createdAt, waitTimerMinutes, reviewers, branches } = environment;
  const html = `${call.state.serverUrl}/${repository.nameWithOwner}`;
  const rule = (type: string) => ({ id, node_id: nodeId, type });
  const reviewerRule = {
    ...rule("required_reviewers"),
    prevent_self_review: environment.preventSelfReview,
    reviewers: reviewers.map((one) =>
      one.__typename === "Team"
        ? { type: "Team", reviewer: team(call, one) }
        : { type: "User", reviewer: simpleUser(call, one) },
    ),
  };
  return {
    id,
    node_id: nodeId,
    name,
    url: `${repositoryUrl(call, repository)}/environments/${encodeURIComponent(name)}`,
    html_url: `${html}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    protection_rules: [
      ...(waitTimerMinutes > 0 ? [{ ...rule("wait_timer"), wait_timer: waitTimerMinutes }] : []),
      ...(reviewers.length > 0 ? [reviewerRule] : []),
      ...(branches === undefined ? [] : [rule("branch_policy")]),
    ],
    deployment_branch_policy:
      branches === undefined
        ? null
        : {
            protected_branches: branches === "protected",
            custom_branch_policies: branches !== "protected",
          },
  };
}
