import { Buffer } from "node:buffer";
import type { Client } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

/** One file's new text. */
export interface FileEdit {
  readonly path: string;
  readonly text: string;
  /** The mode it has on the branch; a new file has 0o100644. */
  readonly mode: number;
}

/** What a commit says and holds. */
export interface CommitContents {
  readonly headline: string;
  readonly body: string;
  readonly files: readonly FileEdit[];
}

/** A commit to put on top of `expectedHead`; it lands whole or not at all. */
export interface NewCommit extends CommitContents {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** The branch has to stand here, else the write fails as `stale`. */
  readonly expectedHead: string;
}

/** A commit that is on the branch. */
export interface LandedCommit {
  readonly oid: string;
  readonly url: string;
  /** Whether GitHub shows it as verified; undefined where it did not say. */
  readonly verified: boolean | undefined;
}

const REGULAR_FILE = 0o100644;

/** GitHub refuses a request of about 40 MiB; base64 makes a third more of the contents. */
const MAX_GRAPHQL_BYTES = 25_000_000;

/**
 * Puts a commit on a branch by compare-and-swap and returns it. One request, `createCommitOnBranch`,
 * which GitHub signs; the Git Data API (four requests and more) where a file is no plain 100644 file,
 * which that mutation would turn into one, or the contents are too large for it. No author is sent:
 * GitHub then takes the credential's owner and signs.
 * @throws `GitHubFailure` (`stale` when the branch moved)
 */
export function writeCommit(client: Client, commit: NewCommit): Promise<LandedCommit> {
  return isPlain(commit.files) ? writeByMutation(client, commit) : writeByGitData(client, commit);
}

/** Whether `createCommitOnBranch` writes these files as they are meant: plain files, not too large. */
export function isPlain(files: readonly FileEdit[]): boolean {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return bytes <= MAX_GRAPHQL_BYTES && files.every(({ mode }) => mode === REGULAR_FILE);
}

interface MutationReply {
  readonly createCommitOnBranch: {
    readonly commit: {
      readonly oid: string;
      readonly url: string;
      readonly signature: { readonly isValid: boolean } | null;
    };
  } | null;
}

async function writeByMutation(client: Client, commit: NewCommit): Promise<LandedCommit> {
  const { data } = await client.graphql<MutationReply>(
    `mutation WriteCommit($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { commit { oid url signature { isValid } } }
    }`,
    {
      input: {
        branch: { repositoryNameWithOwner: commit.repository, branchName: commit.branch },
        expectedHeadOid: commit.expectedHead,
        message: { headline: commit.headline, body: commit.body },
        fileChanges: { additions: additions(commit.files) },
      },
    },
  );
  if (!data.createCommitOnBranch) {
    throw new GitHubFailure("unavailable", "the reply names no commit", { status: 200 });
  }
  const { oid, url, signature } = data.createCommitOnBranch.commit;
  return { oid, url, verified: signature?.isValid };
}

/** Files as `createCommitOnBranch` takes them. */
export function additions(
  files: readonly FileEdit[],
): { readonly path: string; readonly contents: string }[] {
  return files.map(({ path, text }) => ({ path, contents: Buffer.from(text).toString("base64") }));
}

interface GitCommitReply {
  readonly sha: string;
  readonly html_url: string;
  readonly tree: { readonly sha: string };
  readonly committer: { readonly date: string };
  readonly verification?: { readonly verified: boolean };
}

async function writeByGitData(client: Client, commit: NewCommit): Promise<LandedCommit> {
  const [owner = "", repo = ""] = commit.repository.split("/");
  const base = await client.rest<GitCommitReply>(
    "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
    { owner, repo, commit_sha: commit.expectedHead },
  );
  const made = await makeCommit(client, {
    ...commit,
    tree: base.tree.sha,
    parent: commit.expectedHead,
  });
  // Not a fast-forward means that the branch moved: force is false, so this is the compare-and-swap.
  await client.rest("PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
    owner,
    repo,
    ref: `heads/${commit.branch}`,
    sha: made.oid,
    force: false,
  });
  return made;
}

/** A commit that no ref leads to yet. */
export interface LooseCommit extends CommitContents {
  /** `owner/name`. */
  readonly repository: string;
  readonly parent: string;
  /** Oid of the tree that `files` are laid over: the parent's. */
  readonly tree: string;
}

/**
 * Makes a commit by the Git Data API: two requests, one where it changes no file, one more for each large
 * file. GitHub signs it for Apps and workflows, not for people.
 * @throws `GitHubFailure`
 */
export async function makeCommit(
  client: Client,
  commit: LooseCommit,
): Promise<LandedCommit & { readonly committedAt: Date }> {
  const [owner = "", repo = ""] = commit.repository.split("/");
  const made = await client.rest<GitCommitReply>("POST /repos/{owner}/{repo}/git/commits", {
    owner,
    repo,
    message: commit.body === "" ? commit.headline : `${commit.headline}\n\n${commit.body}`,
    tree: commit.files.length === 0 ? commit.tree : await makeTree(client, commit),
    parents: [commit.parent],
  });
  return {
    oid: made.sha,
    url: made.html_url,
    verified: made.verification?.verified,
    committedAt: new Date(made.committer.date),
  };
}

async function makeTree(client: Client, { repository, tree, files }: LooseCommit): Promise<string> {
  const [owner = "", repo = ""] = repository.split("/");
  const made = await client.rest<{ sha: string }>("POST /repos/{owner}/{repo}/git/trees", {
    owner,
    repo,
    base_tree: tree,
    tree: await Promise.all(files.map((file) => treeEntry(client, { owner, repo, file }))),
  });
  return made.sha;
}

/** Trees with much inline content time out; a blob each does not. */
const MAX_INLINE_BYTES = 1_000_000;

async function treeEntry(
  client: Client,
  { owner, repo, file }: { owner: string; repo: string; file: FileEdit },
): Promise<object> {
  const entry = { path: file.path, mode: file.mode.toString(8).padStart(6, "0"), type: "blob" };
  if (Buffer.byteLength(file.text) <= MAX_INLINE_BYTES) return { ...entry, content: file.text };
  const blob = await client.rest<{ sha: string }>("POST /repos/{owner}/{repo}/git/blobs", {
    owner,
    repo,
    content: Buffer.from(file.text).toString("base64"),
    encoding: "base64",
  });
  return { ...entry, sha: blob.sha };
}
