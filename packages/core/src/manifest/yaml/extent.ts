import { isAlias, isScalar, isSeq } from "yaml";
import type { ManifestDocument } from "./document.ts";
import { lineStart } from "./lines.ts";
import type { YamlNode, YamlPair, YamlScalar } from "./nodes.ts";

/**
 * Where a value's own text ends: comments, spaces and line ends behind it left out, but not the empty
 * lines that a block scalar keeps (`|+`).
 */
export function contentEnd(document: ManifestDocument, node: YamlNode): number {
  if (isAlias(node)) return node.range[1];
  if (isScalar(node)) return scalarEnd(document, node);
  if (node.flow) return node.range[1];
  if (isSeq(node)) {
    const last = node.items.at(-1);
    return last === undefined ? node.range[1] : contentEnd(document, last);
  }
  const last = node.items.at(-1);
  return last === undefined ? node.range[1] : pairEnd(document, last);
}

function scalarEnd(document: ManifestDocument, node: YamlScalar): number {
  const [start, end] = node.range;
  if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED") return end;
  const isKept = /^.[0-9]*\+/.test(document.text.slice(start, start + 3));
  if (!isKept) return blockTextEnd(document, node);
  // Spaces without a line end are no line yet, and would become one.
  const line = lineStart(document, end);
  return document.text.slice(line, end).trim() === "" ? line : end;
}

/**
 * Where the text of a block scalar ends, without the line end of its last line and the empty lines
 * behind it. A line of spaces that goes beyond the indentation is text.
 */
export function blockTextEnd(
  { text }: ManifestDocument,
  { range: [start, end] }: YamlScalar,
): number {
  const indent = /\n( *)[^ \r\n]/.exec(text.slice(start, end))?.[1]?.length ?? 0;
  let last = end;
  for (;;) {
    const line = lineStart({ text }, last);
    if (line <= start || !isBlankLine(text.slice(line, last), indent)) return last;
    last = line - (text.endsWith("\r\n", line) ? 2 : 1);
  }
}

function isBlankLine(line: string, indent: number): boolean {
  return /^ *\r?$/.test(line) && line.length <= indent + (line.endsWith("\r") ? 1 : 0);
}

/** Where a pair's own text ends, as {@link contentEnd}. */
export function pairEnd(document: ManifestDocument, pair: YamlPair): number {
  const { key, value } = pair;
  if (value !== null && value.range[1] > value.range[0]) return contentEnd(document, value);
  return Math.max(emptyValueSlot(document, pair), contentEnd(document, key));
}

/** An indicator, not the beginning of a text such as `:x`. */
const COLON = /\s*:(?=[\s,}\]]|$)/y;
/** The anchor or tag of a value that is not there, which may stand on a line of its own. */
const PROPERTIES = /(?:\s+[&!][^\s,[\]{}]*)+/y;

/**
 * Where the value of a pair without one would begin: behind the colon and what belongs to it; behind
 * the key where there is no colon (`? key`, `{ key }`).
 */
export function emptyValueSlot({ text }: ManifestDocument, { key, value }: YamlPair): number {
  const colon = endOfMatch(COLON, text, key.range[1]);
  const hasProperties = isScalar(value) && (value.anchor ?? value.tag) !== undefined;
  return hasProperties ? endOfMatch(PROPERTIES, text, colon) : colon;
}

function endOfMatch(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return start + (pattern.exec(text)?.[0].length ?? 0);
}

/** Where a pair's own text begins: its key, or the `?`, anchor or tag before it. */
export function pairStart(document: ManifestDocument, { key }: YamlPair): number {
  const [start] = key.range;
  const before = document.text.slice(lineStart(document, start), start);
  return start - (/(?:\?[ \t]+)?(?:[&!][^\s,[\]{}]*[ \t]+)*$/.exec(before)?.[0].length ?? 0);
}
