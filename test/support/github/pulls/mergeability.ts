import { differences, type FileDifference } from "../git/diff.ts";
import { mergeTrees } from "../git/merge.ts";
import { memoized } from "../memo.ts";
import type { Repository } from "../repository.ts";
import type { PullRequest } from "./pull-request.ts";

/** The tree of base and head merged, `undefined` where they conflict. */
export async function mergedTree(
  { git }: Repository,
  base: string,
  head: string,
): Promise<string | undefined> {
  if (await git.history.isAncestor(base, head)) return (await git.readCommit(head))?.tree;
  return memoized(git, `merge ${base} ${head}`, () => mergeTrees(git.gitDir, base, head));
}

/** Where head and base parted: what a pull request shows is the difference from there. */
async function mergeBaseOf({ repository, baseOid, headOid }: PullRequest): Promise<string> {
  const { git } = repository;
  const base = await memoized(git, `base ${baseOid} ${headOid}`, () =>
    git.history.mergeBase(baseOid, headOid),
  );
  return base ?? baseOid;
}

/** The files a pull request changes. */
export async function changedFiles(pull: PullRequest): Promise<FileDifference[]> {
  return filesBetween(pull.repository, await mergeBaseOf(pull), pull.headOid);
}

export function filesBetween(
  { git }: Repository,
  from: string,
  to: string,
): Promise<FileDifference[]> {
  return memoized(git, `files ${from} ${to}`, () => differences(git.gitDir, from, to));
}

/** The commits a pull request brings, oldest first. */
export async function commitsOf(pull: PullRequest): Promise<string[]> {
  const { git } = pull.repository;
  return git.history.between(await mergeBaseOf(pull), pull.headOid);
}

/** Whether the base has commits that the head does not. */
export async function isBehind({ repository, baseOid, headOid }: PullRequest): Promise<boolean> {
  return !(await repository.git.history.isAncestor(baseOid, headOid));
}
