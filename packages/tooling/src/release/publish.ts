import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pinWorkflows, type Tree, type TreeOptions } from "./tree.ts";

/** The branch that releases are committed on; it shares no history with main. */
export const RELEASE_BRANCH = "release";

export interface Published {
  /** The commit that workflows pin the actions to. */
  readonly actions: string;
  /** The commit that is tagged. */
  readonly release: string;
  /** `v1.2.3` and `v1`. */
  readonly tags: readonly [version: string, major: string];
}

/**
 * Commits a tree on the release branch of a repository, tags it and moves the tag of its major version. Two
 * commits, because a workflow can only name a commit that is there: the actions, then the workflows that pin
 * them. The working copy and its index stay as they are. The same tree and instant give the same commits.
 * @throws Error when the version is tagged already: a release is never made twice
 */
export function publish(
  tree: Tree,
  {
    git: repository,
    at,
    ...options
  }: TreeOptions & {
    /** Folder of the git repository. */
    readonly git: string;
    /** Instant of the commits. */
    readonly at: Date;
  },
): Published {
  const version = `v${options.version}`;
  const major = version.replace(/\..*/, "");
  if (isTagged(repository, version))
    throw new Error(`${version} is tagged already; a release is never made twice`);
  const stamp = { repository, at };
  const tip = read(repository, [
    "rev-parse",
    "--verify",
    "--quiet",
    `refs/heads/${RELEASE_BRANCH}`,
  ]);
  const actions = commit(tree, { ...stamp, parent: tip, message: `${version}: actions` });
  const release = commit(pinWorkflows(tree, { ...options, commit: actions }), {
    ...stamp,
    parent: actions,
    message: `${version}: workflows, pinned to the actions`,
  });
  read(repository, ["update-ref", `refs/heads/${RELEASE_BRANCH}`, release, tip]);
  read(repository, ["tag", version, release]);
  read(repository, ["tag", "--force", major, release]);
  return { actions, release, tags: [version, major] };
}

/** Whether a git repository has a tag. */
export function isTagged(repository: string, tag: string): boolean {
  return read(repository, ["tag", "--list", tag]) !== "";
}

/** Pushes the branch, the new tag and the moved one, all of them or none. */
export function push(repository: string, { tags: [version, major] }: Published): void {
  const branch = `refs/heads/${RELEASE_BRANCH}`;
  const refs = [`${branch}:${branch}`, `refs/tags/${version}`, `+refs/tags/${major}`];
  read(repository, ["push", "--atomic", "origin", ...refs]);
}

interface Stamp {
  readonly repository: string;
  readonly at: Date;
  /** Empty: none. */
  readonly parent: string;
  readonly message: string;
}

function commit(tree: Tree, { repository, at, parent, message }: Stamp): string {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    const files = join(folder, "tree");
    writeTree(tree, files);
    const env = {
      GIT_INDEX_FILE: join(folder, "index"),
      ...identity(at),
    };
    const gitDir = read(repository, ["rev-parse", "--absolute-git-dir"]);
    const git = (args: readonly string[]): string =>
      read(files, ["--git-dir", gitDir, "--work-tree", files, ...args], env);
    git(["add", "--all", "--force", "."]);
    const oid = git(["write-tree"]);
    return git(["commit-tree", oid, ...(parent === "" ? [] : ["-p", parent]), "-m", message]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes the files of a tree below a folder, which is made where it is missing. */
export function writeTree(tree: Tree, folder: string): void {
  for (const [path, content] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function identity(at: Date): NodeJS.ProcessEnv {
  const [name, email] = ["gitops-actions", "gitops-actions@users.noreply.github.com"];
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at.toISOString(),
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at.toISOString(),
  };
}

/** What git printed, trimmed; empty when it found nothing (`rev-parse --quiet`). */
function read(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  try {
    return execFileSync("git", [...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  } catch (error) {
    if (args.includes("--quiet")) return "";
    throw error;
  }
}
