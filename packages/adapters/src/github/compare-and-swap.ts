import { type BranchCommit, type BranchSnapshot, walkCommits } from "./branch.ts";
import type { Client } from "./client.ts";
import { type CommitContents, type LandedCommit, type NewCommit, writeCommit } from "./commit.ts";
import { GitHubFailure } from "./failure.ts";
import { type Patience, retrying } from "./retry.ts";

/** What a decision wants written; undefined `write` means that the branch is right as it is. */
export interface Decided {
  readonly write: CommitContents | undefined;
}

/** What a read of the branch brings; a reader may add what it made of the files. */
export interface Read {
  readonly snapshot: BranchSnapshot;
}

export interface Landed<S extends Read, D extends Decided> {
  /** The last read, on which `decided` rests. */
  readonly state: S;
  readonly decided: D;
  /** The commit that holds the change; undefined when there was nothing to write. */
  readonly commit: LandedCommit | undefined;
  /** How often the branch was read and decided on. */
  readonly attempts: number;
}

/**
 * Reads a branch, decides what to write, and writes it on top of what was read; when the branch moved
 * meanwhile, reads and **decides again**, so that no contents of an older state are ever sent. A write
 * whose answer was lost is looked for on the branch before anything is sent again, so it is neither
 * lost nor made twice.
 * @throws `GitHubFailure` when it cannot pass or patience ends; whatever `read` and `decide` throw
 */
export async function compareAndSwap<S extends Read, D extends Decided>(
  client: Client,
  options: Patience & {
    readonly repository: string;
    read(): Promise<S>;
    decide(state: S): D | Promise<D>;
  },
): Promise<Landed<S, D>> {
  const doubtful: { commit: NewCommit; decided: D }[] = [];
  const { signal, say } = options;
  signal.addEventListener("abort", () => {
    for (const { commit } of doubtful) say(`the commit "${commit.headline}" may have landed`);
  });
  return retrying<Landed<S, D>>(
    async (attempts) => {
      const state = await options.read();
      const { head, branch } = state.snapshot;
      for (const doubt of doubtful) {
        const commit = await findOnBranch(client, { doubt: doubt.commit, head });
        if (commit !== undefined) return { state, decided: doubt.decided, commit, attempts };
      }
      const decided = await options.decide(state);
      if (decided.write === undefined) return { state, decided, commit: undefined, attempts };

      const { repository } = options;
      const commit = { repository, branch, expectedHead: head, ...decided.write };
      // In doubt from the moment it is sent until GitHub says that it did not happen.
      doubtful.push({ commit, decided });
      try {
        return { state, decided, commit: await writeCommit(client, commit), attempts };
      } catch (error) {
        if (!(error instanceof GitHubFailure) || error.kind === "unavailable") throw error;
        doubtful.pop();
        throw (await movedMeanwhile(error, { head, read: options.read })) ?? error;
      }
    },
    { ...options, retryable: ["stale", "limited", "unavailable"] },
  );
}

/**
 * The failure as `stale` when the branch has moved since: GitHub has more than one wording for a lost
 * race, and where the branch stands tells it without any. Undefined for what no race explains.
 */
async function movedMeanwhile(
  failure: GitHubFailure,
  { head, read }: { readonly head: string; read(): Promise<Read> },
): Promise<GitHubFailure | undefined> {
  const isOpen = failure.kind === "refused" && ![401, 403, 404].includes(failure.status);
  if (!isOpen || failure.type === "FORBIDDEN" || failure.type === "NOT_FOUND") return undefined;
  const { snapshot } = await read();
  if (snapshot.head === head) return undefined;
  return new GitHubFailure("stale", failure.message, { status: failure.status, cause: failure });
}

/** A lost write is minutes old; a day bounds the walk where the branch was rewritten meanwhile. */
const DOUBT_MS = 24 * 60 * 60 * 1000;

/** The commit on the branch that is the one sent, if it landed: a child of the same head with our words. */
async function findOnBranch(
  client: Client,
  { doubt, head }: { readonly doubt: NewCommit; readonly head: string },
): Promise<LandedCommit | undefined> {
  if (head === doubt.expectedHead) return undefined;
  const message = doubt.body === "" ? doubt.headline : `${doubt.headline}\n\n${doubt.body}`;
  const since = new Date(Date.now() - DOUBT_MS);
  for await (const commit of walkCommits(client, { repository: doubt.repository, head, since })) {
    if (commit.oid === doubt.expectedHead) return undefined;
    // Other children of that head come in by merges of branches; none of them has our words.
    if (commit.parents[0] === doubt.expectedHead && sameMessage(commit, message)) {
      return { oid: commit.oid, url: commit.url, verified: commit.vouchedAuthor !== undefined };
    }
  }
  return undefined;
}

/** Git strips white space from the end of a message. */
function sameMessage(commit: BranchCommit, message: string): boolean {
  return commit.message.trimEnd() === message.trimEnd();
}
