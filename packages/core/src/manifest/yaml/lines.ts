import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { ManifestDocument } from "./document.ts";
import { childrenOf, type YamlNode, type YamlPair } from "./nodes.ts";

/** The line end the document uses. */
export function lineBreak({ text }: ManifestDocument): "\r\n" | "\n" {
  const first = text.indexOf("\n");
  return first > 0 && text[first - 1] === "\r" ? "\r\n" : "\n";
}

/** Spaces up to the column of an offset. */
export function indentAt({ text }: ManifestDocument, offset: number): string {
  return " ".repeat(offset - (text.lastIndexOf("\n", offset - 1) + 1));
}

/** Where the line of an offset begins. */
export function lineStart({ text }: ManifestDocument, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line after the one of an offset begins; the end of the text where there is none. */
export function nextLine({ text }: ManifestDocument, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** New lines ready to stand at `offset`, the start of a line or the end of a text that lacks its last line end. */
export function asLines(
  document: ManifestDocument,
  offset: number,
  lines: readonly string[],
): string {
  const newline = lineBreak(document);
  const joined = lines.join(newline);
  const continues = offset === 0 || document.text[offset - 1] === "\n";
  return continues ? joined + newline : newline + joined;
}

/**
 * Where a value's own text ends: comments, spaces and line ends behind it left out, but not the empty
 * lines that a block scalar keeps (`|+`).
 */
export function contentEnd(document: ManifestDocument, node: YamlNode): number {
  if (isAlias(node)) return node.range[1];
  if (isScalar(node)) return scalarEnd(document, node.range);
  if (node.flow) return node.range[1];
  if (isSeq(node)) {
    const last = node.items.at(-1);
    return last === undefined ? node.range[1] : contentEnd(document, last);
  }
  const last = node.items.at(-1);
  return last === undefined ? node.range[1] : pairEnd(document, last);
}

function scalarEnd(
  { text }: ManifestDocument,
  [start, end]: readonly [number, number, number],
): number {
  const header = /^[|>][-+0-9]*/.exec(text.slice(start, start + 4))?.[0];
  if (header === undefined || header.includes("+")) return end;
  return start + text.slice(start, end).trimEnd().length;
}

/** Where a pair's own text ends, as {@link contentEnd}. */
export function pairEnd(document: ManifestDocument, pair: YamlPair): number {
  const { value } = pair;
  if (value !== null && value.range[1] > value.range[0]) return contentEnd(document, value);
  return emptyValueSlot(document, pair);
}

/** The colon behind a key, and what belongs to a value that is not there: its anchor or tag. */
const COLON = /\s*:(?:[ \t]+[&!][^\s,[\]{}]*)*/y;

/**
 * Where the value of a pair without one would begin: behind the colon and what belongs to it; behind
 * the key where there is no colon (`? key`, `{ key }`).
 */
export function emptyValueSlot(document: ManifestDocument, { key }: YamlPair): number {
  COLON.lastIndex = key.range[1];
  return key.range[1] + (COLON.exec(document.text)?.[0].length ?? 0);
}

/** Where a pair's own text begins: its key, or the `?`, anchor or tag before it. */
export function pairStart(document: ManifestDocument, { key }: YamlPair): number {
  const [start] = key.range;
  const before = document.text.slice(lineStart(document, start), start);
  return start - (/(?:\?[ \t]+)?(?:[&!][^\s,[\]{}]*[ \t]+)*$/.exec(before)?.[0].length ?? 0);
}

/** How far lists stand right of their keys in this document; 0 where there is none to follow. */
export function listIndent(document: ManifestDocument): number {
  return document.root === undefined ? 0 : (findListIndent(document, document.root) ?? 0);
}

function findListIndent(document: ManifestDocument, node: YamlNode): number | undefined {
  const list = isMap(node)
    ? node.items.find(({ value }) => isSeq(value) && !value.flow)
    : undefined;
  if (list?.value) return column(document, list.value) - column(document, list.key);
  for (const child of childrenOf(node)) {
    const inner = findListIndent(document, child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function column(document: ManifestDocument, { range: [offset] }: YamlNode): number {
  return offset - lineStart(document, offset);
}
