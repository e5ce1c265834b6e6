import { isAlias, isScalar } from "yaml";
import { dataOf, sameData } from "./yaml/data.ts";
import { parseDocuments } from "./yaml/document.ts";
import { type Edit, editOf } from "./yaml/edit.ts";
import {
  childrenOf,
  type Found,
  offsetOf,
  placeOf,
  rootOf,
  textAt,
  textOf,
} from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { type Path, printPath, type Step } from "./yaml/path.ts";
import type { ScalarValue } from "./yaml/scalar-text.ts";
import { findPath, setPath } from "./yaml/set-path.ts";
import { openSource, type Source, type SourceFile } from "./yaml/source.ts";

/** A value in which two files differ, with the line it has in each; `undefined` where it has none. */
export interface Difference {
  /** In a stream of several documents, behind the document's kind and name. */
  readonly path: string;
  readonly from: { readonly line: number; readonly text: string } | undefined;
  readonly to: { readonly line: number; readonly text: string } | undefined;
}

/** An edit that copied declared values, with what differs and was left. */
export interface CopyEdit extends Edit {
  readonly left: readonly Difference[];
}

/**
 * The edit that copies the values at the paths declared promotable from one environment's file to the
 * next one's, and all other values in which the two differ: nothing else ever moves. A path the first
 * file does not have is left; one that only it has is added.
 * @throws `value-not-scalar` for a map or list, `path-ambiguous`, `anchor-shared`, and as `parseDocument`
 */
export function copyPaths(from: SourceFile, to: SourceFile, paths: readonly Path[]): CopyEdit {
  const source = openSource(from);
  const target = openSource(to);
  const operations = paths.flatMap((path) => copyPath(source, target, path) ?? []);
  const edit = editOf([target], operations);
  const [changed = to] = edit.files;
  return { ...edit, left: differences(source, openSource(changed)) };
}

function copyPath(source: Source, target: Source, path: Path): Operation | undefined {
  const [from] = findPath(source, path);
  if (!from.found) return undefined;
  return setPath(target, path, { value: scalarIn(from, path), create: true });
}

/** A text as text; a number or the like as it is written. */
function scalarIn(from: Found, path: Path): ScalarValue {
  const { node } = from;
  const data = isScalar(node) ? dataOf(node) : undefined;
  if (typeof data === "string") return data;
  if (isScalar(node) && node.tag === undefined) return { bare: node.source ?? "" };
  throw from.document.source.refusal("value-not-scalar", `${printPath(path)} is no single value`, {
    offset: offsetOf(from),
    hint: "Declare the values inside it promotable, one by one.",
  });
}

function differences(source: Source, target: Source): Difference[] {
  const from = leavesOf(source);
  const to = leavesOf(target);
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((path) => {
    const before = from.get(path);
    const after = to.get(path);
    if (before && after && sameData(dataOf(before.written), dataOf(after.written))) return [];
    return [{ path, from: before && told(before), to: after && told(after) }];
  });
}

function told(at: Found): Difference["from"] {
  const text = isAlias(at.written) ? `*${at.written.source}` : (textOf(at) ?? "");
  return { line: placeOf(at).line, text };
}

/** Every single value of a file by its path; list items by their name where they have one. */
function leavesOf(source: Source): Map<string, Found> {
  const leaves = new Map<string, Found>();
  const roots = parseDocuments(source).map(rootOf);
  for (const [index, root] of roots.entries()) {
    const title = roots.length < 2 ? "" : `${documentTitle(root) ?? index}: `;
    collect(root, [], (path, at) => leaves.set(title + printPath(path), at));
  }
  return leaves;
}

function documentTitle(root: Found): string | undefined {
  const kind = textAt(root, ["kind"]);
  return kind === undefined ? undefined : `${kind} ${textAt(root, ["metadata", "name"]) ?? ""}`;
}

function collect(at: Found, path: Path, add: (path: Path, at: Found) => void): void {
  const children = isAlias(at.written) ? [] : childrenOf(at);
  if (children.length === 0) add(path, at);
  for (const child of children) collect(child, [...path, stepTo(child)], add);
}

function stepTo(child: Found): Step {
  const step = child.path.at(-1) ?? 0;
  const name = typeof step === "number" ? textAt(child, ["name"]) : undefined;
  return name === undefined ? step : { key: "name", value: name };
}
