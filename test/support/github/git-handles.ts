import type { Call } from "./call.ts";
import { isOid, type ObjectType } from "./git/objects.ts";
import { nodeId, parseNodeId } from "./node-ids.ts";
import type { Repository } from "./repository.ts";

/** A Git object of a repository, by GraphQL's type names. */
export interface ObjectHandle {
  readonly __typename: "Commit" | "Tree" | "Blob" | "Tag";
  readonly repository: Repository;
  readonly oid: string;
  /** Where it was found in a commit, which names the paths of a tree's entries. */
  readonly path?: string;
}

export interface RefHandle {
  readonly __typename: "Ref";
  readonly repository: Repository;
  /** `refs/heads/main`. */
  readonly fullName: string;
  readonly oid: string;
}

const typeNames = { commit: "Commit", tree: "Tree", blob: "Blob", tag: "Tag" } as const;

/** The object, `undefined` when the repository has none by that oid. */
export async function objectHandle(
  repository: Repository,
  oid: string,
): Promise<ObjectHandle | undefined> {
  const type = await repository.git.typeOf(oid);
  return type && handleOf(repository, { oid, type });
}

export function handleOf(
  repository: Repository,
  { oid, type, path }: { readonly oid: string; readonly type: ObjectType; readonly path?: string },
): ObjectHandle {
  const handle = { __typename: typeNames[type], repository, oid };
  return path === undefined ? handle : { ...handle, path };
}

export function commitHandle(repository: Repository, oid: string): ObjectHandle {
  return { __typename: "Commit", repository, oid };
}

/** The ref as this call sees it, by its full name or the short one of a branch or tag. */
export function refHandle(call: Call, repository: Repository, name: string): RefHandle | undefined {
  for (const prefix of ["", "refs/", "refs/heads/", "refs/tags/"]) {
    const oid = repository.git.refs.read(`${prefix}${name}`, call.asOf);
    if (oid !== undefined) {
      return { __typename: "Ref", repository, fullName: `${prefix}${name}`, oid };
    }
  }
  return undefined;
}

/** The oid that a revision means to this call: an oid, `HEAD`, a branch, a tag, a full or shortened ref name. */
export async function resolveRevision(
  call: Call,
  repository: Repository,
  revision: string,
): Promise<string | undefined> {
  if (isOid(revision)) return (await repository.git.typeOf(revision)) && revision;
  const name = revision === "HEAD" ? `refs/heads/${repository.defaultBranch}` : revision;
  return refHandle(call, repository, name)?.oid ?? repository.git.completeOid(revision);
}

export function objectNodeId({ __typename, repository, oid }: ObjectHandle): string {
  return nodeId(__typename.toUpperCase(), repository.id, oid);
}

export function refNodeId({ repository, fullName }: Pick<RefHandle, "repository" | "fullName">) {
  return nodeId("REF", repository.id, fullName);
}

/** The Git object or ref that an id made here stands for. */
export async function gitNode(
  call: Call,
  id: string,
): Promise<ObjectHandle | RefHandle | undefined> {
  const { prefix, parts } = parseNodeId(id) ?? { prefix: "", parts: [] };
  const [repositoryId, name = ""] = parts;
  const repository = call.state.repositories().find((one) => `${one.id}` === repositoryId);
  if (repository === undefined) return undefined;
  if (prefix === "REF") return refHandle(call, repository, name);
  return objectHandle(repository, name);
}
