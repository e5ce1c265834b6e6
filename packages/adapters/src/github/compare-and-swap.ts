import type { IntentRequest } from "@gitops-actions/core/intent";
import { type BranchSnapshot, walkCommits } from "./branch.ts";
import type { BranchCommit } from "./branch-commit.ts";
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

/** How a change gets onto a branch. */
export interface Swap<S extends Read, D extends Decided> extends Patience {
  /** `owner/name`. */
  readonly repository: string;
  /** Reads the branch's head, or the commit of the branch with that oid. */
  read(at?: string): Promise<S>;
  decide(state: S): D | Promise<D>;
  /**
   * What was decided, said so that another run can decide on it again; with it, writers that race combine.
   * Absent: this one always writes by itself.
   */
  intent?(state: S, decided: D): IntentRequest;
}

/**
 * Reads a branch, decides what to write, and writes it on top of what was read; when the branch moved
 * meanwhile, reads and **decides again**, so that no contents of an older state are ever sent. A write
 * whose answer was lost is looked for on the branch before anything is sent again, so it is neither
 * lost nor made twice. After a lost race, or where others combine already, an `intent` is left for one
 * commit of several runs, and the commit that carries it is returned as if it were our own.
 * @throws `GitHubFailure` when it cannot pass or patience ends; whatever `read` and `decide` throw
 */
export async function compareAndSwap<S extends Read, D extends Decided>(
  client: Client,
  options: Swap<S, D>,
): Promise<Landed<S, D>> {
  const doubtful: { commit: NewCommit; decided: D }[] = [];
  const { signal, say } = options;
  let canCombine = options.intent !== undefined;
  let joinsFirst = true;
  signal.addEventListener("abort", () => {
    for (const { commit } of doubtful) say(`the commit "${commit.headline}" may have landed`);
  });

  /** The result when others were joined and the change has landed; undefined: decide again. */
  async function join(
    state: S,
    { decided, attempts }: { readonly decided: D; readonly attempts: number },
  ): Promise<Landed<S, D> | undefined> {
    if (options.intent === undefined || !mayJoin()) return undefined;
    const { combine } = await import("./combine.ts");
    const { snapshot } = state;
    const intent = options.intent(state, decided);
    const combined = await combine(client, { ...options, snapshot, intent });
    switch (combined.kind) {
      case "carried": {
        const { oid, url, parents, standsOnOurs } = combined.commit;
        const before = standsOnOurs ? state : await options.read(parents[0]);
        const commit = { oid, url, verified: true };
        return {
          state: before,
          decided: await options.decide(before),
          commit,
          attempts: attempts + 1,
        };
      }
      case "left":
        joinsFirst = false; // whoever leads did not want it, or did not come to it
        return undefined;
      case "impossible":
        canCombine = false;
        say(`writing alone, since combining is not possible here: ${combined.why}`);
        return undefined;
    }
  }

  /** While an answer is open, only a write by ourselves can be told from it. */
  const mayJoin = (): boolean => canCombine && doubtful.length === 0;

  /** The commit, or the race that was lost; where others combine, one that would be lost or make them lose. */
  async function write(
    { snapshot }: S,
    decided: D & { write: CommitContents },
  ): Promise<LandedCommit | GitHubFailure> {
    const { head, branch, contended } = snapshot;
    const { repository } = options;
    if (contended && joinsFirst && mayJoin())
      return new GitHubFailure("stale", "others combine", { status: 0 });
    const commit = { repository, branch, expectedHead: head, ...decided.write };
    // In doubt from the moment it is sent until GitHub says that it did not happen.
    doubtful.push({ commit, decided });
    try {
      return await writeCommit(client, commit);
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind === "unavailable") throw error;
      doubtful.pop();
      const lost = await lostRace(error, { head, read: options.read });
      if (lost === undefined) throw error;
      return lost;
    }
  }

  return retrying<Landed<S, D>>(
    async (attempts) => {
      const state = await options.read();
      const settled = await settle(client, { doubtful, head: state.snapshot.head });
      if (settled !== undefined) return { state, ...settled, attempts };
      const decided = await options.decide(state);
      if (!isToWrite(decided)) return { state, decided, commit: undefined, attempts };
      const commit = await write(state, decided);
      if (!(commit instanceof GitHubFailure)) return { state, decided, commit, attempts };
      const joined = await join(state, { decided, attempts });
      if (joined === undefined) throw commit;
      return joined;
    },
    { ...options, retryable: ["stale", "limited", "unavailable"] },
  );
}

function isToWrite<D extends Decided>(decided: D): decided is D & { write: CommitContents } {
  return decided.write !== undefined;
}

/**
 * The write whose answer was lost, if the branch holds it. Those that never can, since the branch stands
 * elsewhere than where they wanted it, are taken off the list.
 */
async function settle<D extends Decided>(
  client: Client,
  {
    doubtful,
    head,
  }: { readonly doubtful: { commit: NewCommit; decided: D }[]; readonly head: string },
): Promise<{ readonly decided: D; readonly commit: LandedCommit } | undefined> {
  for (const { commit: doubt, decided } of [...doubtful]) {
    const commit = await findOnBranch(client, { doubt, head });
    if (commit !== undefined) return { decided, commit };
  }
  const open = doubtful.filter(({ commit }) => commit.expectedHead === head);
  doubtful.splice(0, doubtful.length, ...open);
  return undefined;
}

/**
 * The failure as `stale` when the branch has moved since: GitHub has more than one wording for a lost
 * race, and where the branch stands tells it without any. Undefined for what no race explains.
 */
async function lostRace(
  failure: GitHubFailure,
  { head, read }: { readonly head: string; read(): Promise<Read> },
): Promise<GitHubFailure | undefined> {
  if (failure.kind === "stale") return failure;
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
