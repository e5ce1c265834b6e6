import { isAlias, isMap, isScalar } from "yaml";
import { keyText, type YamlNode, type YamlScalar } from "./nodes.ts";
import type { DataPath } from "./path.ts";
import { type Bare, readsAsText } from "./scalar-text.ts";

/**
 * What a document says, independent of the reader: a text that every reader takes as text is a string,
 * any other scalar is its source behind its tag, an alias its name. Two documents with equal data mean
 * the same under YAML 1.1, YAML 1.2 and Go's yaml alike. Keys are compared as written: 1 and "1" meet in
 * JSON, which is how controllers read manifests.
 */
export type Data = string | Unsettled | Data[] | Map<string, Data>;

/** A scalar whose meaning the reader decides: a bare number, a tagged value, an alias. */
interface Unsettled {
  readonly source: string;
}

/** The place behind the last item of a list, as the last step of an assignment's path. */
export const APPEND = Symbol("append");

/** One value that an edit sets, by its place; `undefined` removes it. */
export interface Assignment {
  readonly path: readonly (DataPath[number] | typeof APPEND)[];
  readonly value: Data | undefined;
}

/** The data of a node. */
export function dataOf(node: YamlNode | null | undefined): Data {
  if (node === null || node === undefined) return { source: "" };
  if (isAlias(node)) return { source: `*${node.source}` };
  if (isScalar(node)) return scalarData(node);
  if (isMap(node)) {
    return new Map(node.items.map(({ key, value }) => [keyText(key), dataOf(value)]));
  }
  return node.items.map(dataOf);
}

/** The data of a value to be written. */
export function dataOfValue(value: string | Bare): Data {
  return typeof value === "string" ? value : { source: value.bare };
}

function scalarData({ value, type, tag, source = "" }: YamlScalar): Data {
  const text = String(value);
  const isText = tag === "tag:yaml.org,2002:str";
  if (type !== "PLAIN") return tag === undefined || isText ? text : { source: `${tag} ${text}` };
  if (tag !== undefined) return isText ? text : { source: `${tag} ${text}` };
  return readsAsText(text) ? text : { source };
}

/** The data with the assignments made, each in turn. What is on the way and missing is made. */
export function assign(data: Data, assignments: readonly Assignment[]): Data {
  return assignments.reduce((changed, { path, value }) => assignOne(changed, path, value), data);
}

const NOTHING: Data = { source: "" };

function assignOne(data: Data, [step, ...rest]: Assignment["path"], value: Data | undefined): Data {
  if (step === undefined) return value ?? NOTHING;
  if (typeof step === "string") {
    const pairs = new Map(data instanceof Map ? data : []);
    if (rest.length === 0 && value === undefined) pairs.delete(step);
    else pairs.set(step, assignOne(pairs.get(step) ?? NOTHING, rest, value));
    return pairs;
  }
  const items = Array.isArray(data) ? [...data] : [];
  const index = step === APPEND ? items.length : step;
  items[index] = assignOne(items[index] ?? NOTHING, rest, value);
  return items;
}

/** Whether two data are equal; the order of a map's keys does not count. */
export function sameData(a: Data, b: Data): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, value]) => has(b, key, value));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameData(item, b[index] as Data));
  }
  return "source" in a && "source" in b && a.source === b.source;
}

function has(map: ReadonlyMap<string, Data>, key: string, value: Data): boolean {
  const other = map.get(key);
  return other !== undefined && sameData(value, other);
}
