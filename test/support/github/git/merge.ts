import type { GitRepository } from "./git-repository.ts";
import { git } from "./process.ts";

/** The tree that merging `ours` and `theirs` gives, `undefined` where they conflict. */
export async function mergeTrees(
  gitDir: string,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  const args = ["merge-tree", "--write-tree", "--allow-unrelated-histories", ours, theirs];
  const { code, stdout } = await git(gitDir, args, { accept: [1] });
  return code === 0 ? stdout.toString("latin1").split("\n", 1)[0] : undefined;
}

/**
 * The tree of `commit` applied on top of `onto`, `undefined` where it conflicts. A merge with the base of
 * our choice needs a newer git than Debian's; one whose histories meet at the commit's parent is the same.
 */
export async function pickedTree(
  repository: GitRepository,
  commit: string,
  onto: string,
): Promise<string | undefined> {
  const [picked, base] = await Promise.all([
    repository.readCommit(commit),
    repository.readCommit(onto),
  ]);
  if (picked === undefined || base === undefined) throw new Error(`no commit ${commit} or ${onto}`);
  const sibling = repository.writeCommit({ ...base, parents: picked.parents, message: "" });
  return mergeTrees(repository.gitDir, sibling, commit);
}
