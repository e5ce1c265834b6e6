import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { zeroOid } from "./objects.ts";
import { isRefName } from "./ref-names.ts";
import { RefTransactions, type RefUpdate } from "./ref-transactions.ts";

export interface Ref {
  readonly name: string;
  readonly oid: string;
}

export interface RefMove {
  readonly name: string;
  /** The zero oid where the ref was made or deleted. */
  readonly before: string;
  readonly after: string;
  readonly at: Date;
}

/**
 * The refs of one repository. They are read from git's files, which git replaces whole, and moved by
 * git; what our own side moved is remembered, so that a lagging replica can be played.
 */
export class Refs {
  readonly #gitDir: string;
  readonly #transactions: RefTransactions;
  readonly #moves: RefMove[] = [];
  #packed: { stamp: string; refs: ReadonlyMap<string, string> } = { stamp: "", refs: new Map() };

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
    this.#transactions = new RefTransactions(gitDir);
  }

  /** The oid of a full ref name; `asOf` = as a replica saw it that was up to date then. */
  read(name: string, asOf?: Date): string | undefined {
    if (!isRefName(name)) return undefined;
    const move = asOf && this.#moves.find((one) => one.name === name && one.at > asOf);
    if (move !== undefined) return move.before === zeroOid ? undefined : move.before;
    return this.#readLoose(name) ?? this.#readPacked().get(name);
  }

  /** The refs whose full name starts with `prefix`, by name. */
  list(prefix: string, asOf?: Date): Ref[] {
    const names = new Set(this.#readPacked().keys());
    for (const name of this.#looseNames("refs")) names.add(name);
    for (const move of asOf === undefined ? [] : this.#moves) names.add(move.name);
    return [...names]
      .filter((name) => name.startsWith(prefix))
      .sort()
      .flatMap((name) => {
        const oid = this.read(name, asOf);
        return oid === undefined ? [] : [{ name, oid }];
      });
  }

  /** Moves all or none. Throws `RefConflict` when one is not as its update expects. */
  async update(updates: readonly RefUpdate[], at: Date): Promise<RefMove[]> {
    const before = updates.map(({ name }) => this.read(name) ?? zeroOid);
    await this.#transactions.run(updates);
    const moves = updates.map(({ name, after }, index) => ({
      name,
      before: before[index] ?? zeroOid,
      after,
      at,
    }));
    this.#moves.push(...moves);
    return moves;
  }

  close(): void {
    this.#transactions.close();
  }

  #readLoose(name: string): string | undefined {
    try {
      return readFileSync(join(this.#gitDir, name), "latin1").trim();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  *#looseNames(folder: string): Generator<string> {
    for (const entry of readdirSync(join(this.#gitDir, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.#looseNames(name);
      else if (!entry.name.endsWith(".lock")) yield name;
    }
  }

  #readPacked(): ReadonlyMap<string, string> {
    const file = join(this.#gitDir, "packed-refs");
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return new Map();
    const stamp = `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    if (stamp !== this.#packed.stamp) {
      const lines = readFileSync(file, "utf8").matchAll(/^([0-9a-f]{40}) (.+)$/gm);
      const refs = new Map(Array.from(lines, ([, oid = "", name = ""]) => [name, oid]));
      this.#packed = { stamp, refs };
    }
    return this.#packed.refs;
  }
}

/** A folder in the place of a ref means that the ref is not there but longer names are. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR";
}
