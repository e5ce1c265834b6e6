import type { CommitFileArgs, CommitHistoryArgs, CommitParentsArgs } from "@octokit/graphql-schema";
import type { Call } from "../../call.ts";
import { parseTag, type Signature, type TreeEntry, typeOfMode } from "../../git/objects.ts";
import {
  commitHandle,
  handleOf,
  type ObjectHandle,
  objectHandle,
  objectNodeId,
  type RefHandle,
  refNodeId,
} from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import { fileText, timestamp } from "../../text.ts";
import {
  connectionTypes,
  type Field,
  indexOf,
  objectType,
  page,
  paged,
  properties,
} from "../fields.ts";

const everyObject: Record<string, Field<ObjectHandle>> = {
  id: objectNodeId,
  oid: ({ oid }) => oid,
  abbreviatedOid: ({ oid }) => oid.slice(0, 7),
  repository: ({ repository }) => repository,
  commitUrl: ({ repository, oid }, _, call) => commitUrl(call, repository, oid),
};

export function commitUrl({ state }: Call, { nameWithOwner }: Repository, oid: string): string {
  return `${state.serverUrl}/${nameWithOwner}/commit/${oid}`;
}

export const gitObjectTypes = [
  objectType<RefHandle>("Ref", {
    id: refNodeId,
    name: ({ fullName }) => fullName.slice(prefixOf(fullName).length),
    prefix: ({ fullName }) => prefixOf(fullName),
    repository: ({ repository }) => repository,
    target: ({ repository, oid }) => objectHandle(repository, oid),
  }),
  objectType<ObjectHandle>("Commit", {
    ...everyObject,
    url: ({ repository, oid }, _, call) => commitUrl(call, repository, oid),
    message: async (handle) => (await read(handle)).message,
    messageHeadline: async (handle) => headlineOf((await read(handle)).message),
    messageBody: async (handle) => bodyOf((await read(handle)).message),
    committedDate: async (handle) => timestamp((await read(handle)).committer.date),
    authoredDate: async (handle) => timestamp((await read(handle)).author.date),
    author: async (handle) => (await read(handle)).author,
    committer: async (handle) => (await read(handle)).committer,
    committedViaWeb: ({ repository, oid }) => repository.signedCommits.has(oid),
    signature: async (handle) => {
      const { gpgsig } = await read(handle);
      return gpgsig === undefined ? null : { __typename: "GpgSignature", handle, gpgsig };
    },
    parents: async (handle, args: CommitParentsArgs) => {
      const { parents } = await read(handle);
      return paged(
        parents.map((oid) => commitHandle(handle.repository, oid)),
        args,
      );
    },
    tree: async ({ repository, oid }) =>
      handleOf(repository, { type: "tree", oid: (await repository.commit(oid)).tree }),
    file: async (handle, { path }: CommitFileArgs) => {
      const entry = await handle.repository.git.entryAt((await read(handle)).tree, path);
      return entry && { repository: handle.repository, path, entry };
    },
    history,
  }),
  ...connectionTypes("CommitHistory").slice(0, 1),
  ...connectionTypes("Commit"),
  objectType<Signature>("GitActor", {
    ...properties<Signature>("name", "email"),
    date: ({ date }) => timestamp(date),
    user: ({ email }, _, { state }) => state.accounts.userByEmail(email) ?? null,
  }),
  objectType<SignatureHandle>("GpgSignature", {
    isValid: isGitHubs,
    wasSignedByGitHub: isGitHubs,
    state: (signature) => (isGitHubs(signature) ? "VALID" : "UNKNOWN_KEY"),
    signature: ({ gpgsig }) => gpgsig,
    email: (signature) => (isGitHubs(signature) ? "noreply@github.com" : ""),
    signer: (signature, _, { state }) =>
      isGitHubs(signature) ? state.accounts.user("web-flow") : null,
  }),
  objectType<ObjectHandle>("Tree", {
    ...everyObject,
    entries: async ({ repository, oid, path }) =>
      (await repository.git.readTree(oid)).map((entry) => ({
        repository,
        path: path ? `${path}/${entry.name}` : entry.name,
        entry,
      })),
  }),
  objectType<EntryHandle>("TreeEntry", {
    name: ({ entry }) => entry.name,
    path: ({ path }) => path,
    oid: ({ entry }) => entry.oid,
    mode: ({ entry }) => Number.parseInt(entry.mode, 8),
    type: ({ entry }) => typeOfMode(entry.mode),
    extension: ({ entry }) => /.\.[^.]*$/.exec(entry.name)?.[0].slice(1) ?? "",
    size: async ({ repository, entry }) =>
      typeOfMode(entry.mode) === "blob" ? (await contentOf(repository, entry.oid)).length : 0,
    repository: ({ repository }) => repository,
    object: ({ repository, entry, path }) =>
      handleOf(repository, { oid: entry.oid, type: typeOfMode(entry.mode), path }),
  }),
  objectType<ObjectHandle>("Blob", {
    ...everyObject,
    byteSize: async ({ repository, oid }) => (await contentOf(repository, oid)).length,
    text: async ({ repository, oid }) => fileText(await contentOf(repository, oid)).text,
    isBinary: async ({ repository, oid }) => fileText(await contentOf(repository, oid)).isBinary,
    isTruncated: async ({ repository, oid }) =>
      fileText(await contentOf(repository, oid)).isTruncated,
  }),
  objectType<ObjectHandle>("Tag", {
    ...everyObject,
    name: async ({ repository, oid }) => parseTag(await contentOf(repository, oid)).name,
    message: async ({ repository, oid }) => parseTag(await contentOf(repository, oid)).message,
    target: async ({ repository, oid }) =>
      objectHandle(repository, parseTag(await contentOf(repository, oid)).object),
  }),
];

interface EntryHandle {
  readonly repository: Repository;
  readonly path: string;
  readonly entry: TreeEntry;
}

interface SignatureHandle {
  readonly handle: ObjectHandle;
  readonly gpgsig: string;
}

function isGitHubs({ handle }: SignatureHandle): boolean {
  return handle.repository.signedCommits.has(handle.oid);
}

function read({ repository, oid }: ObjectHandle) {
  return repository.commit(oid);
}

async function contentOf({ git, nameWithOwner }: Repository, oid: string): Promise<Buffer> {
  const object = await git.read(oid);
  if (object === undefined) throw new Error(`${nameWithOwner} has no object ${oid}`);
  return object.content;
}

async function history({ repository, oid }: ObjectHandle, args: CommitHistoryArgs) {
  const { path, since, until, author, first, after } = args;
  const filter = {
    path: path || undefined,
    since: since ? new Date(since) : undefined,
    until: until ? new Date(until) : undefined,
    author: author?.emails?.[0],
  };
  const start = after ? indexOf(after) + 1 : 0;
  const size = first ?? 0;
  const oids = await repository.git.history.list(oid, start + size + 1, filter);
  const nodes = oids.slice(start, start + size).map((one) => commitHandle(repository, one));
  return page(nodes, {
    start,
    hasNextPage: oids.length > start + size,
    totalCount: () => repository.git.history.count(oid, filter),
  });
}

function headlineOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

function bodyOf(message: string): string {
  return message.slice(headlineOf(message).length).trim();
}

function prefixOf(fullName: string): string {
  return /^refs\/(?:heads|tags|remotes)\//.exec(fullName)?.[0] ?? "refs/";
}
