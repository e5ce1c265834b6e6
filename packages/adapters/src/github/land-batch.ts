import { UserError } from "@gitops-actions/core/errors";
import { readCommitMessage } from "@gitops-actions/core/evidence";
import {
  type Batch,
  batchPaths,
  type Pending,
  planBatch,
  type SeenCommit,
} from "@gitops-actions/core/intent";
import { type BranchSnapshot, readBranch, walkCommits } from "./branch.ts";
import type { BranchCommit } from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { makeCommit } from "./commit.ts";
import { GitHubFailure } from "./failure.ts";
import { moveRefs, type Place, type RefMove } from "./intent-refs.ts";

/** A branch on which more commits than this came in beside an intent was rewritten, or is not ours to read. */
const MAX_COMMITS = 500;

/** What came of leading. */
export type Led =
  | { readonly outcome: "done"; readonly batch: Batch }
  /** The branch or an intent was not as it was read any more: nothing happened. */
  | { readonly outcome: "moved" }
  | { readonly outcome: "refused"; readonly failure: GitHubFailure | UserError };

/**
 * Lands intents as one commit on the branch: three writes, the last of which moves the branch and deletes
 * the refs of what it carries and of what it drops, or does nothing at all.
 * @throws `GitHubFailure` that may pass
 */
export async function landBatch(
  client: Client,
  place: Place,
  work: {
    readonly actor: string;
    readonly pending: readonly Pending[];
    /** Refs of our own actor that are too old to land. */
    readonly expired: readonly { readonly name: string; readonly oid: string }[];
  },
): Promise<Led> {
  if (work.pending.length === 0) return { outcome: "moved" };
  let head: string | undefined;
  try {
    const snapshot = await readFor(client, place, work.pending);
    head = snapshot.head;
    const commits = await commitsSince(client, { place, snapshot, ...work });
    const texts = new Map([...snapshot.files].map(([path, file]) => [path, file.text]));
    const batch = planBatch(work.pending, { commits, texts });
    const moves = [
      ...(await branchMove(client, { place, snapshot, batch })),
      ...[...batch.carried, ...batch.dropped.map(({ pending }) => pending)].map(deletion),
      ...work.expired.map(deletion),
    ];
    if (moves.length === 0) return { outcome: "moved" };
    await moveRefs(client, place, { moves });
    return { outcome: "done", batch };
  } catch (error) {
    if (error instanceof UserError) return { outcome: "refused", failure: error };
    if (!(error instanceof GitHubFailure)) throw error;
    if (error.kind === "stale") return { outcome: "moved" };
    if (error.kind !== "refused") throw error;
    // GitHub has more than one wording for a lost race; where the branch and the refs are tells it without any.
    return (await isAsRead(client, { place, head, pending: work.pending }))
      ? { outcome: "refused", failure: error }
      : { outcome: "moved" };
  }
}

function deletion({ name, oid }: { readonly name: string; readonly oid: string }): RefMove {
  return { name, before: oid, after: undefined };
}

/** Oldest first in time of what they were decided on, so that no commit above any of them is missed. */
function sinceOf(pending: readonly Pending[]): Date {
  return new Date(Math.min(...pending.map(({ parent }) => parent.at)) - 1000);
}

function readFor(
  client: Client,
  { repository, branch }: Place,
  pending: readonly Pending[],
): Promise<BranchSnapshot> {
  const read = { repository, branch, paths: batchPaths(pending), since: sinceOf(pending) };
  return readBranch(client, read);
}

/** The branch's commits since the oldest intent was decided on, with what those of our own actor record. */
async function commitsSince(
  client: Client,
  {
    place,
    snapshot,
    actor,
    pending,
  }: {
    readonly place: Place;
    readonly snapshot: BranchSnapshot;
    readonly actor: string;
    readonly pending: readonly Pending[];
  },
): Promise<readonly SeenCommit[]> {
  const { recent, recentCount, head } = snapshot;
  if (recentCount <= recent.length) return recent.map((commit) => seen(commit, actor));
  const commits: SeenCommit[] = [];
  const { repository } = place;
  for await (const commit of walkCommits(client, { repository, head, since: sinceOf(pending) })) {
    if (commits.length === MAX_COMMITS) break;
    commits.push(seen(commit, actor));
  }
  return commits;
}

/** A commit with what it records, as far as that may be believed. */
export function seen(
  { oid, url, message, vouchedAuthor }: BranchCommit,
  actor: string,
): SeenCommit {
  return { oid, url, recorded: vouchedAuthor === actor ? readCommitMessage(message) : [] };
}

async function branchMove(
  client: Client,
  {
    place,
    snapshot,
    batch,
  }: { readonly place: Place; readonly snapshot: BranchSnapshot; readonly batch: Batch },
): Promise<RefMove[]> {
  if (batch.carried.length === 0) return [];
  const { head, tree, files } = snapshot;
  const commit = await makeCommit(client, {
    repository: place.repository,
    parent: head,
    tree,
    ...batch.message,
    files: batch.files.map((file) => ({ ...file, mode: files.get(file.path)?.mode ?? 0o100644 })),
  });
  return [{ name: `refs/heads/${place.branch}`, before: head, after: commit.oid }];
}

async function isAsRead(
  client: Client,
  {
    place,
    head,
    pending,
  }: {
    readonly place: Place;
    readonly head: string | undefined;
    readonly pending: readonly Pending[];
  },
): Promise<boolean> {
  const names = pending.map((_, index) => `, $n${index}: String!`).join("");
  const refs = pending.map(
    (_, index) => `n${index}: ref(qualifiedName: $n${index}) { target { oid } }`,
  );
  const [owner = "", name = ""] = place.repository.split("/");
  const { data } = await client.graphql<{
    readonly repository: Readonly<
      Record<string, { readonly target: { readonly oid: string } } | null>
    > | null;
  }>(
    `query WhereRefsAre($owner: String!, $name: String!, $branch: String!${names}) {
      repository(owner: $owner, name: $name) {
        branch: ref(qualifiedName: $branch) { target { oid } } ${refs.join("\n")}
      }
    }`,
    {
      owner,
      name,
      branch: `refs/heads/${place.branch}`,
      ...Object.fromEntries(pending.map((one, index) => [`n${index}`, one.name])),
    },
  );
  const { repository } = data;
  const isThere = pending.every(({ oid }, index) => repository?.[`n${index}`]?.target.oid === oid);
  return isThere && (head === undefined || repository?.["branch"]?.target.oid === head);
}
