import { isMap, isSeq } from "yaml";
import type { UserError } from "../../errors.ts";
import { APPEND, type Assignment } from "./data.ts";
import { appendItems, fillDocument, fillEmpty, insertPair } from "./insert.ts";
import { type Found, isEmpty, type Missing, offsetOf, pathNotFound } from "./locate.ts";
import type { Operation, Splice } from "./operation.ts";
import { type Path, printPath, type Selector, type Step } from "./path.ts";
import { ownPath, refuseShared } from "./set-value.ts";
import { dataOfNew, type NewNode } from "./write-node.ts";

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
  const inner = step === undefined ? undefined : nest(deeper, value);
  const added = step === undefined || inner === undefined ? undefined : add(missing, step, inner);
  if (added === undefined) {
    throw pathNotFound(missing, "Add the part of the path that is missing by hand.");
  }
  return {
    document: at.document,
    splices: [added.splice],
    assignments: [{ path: [...ownPath(at), ...added.path], value: dataOfNew(added.value) }],
    changes: [{ path: printPath(shown), from: undefined, to: printNew(value) }],
  };
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

interface Added {
  readonly splice: Splice;
  readonly path: Assignment["path"];
  readonly value: NewNode;
}

function add({ at }: Missing, step: Step, value: NewNode): Added | undefined {
  const { document, node, pair } = at;
  if (typeof step === "object") {
    if (!isSeq(node)) return undefined;
    const item = selected(step, value);
    const [splice] = appendItems(document, node, [item]);
    return splice && { splice, path: [APPEND], value: item };
  }
  if (typeof step === "number") return undefined;
  const map = new Map([[step, value]]);
  if (node === null && pair === undefined) {
    return { splice: fillDocument(document, map), path: [], value: map };
  }
  if (isMap(node)) {
    return { splice: insertPair(document, { map: node }, [step, value]), path: [step], value };
  }
  if (!isEmpty(at) || pair === undefined) return undefined;
  return { splice: fillEmpty(at, map), path: [], value: map };
}

function isPairs(value: NewNode): value is ReadonlyMap<string, NewNode> {
  return value instanceof Map;
}

function printNew(value: NewNode): string {
  if (typeof value === "string") return value;
  if ("bare" in value) return value.bare;
  const inner = Array.isArray(value)
    ? value
    : [...(value as ReadonlyMap<string, NewNode>).values()];
  return inner.map(printNew).join(" ");
}
