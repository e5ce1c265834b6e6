import { isMap, isSeq } from "yaml";
import type { ManifestDocument } from "./document.ts";
import { childrenOf, type YamlNode } from "./nodes.ts";

/** The line end the document uses. */
export function lineBreak({ text }: ManifestDocument): "\r\n" | "\n" {
  const first = text.indexOf("\n");
  return first > 0 && text[first - 1] === "\r" ? "\r\n" : "\n";
}

/** Spaces up to the column of an offset. */
export function indentAt(document: ManifestDocument, offset: number): string {
  return " ".repeat(offset - lineStart(document, offset));
}

/** Where the line of an offset begins. */
export function lineStart({ text }: { readonly text: string }, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
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

/** How far lists stand right of their keys in this document; 0 where there is none to follow. */
export function listIndent(document: ManifestDocument): number {
  return document.root === undefined ? 0 : (findListIndent(document, document.root) ?? 0);
}

function findListIndent(document: ManifestDocument, node: YamlNode): number | undefined {
  const list = isMap(node)
    ? node.items.find(({ value }) => isSeq(value) && !value.flow)
    : undefined;
  if (list?.value) return Math.max(column(document, list.value) - column(document, list.key), 0);
  for (const child of childrenOf(node)) {
    const inner = findListIndent(document, child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function column(document: ManifestDocument, { range: [offset] }: YamlNode): number {
  return offset - lineStart(document, offset);
}
