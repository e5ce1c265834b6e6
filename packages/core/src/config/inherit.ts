import type { Environment as EnvironmentEntry } from "./promotion-file.gen.ts";

export type EnvironmentEntries = Readonly<Record<string, EnvironmentEntry>>;

/** The entry over the one it is `like`: gates are inherited one by one, everything else key by key. */
export function inherited(name: string, entries: EnvironmentEntries): EnvironmentEntry {
  const entry = entries[name] ?? {};
  if (entry.like === undefined) return entry;
  const model = inherited(entry.like, entries);
  return { ...model, ...entry, gates: { ...model.gates, ...entry.gates } };
}

/** The upstream environments an entry names, and whether all of them count or any. */
export function upstreamOf({ from }: EnvironmentEntry): {
  readonly names: readonly string[];
  readonly mode: "any" | "all";
} {
  if (from === undefined) return { names: [], mode: "any" };
  if (typeof from === "string") return { names: [from], mode: "any" };
  return "all" in from ? { names: from.all, mode: "all" } : { names: from.any, mode: "any" };
}

/** A value that may be given alone or as a list, as a list. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
