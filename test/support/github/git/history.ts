import { git } from "./process.ts";

export interface HistoryFilter {
  /** Only commits that changed this file or folder, as `git log -- path` tells. */
  readonly path?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** An e-mail address of the author. */
  readonly author?: string | undefined;
}

/** A commit with at most one parent. */
export interface Step {
  readonly parent: string | undefined;
  /** The paths in which it differs from its parent; undefined where nobody looked. */
  readonly paths: ReadonlySet<string> | undefined;
  /** When it was committed. */
  readonly date: Date;
}

/**
 * Walks histories. Git itself needs milliseconds to start and, for a path, a look at the tree of every
 * commit on the way; but a commit never changes. So the steps that are made here are remembered with
 * their paths, and what git said about others, which were pushed, is asked once.
 */
export class History {
  readonly #gitDir: string;
  readonly #steps = new Map<string, Step>();
  readonly #asked = new Map<string, Promise<readonly string[]>>();

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  note(oid: string, step: Step): void {
    this.#steps.set(oid, step);
  }

  /** The oids of at most `limit` commits from `start` back, newest first. */
  async list(start: string, limit: number, filter: HistoryFilter = {}): Promise<string[]> {
    const { found, rest } = this.#recall(start, limit, filter);
    if (rest === undefined) return found;
    const most = `--max-count=${limit - found.length}`;
    return [...found, ...(await this.#ask(["rev-list", most, ...arguments_(rest, filter)]))];
  }

  async count(start: string, filter: HistoryFilter = {}): Promise<number> {
    const { found, rest } = this.#recall(start, Number.POSITIVE_INFINITY, filter);
    if (rest === undefined) return found.length;
    const [older = "0"] = await this.#ask(["rev-list", "--count", ...arguments_(rest, filter)]);
    return found.length + Number(older);
  }

  /** What the remembered commits answer from `start` back, and the commit from which on git has to be asked. */
  #recall(
    start: string,
    limit: number,
    { path, since, ...others }: HistoryFilter,
  ): { readonly found: string[]; readonly rest: string | undefined } {
    const found: string[] = [];
    if (Object.values(others).some((value) => value !== undefined)) return { found, rest: start };
    for (let at = start; ; ) {
      const step = this.#steps.get(at);
      if (step === undefined || (path !== undefined && step.paths === undefined)) {
        return { found, rest: at };
      }
      if (since !== undefined && secondsOf(step.date) < secondsOf(since)) break;
      if (path === undefined || touches(step, path)) found.push(at);
      if (found.length === limit || step.parent === undefined) break;
      at = step.parent;
    }
    return { found, rest: undefined };
  }

  /** The commits that `to` has and `from` does not, oldest first. */
  async between(from: string, to: string): Promise<string[]> {
    if (this.#steps.get(to)?.parent === from) return [to];
    return [...(await this.#ask(["rev-list", "--reverse", `${from}..${to}`]))];
  }

  /** Whether `ancestor` is `oid` or one of its ancestors. */
  async isAncestor(ancestor: string, oid: string): Promise<boolean> {
    for (let at = oid, step = this.#steps.get(at); ; step = this.#steps.get(at)) {
      if (at === ancestor) return true;
      if (step === undefined) break;
      if (step.parent === undefined) return false;
      at = step.parent;
    }
    const args = ["merge-base", "--is-ancestor", ancestor, oid];
    return (await git(this.#gitDir, args, { accept: [1] })).code === 0;
  }

  /** The best common ancestor, `undefined` for unrelated histories. */
  async mergeBase(a: string, b: string): Promise<string | undefined> {
    const [one, other] = [this.#line(a), this.#line(b)];
    if (one.isWhole && other.isWhole) return [...one.oids].find((oid) => other.oids.has(oid));
    const { stdout } = await git(this.#gitDir, ["merge-base", a, b], { accept: [1] });
    return stdout.toString("latin1").trim() || undefined;
  }

  /** The commits from `oid` back that are remembered; whole when they reach a first commit. */
  #line(oid: string): { readonly oids: ReadonlySet<string>; readonly isWhole: boolean } {
    const oids = new Set<string>();
    for (let at = oid; ; ) {
      oids.add(at);
      const step = this.#steps.get(at);
      if (step?.parent === undefined) return { oids, isWhole: step !== undefined };
      at = step.parent;
    }
  }

  #ask(args: readonly string[]): Promise<readonly string[]> {
    const question = args.join("\0");
    const known = this.#asked.get(question);
    if (known !== undefined) return known;
    const answer = git(this.#gitDir, args).then(({ stdout }) =>
      stdout.toString("latin1").split("\n").filter(Boolean),
    );
    this.#asked.set(question, answer);
    return answer;
  }
}

/** The path itself changed, something below it, or a folder on the way to it. */
function touches({ paths = new Set() }: Step, path: string): boolean {
  if (paths.has(path)) return true;
  for (const changed of paths) {
    if (changed.startsWith(path) && changed[path.length] === "/") return true;
    if (path.startsWith(changed) && path[changed.length] === "/") return true;
  }
  return false;
}

/** Git keeps and compares whole seconds. */
function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function arguments_(start: string, { path, since, until, author }: HistoryFilter): string[] {
  return [
    ...(since === undefined ? [] : [`--since=${since.toISOString()}`]),
    ...(until === undefined ? [] : [`--until=${until.toISOString()}`]),
    ...(author === undefined ? [] : [`--author=<${author}>`, "--fixed-strings"]),
    start,
    "--",
    // Paths are taken as they are: git would read `:` and `*` in them as patterns.
    ...(path === undefined ? [] : [`:(literal)${path}`]),
  ];
}
