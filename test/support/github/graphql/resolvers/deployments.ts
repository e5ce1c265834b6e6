import type {
  CreateDeploymentInput,
  CreateDeploymentStatusInput,
  RepositoryDeploymentsArgs,
} from "@octokit/graphql-schema";
import { requirePermission } from "../../access.ts";
import {
  createDeployment,
  createDeploymentStatus,
  type Deployment,
  type DeploymentState,
  type DeploymentStatus,
} from "../../deployments.ts";
import { nodeNotFound } from "../../errors.ts";
import { commitHandle, gitNode, refHandle } from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import { timestamp } from "../../text.ts";
import { connectionTypes, objectType, type PageArgs, paged, properties } from "../fields.ts";
import { mutation } from "../mutation.ts";
import { nodeOf } from "../node.ts";

export const deploymentTypes = [
  objectType<Repository>("Repository", {
    deployments: (repository, args: RepositoryDeploymentsArgs, call) => {
      requirePermission(call, repository, ["deployments", "read"]);
      const { environments, orderBy } = args;
      const newestFirst = repository.deployments.filter(
        ({ environment }) => environments?.includes(environment) ?? true,
      );
      return paged(orderBy?.direction === "DESC" ? newestFirst : newestFirst.reverse(), args);
    },
  }),
  objectType<Deployment>("Deployment", {
    id: ({ nodeId }) => nodeId,
    databaseId: ({ id }) => id,
    ...properties<Deployment>("environment", "task", "description", "creator", "repository"),
    originalEnvironment: ({ environment }) => environment,
    latestEnvironment: ({ environment }) => environment,
    payload: ({ payload }) => JSON.stringify(payload),
    commitOid: ({ oid }) => oid,
    commit: ({ repository, oid }) => commitHandle(repository, oid),
    ref: ({ repository, ref }, _, call) => refHandle(call, repository, ref),
    createdAt: ({ createdAt }) => timestamp(createdAt),
    updatedAt: ({ createdAt, statuses }) => timestamp(statuses[0]?.createdAt ?? createdAt),
    state: ({ statuses }) => deploymentState(statuses[0]?.state),
    latestStatus: ({ statuses }) => statuses[0],
    statuses: ({ statuses }, args: PageArgs) => paged(statuses, args),
  }),
  ...connectionTypes("Deployment"),
  objectType<DeploymentStatus>("DeploymentStatus", {
    id: ({ nodeId }) => nodeId,
    ...properties<DeploymentStatus>("description", "environment", "creator", "deployment"),
    state: ({ state }) => state.toUpperCase(),
    environmentUrl: ({ environmentUrl }) => environmentUrl || null,
    logUrl: ({ logUrl }) => logUrl || null,
    createdAt: ({ createdAt }) => timestamp(createdAt),
    updatedAt: ({ createdAt }) => timestamp(createdAt),
  }),
  ...connectionTypes("DeploymentStatus"),
  ...mutation<CreateDeploymentInput>(
    "createDeployment",
    ["deployment", "autoMerged"],
    async (input, call) => {
      const repository = nodeOf(call, "Repository", input.repositoryId);
      const ref = await gitNode(call, input.refId);
      if (ref?.__typename !== "Ref") throw nodeNotFound(input.refId);
      const deployment = await createDeployment(call, repository, {
        oid: ref.oid,
        ref: ref.fullName.replace(/^refs\/(?:heads|tags)\//, ""),
        task: input.task ?? undefined,
        environment: input.environment ?? undefined,
        description: input.description,
        payload: JSON.parse(input.payload ?? "{}"),
        autoMerge: input.autoMerge ?? undefined,
        requiredContexts: input.requiredContexts ?? undefined,
      });
      return { deployment, autoMerged: false };
    },
  ),
  ...mutation<CreateDeploymentStatusInput>(
    "createDeploymentStatus",
    ["deploymentStatus"],
    (input, call) => ({
      deploymentStatus: createDeploymentStatus(
        call,
        nodeOf(call, "Deployment", input.deploymentId),
        {
          // The schema's names are these in capitals.
          state: input.state.toLowerCase() as DeploymentState,
          description: input.description ?? undefined,
          environment: input.environment ?? undefined,
          environmentUrl: input.environmentUrl ?? undefined,
          logUrl: input.logUrl ?? undefined,
          autoInactive: input.autoInactive ?? undefined,
        },
      ),
    }),
  ),
];

/** A deployment that succeeded is active until another one follows. */
function deploymentState(state: DeploymentState | undefined): string {
  if (state === undefined) return "PENDING";
  return state === "success" ? "ACTIVE" : state.toUpperCase();
}
