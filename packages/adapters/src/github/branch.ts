import { createHash } from "node:crypto";
import { UserError } from "@gitops-actions/core/errors";
import { INTENTS } from "@gitops-actions/core/intent";
import { decodeUtf8 } from "../utf8.ts";
import {
  asBranchCommit,
  type BranchCommit,
  COMMIT_FIELDS,
  type CommitReply,
} from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { isContended, SIGN_FIELDS, type SignReply } from "./contended.ts";
import { GitHubFailure, graphqlFailure } from "./failure.ts";

/** A file of the branch as it stands at the head that was read, its bytes proven by their blob id. */
export interface RepositoryFile {
  readonly path: string;
  /** The file's text; a byte order mark and CRLF are kept. */
  readonly text: string;
  /** Oid of its blob. */
  readonly oid: string;
  /** Git's mode: 0o100644, 0o100755, 0o120000 (symlink). */
  readonly mode: number;
}

/** What one read of a branch saw, all of it at one commit. */
export interface BranchSnapshot {
  /** Login of the token's owner: `alice`, `deploy-bot[bot]`, `github-actions[bot]`. */
  readonly viewer: string;
  readonly repository: {
    readonly id: string;
    /** `owner/name` with GitHub's own capitals. */
    readonly name: string;
    readonly url: string;
    readonly archived: boolean;
  };
  /** The branch's name, also where the default branch was asked for. */
  readonly branch: string;
  /** Oid of the commit everything was read at. */
  readonly head: string;
  /** Oid of that commit's tree. */
  readonly tree: string;
  /** Whether other runs of ours are combining their writes to this branch just now. */
  readonly contended: boolean;
  /** The files that exist of those asked for, by path. */
  readonly files: ReadonlyMap<string, RepositoryFile>;
  /** The newest commits since `since`, newest first, at most {@link RECENT_COMMITS}. */
  readonly recent: readonly BranchCommit[];
  /** How many commits there are since `since`; more than `recent` holds means that older ones were not read. */
  readonly recentCount: number;
}

/** As many commits come with a read: those a burst of writers makes while one run builds an image. */
export const RECENT_COMMITS = 40;

/** As many intents are looked at for a sign of contention. */
const INTENTS_LOOKED_AT = 10;

/** Aliases in one document; more files are read with further requests at the same head. */
const FILES_PER_QUERY = 150;

export interface ReadBranch {
  /** `owner/name`. */
  readonly repository: string;
  /** Undefined: the repository's default branch. */
  readonly branch: string | undefined;
  /** Paths from the root, without a leading slash. */
  readonly paths: readonly string[];
  /** Commits are reported from this instant on. */
  readonly since: Date;
  /** Oid of a commit of the branch to read at, instead of its head. */
  readonly at?: string | undefined;
}

/** A file as GraphQL gives it. */
export interface FileReply {
  readonly mode: number;
  readonly object: {
    readonly oid?: string;
    readonly isBinary?: boolean;
    readonly isTruncated?: boolean;
    readonly text?: string | null;
  } | null;
}

type FileReplies = Readonly<Record<`f${number}`, FileReply | null>>;

type TargetReply = {
  readonly oid: string;
  readonly tree: { readonly oid: string };
  readonly recent: { readonly totalCount: number; readonly nodes: readonly CommitReply[] };
} & FileReplies;

interface BranchReply {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly id: string;
    readonly nameWithOwner: string;
    readonly url: string;
    readonly isArchived: boolean;
    readonly ref: { readonly name: string; readonly target?: TargetReply } | null;
    readonly at?: TargetReply | null;
    /** Null where the server lists only branches and tags. */
    readonly intents?: { readonly nodes: readonly SignReply[] } | null;
  } | null;
}

/**
 * The head of a branch with some of its files and its newest commits, in one request (one more for each
 * further {@link FILES_PER_QUERY} files, and one for each file whose bytes GraphQL cannot give exactly).
 * @throws `GitHubFailure`; `UserError` `branch-not-found`, `file-not-utf8`, `file-too-large`
 */
export async function readBranch(client: Client, read: ReadBranch): Promise<BranchSnapshot> {
  const [owner = "", name = ""] = read.repository.split("/");
  const first = read.paths.slice(0, FILES_PER_QUERY);
  const ask = (looksForIntents: boolean) =>
    client.graphql<BranchReply>(branchQuery(read, { paths: first, looksForIntents }), {
      owner,
      name,
      ...(looksForIntents ? { intents: INTENTS } : {}),
      ...(read.at === undefined ? {} : { at: read.at }),
      ...(read.branch === undefined ? {} : { ref: `refs/heads/${read.branch}` }),
      since: read.since.toISOString(),
      ...pathVariables(first),
    });
  // The sign of contention is worth nothing to a server that cannot list such refs; the read is.
  const { data, errors } = await ask(true).catch((error: unknown) => {
    const isGraphql = error instanceof GitHubFailure && error.status === 200;
    if (!isGraphql || error.kind === "limited" || error.type === "NOT_FOUND") throw error;
    return ask(false);
  });
  const { repository, viewer } = data;
  if (repository === null) {
    throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  }
  if (repository.ref === null) throw branchNotFound(read);

  const target = repository.at ?? repository.ref.target;
  if (target === undefined) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  const replies = [...collect(first, target)];
  for (let from = FILES_PER_QUERY; from < read.paths.length; from += FILES_PER_QUERY) {
    const paths = read.paths.slice(from, from + FILES_PER_QUERY);
    replies.push(...(await readFiles(client, { owner, name, head: target.oid, paths })));
  }
  const files = new Map<string, RepositoryFile>();
  for (const [path, reply] of replies) {
    refuseLink(path, reply);
    const file = await provenFile(client, { owner, name, path, reply });
    if (file !== undefined) files.set(path, file);
  }
  return {
    viewer: viewer.login,
    repository: {
      id: repository.id,
      name: repository.nameWithOwner,
      url: repository.url,
      archived: repository.isArchived,
    },
    branch: repository.ref.name,
    head: target.oid,
    tree: target.tree.oid,
    contended: isContended(repository.intents?.nodes ?? [], {
      branch: repository.ref.name,
      actor: viewer.login,
    }),
    files,
    recent: target.recent.nodes.map(asBranchCommit),
    recentCount: target.recent.totalCount,
  };
}

function branchQuery(
  { branch, at }: ReadBranch,
  {
    paths,
    looksForIntents,
  }: { readonly paths: readonly string[]; readonly looksForIntents: boolean },
): string {
  const ref = branch === undefined ? "defaultBranchRef" : "ref(qualifiedName: $ref)";
  const commit = `oid ... on Commit {
    tree { oid } recent: history(first: ${RECENT_COMMITS}, since: $since) { totalCount nodes { ${COMMIT_FIELDS} } }
    ${selectFiles(paths)}
  }`;
  const target =
    at === undefined
      ? `ref: ${ref} { name target { ${commit} } }`
      : `ref: ${ref} { name } at: object(oid: $at) { ${commit} }`;
  const declared = [
    "$owner: String!, $name: String!, $since: GitTimestamp!",
    ...(looksForIntents ? ["$intents: String!"] : []),
    ...(branch === undefined ? [] : ["$ref: String!"]),
    ...(at === undefined ? [] : ["$at: GitObjectID!"]),
  ];
  return `query ReadBranch(${declared.join(", ")}${declarePaths(paths)}) {
    viewer { login }
    repository(owner: $owner, name: $name) {
      id nameWithOwner url isArchived ${target}
      ${looksForIntents ? `intents: refs(refPrefix: $intents, first: ${INTENTS_LOOKED_AT}) { nodes { ${SIGN_FIELDS} } }` : ""}
    }
  } ${fileFragment(paths)}`;
}

interface Walk {
  /** `owner/name`. */
  readonly repository: string;
  readonly head: string;
  readonly since?: Date;
  readonly path?: string;
}

/**
 * The commits of a branch from `head` back, newest first, in pages of 100, until `until` says enough or
 * they end. With `path` only those that touch it.
 */
export async function* walkCommits(client: Client, walk: Walk): AsyncGenerator<BranchCommit> {
  let after: string | null = null;
  do {
    const page: HistoryPage = await readHistory(client, { ...walk, after });
    yield* page.nodes.map(asBranchCommit);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

interface HistoryPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly CommitReply[];
}

async function readHistory(
  client: Client,
  walk: Walk & { readonly after: string | null },
): Promise<HistoryPage> {
  const [owner = "", name = ""] = walk.repository.split("/");
  const { data, errors } = await client.graphql<{
    readonly repository: { readonly object: { readonly history?: HistoryPage } | null } | null;
  }>(
    `query WalkCommits($owner: String!, $name: String!, $head: GitObjectID!, $path: String, $since: GitTimestamp, $after: String) {
      repository(owner: $owner, name: $name) { object(oid: $head) { ... on Commit {
        history(first: 100, path: $path, since: $since, after: $after) {
          pageInfo { hasNextPage endCursor } nodes { ${COMMIT_FIELDS} }
        }
      } } }
    }`,
    {
      owner,
      name,
      head: walk.head,
      path: walk.path ?? null,
      since: walk.since?.toISOString() ?? null,
      after: walk.after,
    },
  );
  const history = data.repository?.object?.history;
  if (history === undefined) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return history;
}

async function readFiles(
  client: Client,
  {
    owner,
    name,
    head,
    paths,
  }: { owner: string; name: string; head: string; paths: readonly string[] },
): Promise<[string, FileReply][]> {
  const { data, errors } = await client.graphql<{
    repository: { object: FileReplies | null } | null;
  }>(
    `query ReadFiles($owner: String!, $name: String!, $head: GitObjectID!${declarePaths(paths)}) {
      repository(owner: $owner, name: $name) { object(oid: $head) { ... on Commit { ${selectFiles(paths)} } } }
    } ${fileFragment(paths)}`,
    { owner, name, head, ...pathVariables(paths) },
  );
  const target = data.repository?.object;
  if (!target) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return [...collect(paths, target)];
}

export function declarePaths(paths: readonly string[]): string {
  return paths.map((_, index) => `, $p${index}: String!`).join("");
}

export function pathVariables(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path, index) => [`p${index}`, path]));
}

/** For {@link selectFiles}; absent when there is none to select, since GraphQL refuses an unused fragment. */
function fileFragment(paths: readonly string[]): string {
  return paths.length === 0 ? "" : FILE_FRAGMENT;
}

/** Selects a file as a {@link FileReply}. */
export const FILE_FRAGMENT =
  "fragment File on TreeEntry { mode object { ... on Blob { oid isBinary isTruncated text } } }";

function selectFiles(paths: readonly string[]): string {
  return paths.map((_, index) => `f${index}: file(path: $p${index}) { ...File }`).join("\n");
}

function* collect(paths: readonly string[], target: FileReplies): Generator<[string, FileReply]> {
  for (const [index, path] of paths.entries()) {
    const reply = target[`f${index}`];
    if (reply?.object?.oid !== undefined) yield [path, reply];
  }
}

/** Git's mode of a symbolic link. */
export const SYMBOLIC_LINK = 0o120000;

function refuseLink(path: string, { mode }: FileReply): void {
  if (mode !== SYMBOLIC_LINK) return;
  throw new UserError("file-link", "the file is a symbolic link", {
    file: path,
    hint: "Point the layout at the file it leads to; a link's own text is a path and no manifest.",
  });
}

/** Larger files are no manifests; reading them would only cost memory. */
const MAX_FILE_BYTES = 20_000_000;

/** The file of a blob whose bytes hash to its id; undefined for what is no blob. */
export async function provenFile(
  client: Client,
  file: { owner: string; name: string; path: string; reply: FileReply },
): Promise<RepositoryFile | undefined> {
  const { owner, name, path } = file;
  const { mode } = file.reply;
  const { oid, isBinary, isTruncated, text } = file.reply.object ?? {};
  if (oid === undefined) return undefined;
  if (!isBinary && !isTruncated && typeof text === "string" && blobId(Buffer.from(text)) === oid) {
    return { path, text, oid, mode };
  }
  const raw = await client.rest<ArrayBuffer>(
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
    { owner, repo: name, file_sha: oid },
    { accept: "application/vnd.github.raw+json" },
  );
  const bytes = Buffer.from(raw);
  if (bytes.length > MAX_FILE_BYTES) {
    throw new UserError(
      "file-too-large",
      `the file is ${bytes.length} bytes; at most ${MAX_FILE_BYTES} are read`,
      {
        file: path,
        hint: "Point the layout at the manifest itself; generated bundles of that size are not edited.",
      },
    );
  }
  if (blobId(bytes) !== oid) {
    throw new GitHubFailure(
      "unavailable",
      `the bytes of ${path} do not hash to their blob id ${oid}`,
      { status: 200 },
    );
  }
  return { path, text: decodeUtf8(bytes, path), oid, mode };
}

function blobId(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function branchNotFound({ repository, branch }: ReadBranch): UserError {
  return new UserError(
    "branch-not-found",
    `${repository} has no branch ${JSON.stringify(branch)}`,
    {
      hint: 'Set "gitops-branch" to the branch that Argo CD or Flux follows.',
    },
  );
}
