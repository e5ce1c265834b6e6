import { type Alias, isAlias, isMap, isScalar, isSeq } from "yaml";
import type { UserError } from "../../errors.ts";
import type { ManifestDocument } from "./document.ts";
import { keyText, type YamlMap, type YamlNode, type YamlPair, type YamlSeq } from "./nodes.ts";
import { type DataPath, type Path, printPath, type Selector, type Step } from "./path.ts";

/** An anchored value that an alias repeats: what changes at one place changes at the other. */
export interface Sharing {
  readonly anchored: YamlNode;
  readonly alias: Alias.Parsed;
}

/** A value in a document, aliases and merge keys followed. */
export interface Found {
  readonly found: true;
  readonly document: ManifestDocument;
  readonly path: DataPath;
  /** `null` for a flow key without a value: `{ tag }`. Never an alias but what it stands for. */
  readonly node: YamlNode | null;
  /** What is written at the place itself: the alias where `node` was found through one. */
  readonly written: YamlNode | null;
  /** The pair whose value this is, where it is one. */
  readonly pair: YamlPair | undefined;
  /** The innermost map or list around it. */
  readonly parent: YamlMap | YamlSeq | undefined;
  readonly sharing: Sharing | undefined;
  /** Whether it stands inside `{}` or `[]`. */
  readonly flow: boolean;
}

/** How far a path leads: `rest` is not there below `at`. */
export interface Missing {
  readonly found: false;
  readonly at: Found;
  readonly rest: Path;
}

/**
 * The value at a path below a place.
 * @throws `path-ambiguous` when a selector fits several items
 */
export function locate(from: Found, path: Path): Found | Missing {
  let at = from;
  for (const [index, step] of path.entries()) {
    const next = descend(at, step);
    if (next === undefined) return { found: false, at, rest: path.slice(index) };
    at = next;
  }
  return at;
}

/** The whole content of a document as a place to start from. */
export function rootOf(document: ManifestDocument): Found {
  return follow({
    found: true,
    document,
    path: [],
    written: document.root ?? null,
    pair: undefined,
    parent: undefined,
    sharing: undefined,
    flow: false,
  });
}

/** The value one step below another; `undefined` when there is none. */
export function descend(from: Found, step: Step): Found | undefined {
  const { node } = from;
  if (isMap(node)) {
    return typeof step === "object" ? undefined : descendKey(from, node, String(step));
  }
  if (!isSeq(node)) return undefined;
  if (typeof step === "object") return descendSelector(from, step);
  const index = typeof step === "number" || /^\d+$/.test(step) ? Number(step) : -1;
  return index in node.items ? itemOf(from, node, index) : undefined;
}

/** The items of a list, aliases followed; none when the value is no list. */
export function itemsOf(from: Found): Found[] {
  const { node } = from;
  return isSeq(node) ? node.items.map((_, index) => itemOf(from, node, index)) : [];
}

/** The values right below a map or list as they are written: aliases, and merge keys, by themselves. */
export function childrenOf(from: Found): Found[] {
  const { node } = from;
  return isMap(node) ? node.items.map((pair) => valueIn(from, node, pair)) : itemsOf(from);
}

/**
 * The values right below a map or list that are written there: no aliases and nothing merged in, so that
 * a walk ends however often a document repeats itself.
 */
export function ownChildrenOf(from: Found): Found[] {
  return childrenOf(from).filter(
    ({ written, pair }) =>
      written !== null && !isAlias(written) && (pair === undefined || !isMergeKey(pair)),
  );
}

/** The text of a scalar as its reader would show it; `undefined` for an empty one, a map or a list. */
export function textOf(at: Found | undefined): string | undefined {
  if (at === undefined || !isScalar(at.node)) return undefined;
  const { value, type } = at.node;
  const text = String(value);
  return type === "PLAIN" && /^(?:|~|null|Null|NULL)$/.test(text) ? undefined : text;
}

/** The text at a path below a place; `undefined` when there is none. */
export function textAt(from: Found, path: Path): string | undefined {
  const at = locate(from, path);
  return at.found ? textOf(at) : undefined;
}

/** Whether a place says nothing: no value, `null`, or an empty text on the key's own line. */
export function isEmpty(at: Found): boolean {
  const { node } = at;
  if (node === null) return true;
  const isBlock = isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
  return isScalar(node) && !isBlock && (textOf(at) ?? "") === "";
}

/** Where a value begins in the file; for an empty one, its key. */
export function offsetOf({ document, written, pair }: Found): number {
  const isThere = written !== null && written.range[1] > written.range[0];
  const shown = isThere ? written : (pair?.key ?? written);
  return document.start + (shown?.range[0] ?? 0);
}

/** File and line of a value, for messages. */
export function placeOf(at: Found): { readonly file: string; readonly line: number } {
  const { file, line } = at.document.source.place(offsetOf(at));
  return { file, line };
}

function descendKey(from: Found, map: YamlMap, key: string): Found | undefined {
  const own = map.items.find((pair) => keyText(pair.key) === key);
  if (own !== undefined) return valueIn(from, map, own);
  const merge = map.items.find(isMergeKey);
  return merge === undefined ? undefined : descendMerged(valueIn(from, map, merge), key);
}

/** A merged map, or the first of several merged maps that has the key, wins. */
function descendMerged(merged: Found, key: string): Found | undefined {
  const sources = isSeq(merged.node) ? itemsOf(merged) : [merged];
  for (const source of sources) {
    const found = descend(source, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMergeKey({ key }: YamlPair): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

function descendSelector(from: Found, { key, value }: Selector): Found | undefined {
  const [first, second] = itemsOf(from).filter((item) => textAt(item, [key]) === value);
  if (first === undefined || second === undefined) return first;
  const { source } = from.document;
  throw source.refusal(
    "path-ambiguous",
    `the list ${printPath(from.path)} has two items with ${key} ${JSON.stringify(value)}: here and in line ${source.line(offsetOf(first))}`,
    { offset: offsetOf(second), hint: "Remove one of them, or name the item by its index." },
  );
}

function valueIn(from: Found, map: YamlMap, pair: YamlPair): Found {
  return follow({
    ...from,
    path: [...from.path, keyText(pair.key)],
    written: pair.value,
    pair,
    parent: map,
    flow: from.flow || map.flow === true,
  });
}

function itemOf(from: Found, list: YamlSeq, index: number): Found {
  return follow({
    ...from,
    path: [...from.path, index],
    written: list.items[index] ?? null,
    pair: undefined,
    parent: list,
    flow: from.flow || list.flow === true,
  });
}

/** The place with `node` behind any alias, and with what is shared noted. */
function follow(at: Omit<Found, "node">): Found {
  const { document, written } = at;
  if (written === null) return { ...at, node: null };
  if (isAlias(written)) {
    const node = document.targets.get(written);
    if (node === undefined) throw new Error(`alias *${written.source} was not bound`);
    return { ...at, node, sharing: at.sharing ?? { anchored: node, alias: written } };
  }
  const alias = document.aliases.get(written);
  const own = alias === undefined ? undefined : { anchored: written, alias };
  return { ...at, node: written, sharing: at.sharing ?? own };
}

/** The refusal of a path that leads nowhere, told by what is there instead. */
export function pathNotFound({ at, rest }: Missing, hint: string): UserError {
  const { document, node, path } = at;
  const [step] = rest;
  const wanted = step === undefined ? "" : printPath([step]);
  const place = path.length === 0 ? "the document" : printPath(path);
  const offset = document.start + ((at.pair?.key ?? at.written)?.range[0] ?? 0);
  return document.source.refusal("path-not-found", `${place} has no ${wanted}${present(node)}`, {
    offset,
    hint,
  });
}

function present(node: YamlNode | null): string {
  if (isSeq(node)) return `: it is a list of ${node.items.length}`;
  if (!isMap(node)) return ": it is no map";
  const keys = node.items.slice(0, 8).map(({ key }) => keyText(key));
  return keys.length === 0
    ? ""
    : `; it has ${keys.join(", ")}${node.items.length > 8 ? ", ..." : ""}`;
}
