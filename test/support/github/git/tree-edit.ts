import { emptyTreeOid, sortTree, type TreeEntry } from "./objects.ts";

/** What stands at a path afterwards: a blob, folder or submodule, or nothing. */
export type TreeChange = { readonly mode: string; readonly oid: string } | undefined;

export interface TreeStore {
  /** Entries in git's order. */
  readTree(oid: string): Promise<readonly TreeEntry[]>;
  writeTree(sorted: readonly TreeEntry[]): string;
}

/**
 * The oid of the tree `root` with `changes` (by path) made. Folders appear and vanish with their files;
 * a file may take the place of a folder and the reverse. Only the folders on the way are read.
 */
export async function editTree(
  store: TreeStore,
  root: string,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<string> {
  const entries = [...(await store.readTree(root))];
  let isSorted = true;
  for (const [name, inside] of byFirstSegment(changes)) {
    const index = entries.findIndex((entry) => entry.name === name);
    const current = entries[index];
    const entry = await changed(store, current, { name, inside });
    if (current !== undefined) entries.splice(index, 1, ...(entry === undefined ? [] : [entry]));
    else if (entry !== undefined) entries.push(entry);
    // The place of a name depends on whether it is a folder.
    isSorted &&= entry === undefined || entry.mode === current?.mode;
  }
  return store.writeTree(isSorted ? entries : sortTree(entries));
}

/** The entry afterwards, `undefined` where nothing is left of it. */
async function changed(
  store: TreeStore,
  current: TreeEntry | undefined,
  { name, inside }: { readonly name: string; readonly inside: Map<string, TreeChange> },
): Promise<TreeEntry | undefined> {
  const isReplaced = inside.has("");
  const change = inside.get("");
  inside.delete("");
  const entry = isReplaced ? change && { name, ...change } : current;
  if (inside.size === 0) return entry;

  const folder = entry?.mode === "040000" ? entry.oid : emptyTreeOid;
  const oid = await editTree(store, folder, inside);
  return oid === emptyTreeOid ? undefined : { name, mode: "040000", oid };
}

/** `a/b` and `a/c` become `a` -> {`b`, `c`}; a change of `a` itself stands under the empty path. */
function byFirstSegment(changes: ReadonlyMap<string, TreeChange>) {
  const groups = new Map<string, Map<string, TreeChange>>();
  for (const [path, change] of changes) {
    const slash = path.indexOf("/");
    const name = slash < 0 ? path : path.slice(0, slash);
    const group = groups.get(name) ?? new Map<string, TreeChange>();
    groups.set(name, group.set(slash < 0 ? "" : path.slice(slash + 1), change));
  }
  return groups;
}
