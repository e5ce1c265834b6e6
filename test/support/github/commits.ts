import { requirePermission } from "./access.ts";
import type { Account } from "./accounts.ts";
import type { Call } from "./call.ts";
import { forbidden, GitHubError, notFound, unprocessable } from "./errors.ts";
import type { CommitObject, Signature } from "./git/objects.ts";
import type { TreeChange } from "./git/tree-edit.ts";
import { updateRefs } from "./ref-updates.ts";
import type { Repository } from "./repository.ts";

export interface BranchCommit {
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly expectedHeadOid: string;
  readonly message: string;
  readonly additions: readonly { readonly path: string; readonly contents: Buffer }[];
  readonly deletions: readonly string[];
}

/**
 * The oid of a new commit on a branch, by compare-and-swap on its head.
 *
 * Two refusals mean the same, a moved branch: `STALE_DATA` when it had moved on arrival, and the words
 * of the ref update when another writer came in between, as GitHub's own two steps do.
 */
export async function createCommitOnBranch(
  call: Call,
  repository: Repository,
  commit: BranchCommit,
): Promise<string> {
  requireWriter(call, repository, "CreateCommitOnBranch");
  const { branch, expectedHeadOid } = commit;
  const name = `refs/heads/${branch}`;
  const head = repository.git.refs.read(name);
  if (head === undefined) {
    throw notFound(`No such branch "${branch}" in "${repository.nameWithOwner}".`);
  }
  if (head !== expectedHeadOid) throw staleHead(expectedHeadOid);

  const parent = await repository.commit(head);
  const changes = await changesOf(repository, parent, commit);
  const tree = await repository.git.editTree(parent.tree, changes);
  const oid = writeSigned(call, repository, {
    tree,
    parents: [head],
    message: commit.message,
    paths: await changedPaths(repository, parent.tree, changes),
  });
  await updateRefs(call, repository, [{ name, before: head, after: oid, force: false }]);
  return oid;
}

/** A commit by GitHub itself in the caller's name: signed, so shown as verified. */
export function writeSigned(
  call: Pick<Call, "state" | "actor">,
  repository: Repository,
  {
    paths,
    ...commit
  }: Pick<CommitObject, "tree" | "parents" | "message"> & {
    /** As `GitRepository.writeCommit` takes them. */
    readonly paths?: ReadonlySet<string>;
  },
): string {
  const date = call.state.clock.now();
  const signed = {
    ...commit,
    author: signatureOf(call.actor, date),
    committer: { name: "GitHub", email: "noreply@github.com", date },
    gpgsig: webFlowSignature,
  };
  const oid = repository.git.writeCommit(signed, paths);
  repository.signedCommits.add(oid);
  return oid;
}

/** How a commit names an account: Apps and people who hide their address by `id+login`. */
export function signatureOf({ login, name, email, id }: Account, date: Date): Signature {
  return { name: name ?? login, email: email ?? `${id}+${login}@users.noreply.github.com`, date };
}

/** Not a signature anybody could check: that a commit is verified is known by `signedCommits` alone. */
const webFlowSignature =
  "-----BEGIN PGP SIGNATURE-----\n\nbG9jYWwgR2l0SHVi\n-----END PGP SIGNATURE-----";

/** People without the role are told so by name; Apps hear about their permissions. */
function requireWriter(call: Call, repository: Repository, mutation: string): void {
  try {
    requirePermission(call, repository, ["contents", "write"]);
  } catch (error) {
    if (call.token.kind !== "user" || repository.isArchived) throw error;
    if (!(error instanceof GitHubError) || error.status !== 403) throw error;
    throw forbidden(
      `${call.actor.login} does not have the correct permissions to execute \`${mutation}\``,
    );
  }
}

/** Every written file becomes an ordinary one: an executable bit or a symbolic link is lost. */
async function changesOf(
  repository: Repository,
  parent: CommitObject,
  { additions, deletions, expectedHeadOid }: BranchCommit,
): Promise<Map<string, TreeChange>> {
  const changes = new Map<string, TreeChange>();
  for (const path of [...additions.map((addition) => addition.path), ...deletions]) {
    requireCleanPath(path);
    if (changes.has(path)) throw unprocessable(`The path \`${path}\` is given more than once.`);
    changes.set(path, undefined);
  }
  for (const path of deletions) {
    const entry = await repository.git.entryAt(parent.tree, path);
    if (entry === undefined || entry.mode === "040000") {
      throw notFound(
        `A path was requested for deletion which does not exist as of commit oid \`${expectedHeadOid}\``,
      );
    }
  }
  for (const { path, contents } of additions) {
    changes.set(path, { mode: "100644", oid: repository.git.write("blob", contents) });
  }
  return changes;
}

/** Git itself refuses such paths when it checks a push. */
export function requireCleanPath(path: string): void {
  const segments = path.split("/");
  if (segments.some((segment) => ["", ".", ".."].includes(segment) || /^\.git$/i.test(segment))) {
    throw unprocessable("tree.path contains a malformed path component");
  }
}

/** Writing what is there already changes nothing, and histories of the path leave the commit out. */
async function changedPaths(
  repository: Repository,
  before: string,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<Set<string>> {
  const changed = new Set<string>();
  for (const [path, change] of changes) {
    const entry = await repository.git.entryAt(before, path);
    if (entry?.oid !== change?.oid || entry?.mode !== change?.mode) changed.add(path);
  }
  return changed;
}

function staleHead(expected: string): GitHubError {
  return new GitHubError(
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
    { status: 409, type: "STALE_DATA" },
  );
}
