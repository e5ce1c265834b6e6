import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { History } from "./history.ts";
import { type FixtureCommit, importCommits } from "./import.ts";
import { ObjectReader } from "./object-reader.ts";
import { writeObject } from "./object-writer.ts";
import {
  type CommitObject,
  emptyTreeOid,
  formatCommit,
  formatTree,
  type GitObject,
  isOid,
  type ObjectType,
  parseCommit,
  parseTag,
  parseTree,
  type TreeEntry,
} from "./objects.ts";
import { git } from "./process.ts";
import { Refs } from "./refs.ts";
import { editTree, type TreeChange, type TreeStore } from "./tree-edit.ts";

/** What stays in memory: enough for the files, folders and heads in use. */
const cachedObjects = 2_000;
const largestCached = 20_000;

/** A real bare repository: git's own files, git's own locks, a client may clone and push it. */
export class GitRepository implements TreeStore {
  readonly gitDir: string;
  readonly refs: Refs;
  readonly history: History;
  readonly #reader: ObjectReader;
  readonly #objects = new Map<string, GitObject>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #commits = new Map<string, CommitObject>();

  private constructor(gitDir: string) {
    this.gitDir = gitDir;
    this.refs = new Refs(gitDir);
    this.history = new History(gitDir);
    this.#reader = new ObjectReader(gitDir);
  }

  static async create(gitDir: string, defaultBranch: string): Promise<GitRepository> {
    mkdirSync(gitDir, { recursive: true });
    await git(gitDir, ["init", "--quiet", "--bare", `--initial-branch=${defaultBranch}`]);
    appendFileSync(join(gitDir, "config"), settings);
    return new GitRepository(gitDir);
  }

  /** Puts commits on a new branch, oldest first. */
  async import(branch: string, commits: Iterable<FixtureCommit>): Promise<void> {
    const steps = await importCommits(this.gitDir, branch, commits);
    for (const [oid, step] of steps) this.history.note(oid, step);
  }

  async read(oid: string): Promise<GitObject | undefined> {
    const known = this.#objects.get(oid);
    if (known !== undefined || !isOid(oid)) return known;
    const object = await this.#reader.read(oid);
    if (object === undefined || object.content.length > largestCached) return object;
    return remember(this.#objects, oid, object);
  }

  async typeOf(oid: string): Promise<ObjectType | undefined> {
    return isOid(oid) ? (await this.#reader.info(oid))?.type : undefined;
  }

  /** The whole oid that starts with `short` (at least four digits), where there is exactly one. */
  async completeOid(short: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{4,40}$/.test(short)) return undefined;
    return (await this.#reader.info(short))?.oid;
  }

  /** The length of an object's content, in bytes. */
  async sizeOf(oid: string): Promise<number | undefined> {
    return (await this.#reader.info(oid))?.size;
  }

  async readCommit(oid: string): Promise<CommitObject | undefined> {
    const known = this.#commits.get(oid);
    if (known !== undefined) return known;
    const object = await this.read(oid);
    if (object?.type !== "commit") return undefined;
    return remember(this.#commits, oid, parseCommit(object.content));
  }

  /** Throws when there is no such tree: the oid comes from a commit or a tree that names it. */
  async readTree(oid: string): Promise<readonly TreeEntry[]> {
    if (oid === emptyTreeOid) return [];
    const known = this.#trees.get(oid);
    if (known !== undefined) return known;
    const object = await this.read(oid);
    if (object?.type !== "tree") throw new Error(`${this.gitDir} has no tree ${oid}`);
    return remember(this.#trees, oid, parseTree(object.content));
  }

  write(type: ObjectType, content: Buffer): string {
    return writeObject(this.gitDir, type, content);
  }

  writeTree(sorted: readonly TreeEntry[]): string {
    const oid = this.write("tree", formatTree(sorted));
    remember(this.#trees, oid, sorted);
    return oid;
  }

  /** `paths`: those in which it differs from its only parent, where they are known. */
  writeCommit(commit: CommitObject, paths?: ReadonlySet<string>): string {
    const oid = this.write("commit", formatCommit(commit));
    const [parent, second] = commit.parents;
    const { date } = commit.committer;
    if (second === undefined) this.history.note(oid, { parent, paths, date });
    return oid;
  }

  editTree(root: string, changes: ReadonlyMap<string, TreeChange>): Promise<string> {
    return editTree(this, root, changes);
  }

  /** What stands at `path` (`apps/x/kustomization.yaml`) below the tree `root`; the empty path is the root. */
  async entryAt(root: string, path: string): Promise<TreeEntry | undefined> {
    let found: TreeEntry = { mode: "040000", name: "", oid: root };
    for (const name of path.split("/").filter((segment) => segment !== "")) {
      if (found.mode !== "040000") return undefined;
      const entry = (await this.readTree(found.oid)).find((one) => one.name === name);
      if (entry === undefined) return undefined;
      found = entry;
    }
    return found;
  }

  /** The commit that `oid` is or, through annotated tags, points to. */
  async peel(oid: string): Promise<string | undefined> {
    const object = await this.read(oid);
    if (object?.type === "commit") return oid;
    return object?.type === "tag" ? this.peel(parseTag(object.content).object) : undefined;
  }

  close(): void {
    this.#reader.close();
    this.refs.close();
  }
}

/** Nothing is packed behind our back, and nothing waits for the disk: a test's repository dies with it. */
const settings = `[core]
	fsync = none
[gc]
	auto = 0
[receive]
	autogc = false
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
`;

/** Objects never change, so the only question is how many to keep: the oldest goes. */
function remember<Value>(cache: Map<string, Value>, oid: string, value: Value): Value {
  const [oldest] = cache.keys();
  if (cache.size >= cachedObjects && oldest !== undefined) cache.delete(oldest);
  cache.set(oid, value);
  return value;
}
