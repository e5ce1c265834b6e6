import { emptyTreeOid, type TreeEntry } from "./objects.ts";

/** What stands at a path afterwards: a blob, folder or submodule, or nothing. */
export type TreeChange = { readonly mode: string; readonly oid: string } | undefined;

export interface TreeStore {
  readTree(oid: string): Promise<readonly TreeEntry[]>;
  writeTree(entries: Iterable<TreeEntry>): string;
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
  const entries = new Map<string, TreeEntry>();
  for (const entry of await store.readTree(root)) entries.set(entry.name, entry);

  for (const [name, inside] of byFirstSegment(changes)) {
    const change = inside.get("");
    if (inside.has("") && change === undefined) entries.delete(name);
    if (change !== undefined) entries.set(name, { name, ...change });
    inside.delete("");
    if (inside.size === 0) continue;

    const current = entries.get(name);
    const folder = current?.mode === "040000" ? current.oid : emptyTreeOid;
    const oid = await editTree(store, folder, inside);
    if (oid === emptyTreeOid) entries.delete(name);
    else entries.set(name, { name, mode: "040000", oid });
  }
  return store.writeTree(entries.values());
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
