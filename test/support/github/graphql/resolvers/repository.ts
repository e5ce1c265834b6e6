import type {
  QueryRepositoryArgs,
  RepositoryObjectArgs,
  RepositoryRefArgs,
  RepositoryRefsArgs,
} from "@octokit/graphql-schema";
import { canSee, requirePermission } from "../../access.ts";
import type { Call } from "../../call.ts";
import { notFound, Unsupported } from "../../errors.ts";
import { typeOfMode } from "../../git/objects.ts";
import {
  handleOf,
  objectHandle,
  type RefHandle,
  refHandle,
  resolveRevision,
} from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import { timestamp } from "../../text.ts";
import { connectionTypes, objectType, paged } from "../fields.ts";

/** The repository of that name; what a token may not see does not exist. */
export function repositoryByName(call: Call, nameWithOwner: string): Repository {
  const repository = call.state.repository(nameWithOwner);
  if (repository !== undefined && canSee(call, repository)) return repository;
  throw notFound(`Could not resolve to a Repository with the name '${nameWithOwner}'.`);
}

export const repositoryTypes = [
  objectType<unknown>("Query", {
    repository: (_, { owner, name, followRenames: _renames }: QueryRepositoryArgs, call) =>
      repositoryByName(call, `${owner}/${name}`),
  }),
  objectType<Repository>("Repository", {
    id: ({ nodeId }) => nodeId,
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    owner: ({ owner }) => owner,
    nameWithOwner: ({ nameWithOwner }) => nameWithOwner,
    url: ({ nameWithOwner }, _, { state }) => `${state.serverUrl}/${nameWithOwner}`,
    isPrivate: ({ isPrivate }) => isPrivate,
    isArchived: ({ isArchived }) => isArchived,
    isEmpty: ({ git }) => git.refs.list("refs/heads/").length === 0,
    isFork: () => false,
    isLocked: () => false,
    isDisabled: () => false,
    isInOrganization: ({ owner }) => owner.__typename === "Organization",
    visibility: ({ isPrivate }) => (isPrivate ? "PRIVATE" : "PUBLIC"),
    createdAt: ({ createdAt }) => timestamp(createdAt),
    viewerPermission: (repository, _, { actor }) => repository.roleOf(actor)?.toUpperCase() ?? null,
    mergeCommitAllowed: ({ settings }) => settings.mergeMethods.includes("merge"),
    squashMergeAllowed: ({ settings }) => settings.mergeMethods.includes("squash"),
    rebaseMergeAllowed: ({ settings }) => settings.mergeMethods.includes("rebase"),
    autoMergeAllowed: ({ settings }) => settings.autoMerge,
    deleteBranchOnMerge: ({ settings }) => settings.deleteBranchOnMerge,
    defaultBranchRef: (repository, _, call) => {
      requirePermission(call, repository, ["contents", "read"]);
      return refHandle(call, repository, `refs/heads/${repository.defaultBranch}`);
    },
    ref: (repository, { qualifiedName }: RepositoryRefArgs, call) => {
      requirePermission(call, repository, ["contents", "read"]);
      return refHandle(call, repository, qualifiedName);
    },
    refs,
    object,
  }),
  ...connectionTypes("Ref"),
];

function refs(repository: Repository, args: RepositoryRefsArgs, call: Call) {
  requirePermission(call, repository, ["contents", "read"]);
  const { refPrefix, query, orderBy, direction = orderBy?.direction } = args;
  if (orderBy && orderBy.field !== "ALPHABETICAL") {
    throw new Unsupported(`refs ordered by ${orderBy.field}`, "write it into this resolver");
  }
  const listed = repository.git.refs
    .list(refPrefix, call.asOf)
    .filter(({ name }) => name.slice(refPrefix.length).includes(query ?? ""))
    .map(({ name, oid }): RefHandle => ({ __typename: "Ref", repository, fullName: name, oid }));
  return paged(direction === "DESC" ? listed.reverse() : listed, args);
}

/** By oid, or by a revision with or without a path: `main`, `HEAD:apps/x`, `<oid>:`. */
async function object(
  repository: Repository,
  { expression, oid }: RepositoryObjectArgs,
  call: Call,
) {
  requirePermission(call, repository, ["contents", "read"]);
  if (oid) return objectHandle(repository, oid);
  const [, revision = "", path] = /^([^:]*)(?::(.*))?$/s.exec(expression ?? "") ?? [];
  const found = await resolveRevision(call, repository, revision);
  if (found === undefined || path === undefined) return found && objectHandle(repository, found);
  const commit = await repository.git.peel(found);
  const root = commit === undefined ? found : (await repository.commit(commit)).tree;
  const entry = await repository.git.entryAt(root, path);
  return entry && handleOf(repository, { oid: entry.oid, type: typeOfMode(entry.mode), path });
}
