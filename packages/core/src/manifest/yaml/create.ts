import { isMap, isSeq } from "yaml";
import type { UserError } from "../../errors.ts";
import { APPEND, type Assignment } from "./data.ts";
import { appendItems, fillDocument, fillEmpty, insertPair } from "./insert.ts";
import { type Found, isEmpty, type Missing, offsetOf, pathNotFound } from "./locate.ts";
import type { Addition, Operation } from "./operation.ts";
import { type Path, printPath, type Selector } from "./path.ts";
import { ownPath, refuseShared } from "./set-value.ts";
import { dataOfNew, isList, type NewNode } from "./write-node.ts";

/**
 * The operation that adds what a path misses: keys at the end of the map the path reaches, or a list
 * item that the path selects by one of its values.
 * @throws `path-not-found` where nothing can be added below (a text, an index); `anchor-shared`
 */
export function createValue(
  missing: Missing,
  value: NewNode,
  { shown, shared = false }: { readonly shown: Path; readonly shared?: boolean | undefined },
): Operation {
  const { at, rest } = missing;
  const [step, ...deeper] = rest;
  if (!shared) refuseShared(at, shown);
  const inner = nest(deeper, value);
  const changes = [{ path: printPath(shown), from: undefined, to: printNew(value) }];
  if (typeof step === "string" && inner !== undefined && canHoldKeys(at)) {
    return added({ at, pairs: new Map([[step, inner]]) }, changes);
  }
  if (typeof step === "object" && inner !== undefined && isSeq(at.node)) {
    return { ...addItem(at, selected(step, inner), { shown, shared }), changes };
  }
  throw pathNotFound(missing, "Add the part of the path that is missing by hand.");
}

function canHoldKeys(at: Found): boolean {
  return isMap(at.node) || at.document.root === undefined || (at.pair !== undefined && isEmpty(at));
}

function added(addition: Addition, changes: Operation["changes"]): Operation {
  const { at, pairs } = addition;
  const { document } = at;
  const path = ownPath(at);
  const assignments = [...pairs].map(([key, value]) => ({
    path: [...path, key],
    value: dataOfNew(value),
  }));
  return { document, splices: splicesFor(addition), assignments, changes, addition };
}

function splicesFor({ at, pairs }: Addition): Operation["splices"] {
  const { document, node } = at;
  if (document.root === undefined) return [fillDocument(document, pairs)];
  const [first, ...others] = isFilledMap(at) && isMap(node) ? [...pairs] : [];
  if (!isMap(node) || first === undefined) return [fillEmpty(at, pairs)];
  const insert = (pair: readonly [string, NewNode]) => insertPair(document, { map: node }, pair);
  return [insert(first), ...others.map(insert)];
}

function isFilledMap({ node }: Found): boolean {
  return isMap(node) && node.items.length > 0;
}

/**
 * The operations with those that add below one new key made one: `image.tag` and `image.digest` where
 * there is no `image` yet.
 */
export function joinAdditions(operations: readonly Operation[]): Operation[] {
  const joined: Operation[] = [];
  for (const operation of operations) {
    const index = joined.findIndex(({ addition }) => isSibling(addition, operation.addition));
    const other = joined[index];
    if (other === undefined) joined.push(operation);
    else joined[index] = join(other, operation);
  }
  return joined;
}

/** A place that is no map yet is made one once; a map gets each new key once. */
function isSibling(a: Addition | undefined, b: Addition | undefined): boolean {
  if (a === undefined || b === undefined || a.at.document !== b.at.document) return false;
  if (a.at.written !== b.at.written || a.at.pair !== b.at.pair) return false;
  return !isFilledMap(a.at) || [...b.pairs.keys()].some((key) => a.pairs.has(key));
}

function join(a: Operation, b: Operation): Operation {
  if (a.addition === undefined || b.addition === undefined) throw new Error("nothing to join");
  const pairs = joinPairs(a.addition.pairs, b.addition.pairs);
  return added({ at: a.addition.at, pairs }, [...a.changes, ...b.changes]);
}

function joinPairs(
  a: ReadonlyMap<string, NewNode>,
  b: ReadonlyMap<string, NewNode>,
): ReadonlyMap<string, NewNode> {
  const pairs = new Map(a);
  for (const [key, value] of b) {
    const other = pairs.get(key);
    pairs.set(key, other === undefined ? value : joinNodes(other, value));
  }
  return pairs;
}

function joinNodes(a: NewNode, b: NewNode): NewNode {
  if (isPairs(a) && isPairs(b)) return joinPairs(a, b);
  return isList(a) && isList(b) ? [...a, ...b] : b;
}

export interface AddKeyOptions {
  /** The keys it goes behind, where the map has one of them; else it goes to the end. */
  readonly behind?: readonly string[];
  readonly shown: Path;
  readonly shared?: boolean | undefined;
}

/**
 * The operation that adds a key to a map.
 * @throws `anchor-shared`; `manifest-shape` when `at` is no map
 */
export function addKey(
  at: Found,
  [key, value]: readonly [string, NewNode],
  { behind = [], shown, shared = false }: AddKeyOptions,
): Operation {
  const { document, node } = at;
  if (!isMap(node)) throw wrongShape(at, shown, "map");
  if (!shared) refuseShared(at, shown);
  const after = node.items.findLast((pair) => behind.includes(String(pair.key)));
  return {
    document,
    splices: [insertPair(document, { map: node, after }, [key, value])],
    assignments: [{ path: [...ownPath(at), key], value: dataOfNew(value) }],
    changes: [{ path: printPath([...shown, key]), from: undefined, to: printNew(value) }],
  };
}

/**
 * The operation that adds an item at the end of a list.
 * @throws `anchor-shared`; `manifest-shape` when `at` is no list
 */
export function addItem(
  at: Found,
  item: NewNode,
  { shown, shared = false }: { readonly shown: Path; readonly shared?: boolean | undefined },
): Operation {
  const { document, node } = at;
  if (!shared) refuseShared(at, shown);
  const changes = [{ path: printPath(shown), from: undefined, to: printNew(item) }];
  const path = ownPath(at);
  if (isEmpty(at) && at.pair !== undefined) {
    const assignments = [{ path, value: dataOfNew([item]) }];
    return { document, splices: [fillEmpty(at, [item])], assignments, changes };
  }
  const [splice] = isSeq(node) ? appendItems(document, node, [item]) : [];
  if (!isSeq(node) || splice === undefined) throw wrongShape(at, shown, "list");
  const appended: Assignment = { path: [...path, APPEND], value: dataOfNew(item) };
  return { document, splices: [splice], assignments: [appended], changes };
}

function wrongShape(at: Found, shown: Path, expected: "map" | "list"): UserError {
  return at.document.source.refusal("manifest-shape", `${printPath(shown)} is no ${expected}`, {
    offset: offsetOf(at),
    hint: `Write it as a ${expected}.`,
  });
}

/** The maps and lists that hold a value at the path given; `undefined` where an index says which item. */
function nest(path: Path, value: NewNode): NewNode | undefined {
  return path.reduceRight<NewNode | undefined>((inner, step) => {
    if (inner === undefined || typeof step === "number") return undefined;
    return typeof step === "string" ? new Map([[step, inner]]) : [selected(step, inner)];
  }, value);
}

/** The list item that a selector would find. */
function selected({ key, value }: Selector, inner: NewNode): NewNode {
  return new Map<string, NewNode>([[key, value], ...(isPairs(inner) ? inner : [])]);
}

function isPairs(value: NewNode): value is ReadonlyMap<string, NewNode> {
  return value instanceof Map;
}

function printNew(value: NewNode): string {
  if (typeof value === "string") return value;
  if (isPairs(value)) return [...value.values()].map(printNew).join(" ");
  return isList(value) ? value.map(printNew).join(" ") : value.bare;
}
