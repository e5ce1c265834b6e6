import type { Client } from "./client.ts";
import { type LandedCommit, type NewCommit, writeCommit } from "./commit.ts";
import { NO_COMMIT, updateRefs } from "./ref-updates.ts";

/** A branch whose commits are to be replaced by one on another commit. */
export interface Rebuild {
  /** GraphQL node id. */
  readonly repositoryId: string;
  /** Where the branch stands now: it is moved from exactly there. */
  readonly tip: string;
  /** `branch` is the branch, `expectedHead` the commit that it begins from anew. */
  readonly commit: NewCommit;
}

/**
 * Puts a branch on another commit with one new commit. The commit is made on a branch of its own first:
 * a head that equals its base, even for an instant, closes its pull request. A branch that an earlier try
 * left is begun anew.
 * @throws `GitHubFailure` (`stale` when the branch moved)
 */
export async function rebuildBranch(
  client: Client,
  { repositoryId, tip, commit }: Rebuild,
): Promise<LandedCommit> {
  const { branch, expectedHead } = commit;
  const draft = `${branch}.on-${expectedHead.slice(0, 12)}-from-${tip.slice(0, 12)}`;
  const begin = { name: `refs/heads/${draft}`, afterOid: expectedHead, force: true };
  await updateRefs(client, "MoveBranches", { repositoryId, refUpdates: [begin] });
  const made = await writeCommit(client, { ...commit, branch: draft });
  await updateRefs(client, "MoveBranches", {
    repositoryId,
    refUpdates: [
      { name: `refs/heads/${branch}`, beforeOid: tip, afterOid: made.oid, force: true },
      { name: `refs/heads/${draft}`, beforeOid: made.oid, afterOid: NO_COMMIT },
    ],
  });
  return made;
}
