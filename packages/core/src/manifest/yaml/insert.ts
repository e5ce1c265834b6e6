import type { UserError } from "../../errors.ts";
import type { ManifestDocument } from "./document.ts";
import { contentEnd, emptyValueSlot, pairEnd, pairStart } from "./extent.ts";
import { asLines, indentAt, listIndent, nextLine } from "./lines.ts";
import type { Found } from "./locate.ts";
import type { YamlMap, YamlNode, YamlPair, YamlSeq } from "./nodes.ts";
import type { Splice } from "./operation.ts";
import {
  type BlockStyle,
  blockLines,
  type FlowStyle,
  flowPair,
  flowText,
  hang,
  type NewNode,
  pairLines,
} from "./write-node.ts";

/**
 * The splice that puts `key: value` behind the pair `after` of a map, in the map's own style; behind the
 * last by default, and into `{}` where there is none.
 * @throws `value-not-scalar` behind a key without a colon, and in a flow map without braces
 */
export function insertPair(
  document: ManifestDocument,
  {
    map,
    after = map.items.at(-1),
  }: { readonly map: YamlMap; readonly after?: YamlPair | undefined },
  [key, value]: readonly [string, NewNode],
): Splice {
  if (map.flow || after === undefined) {
    if (document.text[map.range[0]] !== "{") throw unbraced(document, map);
    const pair = flowPair(key, value, flowStyle(document, map));
    if (after === undefined) return insertAt(map.range[0] + 1, pair);
    return insertAt(pairEnd(document, after), separator(document, map.items, after) + pair);
  }
  refuseWithoutColon(document, after);
  const at = nextLine(document, pairEnd(document, after));
  const indent = indentAt(document, pairStart(document, map.items[0] ?? after));
  const lines = pairLines(key, value, blockStyle(document)).map((line) => indent + line);
  return insertAt(at, asLines(document, at, lines));
}

/** `[key: value]` is a list of one map, to which nothing can be added. */
function unbraced(document: ManifestDocument, map: YamlMap): UserError {
  return document.source.refusal("value-not-scalar", "this map has no braces to add a key in", {
    offset: document.start + map.range[0],
    hint: "Write it as {key: value}.",
  });
}

/** Behind `? key` a new line could belong to it. */
function refuseWithoutColon(document: ManifestDocument, pair: YamlPair): void {
  if (emptyValueSlot(document, pair) > pair.key.range[1]) return;
  const offset = document.start + pairStart(document, pair);
  throw document.source.refusal("value-not-scalar", "a key without a colon stands here", {
    offset,
    hint: 'Write it as "key: value".',
  });
}

function insertAt(offset: number, text: string): Splice {
  return { start: offset, end: offset, text };
}

/** One splice for each item to be put at the end of a list, in the list's own style. */
export function appendItems(
  document: ManifestDocument,
  list: YamlSeq,
  items: readonly NewNode[],
): Splice[] {
  return list.flow ? appendToFlow(document, list, items) : appendToBlock(document, list, items);
}

function appendToFlow(
  document: ManifestDocument,
  list: YamlSeq,
  items: readonly NewNode[],
): Splice[] {
  const style = flowStyle(document, list);
  const last = list.items.at(-1);
  const at = last === undefined ? list.range[0] + 1 : contentEnd(document, last);
  return items.map((item, index) => {
    const comma = last === undefined && index === 0 ? "" : ", ";
    return insertAt(at, comma + flowText(item, style));
  });
}

function appendToBlock(
  document: ManifestDocument,
  list: YamlSeq,
  items: readonly NewNode[],
): Splice[] {
  const at = nextLine(document, contentEnd(document, list));
  const [mark, indent] = itemMark(document, list);
  return items.map((item) => {
    const lines = hang(mark, blockLines(item, blockStyle(document))).map((line) => indent + line);
    return insertAt(at, asLines(document, at, lines));
  });
}

/** The splice that gives an empty value (`images:`, `images: null`, `images: {}`) a map or list. */
export function fillEmpty({ document, node, pair, flow }: Found, value: NewNode): Splice {
  const inFlow = flowText(value, { quote: document.quote, padding: "", json: false });
  if (node !== null && node.range[1] > node.range[0]) {
    return { start: node.range[0], end: node.range[1], text: inFlow };
  }
  if (pair === undefined) throw new Error("only the value of a key can be filled");
  const slot = emptyValueSlot(document, pair);
  const hasColon = slot > pair.key.range[1];
  if (flow) return insertAt(slot, `${hasColon ? "" : ":"} ${inFlow}`);
  refuseWithoutColon(document, pair);
  const style = blockStyle(document);
  const indent =
    indentAt(document, pairStart(document, pair)) +
    " ".repeat(Array.isArray(value) ? style.listIndent : 2);
  const at = nextLine(document, slot);
  const lines = blockLines(value, style).map((line) => indent + line);
  return insertAt(at, asLines(document, at, lines));
}

/** The splice that gives a document without content its first lines, below its comments. */
export function fillDocument(document: ManifestDocument, value: NewNode): Splice {
  const at = document.text.search(/^\.\.\./m);
  const end = at < 0 ? document.text.length : at;
  return insertAt(end, asLines(document, end, blockLines(value, blockStyle(document))));
}

function blockStyle(document: ManifestDocument): BlockStyle {
  return { quote: document.quote, listIndent: listIndent(document) };
}

/** `"- "` as the last item writes it, wider where its neighbours are (`"-   "`), and the spaces before it. */
function itemMark(document: ManifestDocument, list: YamlSeq): [mark: string, indent: string] {
  const start = list.range[0];
  const indent = indentAt(document, start);
  const spaces = /^-( +)\S/.exec(document.text.slice(start, start + 12))?.[1] ?? " ";
  return [`-${spaces}`, indent];
}

function flowStyle({ text, quote }: ManifestDocument, node: YamlNode): FlowStyle {
  const source = text.slice(node.range[0], node.range[1]);
  return {
    quote,
    padding: /\{ /.test(source) ? " " : "",
    json: /^[{[\s]*"/.test(source),
  };
}

/** What stands between two pairs of a flow map: as before the last, so that one pair a line stays so. */
function separator(
  document: ManifestDocument,
  pairs: readonly YamlPair[],
  after: YamlPair,
): string {
  const before = pairs[pairs.indexOf(after) - 1];
  if (before === undefined) return ", ";
  const between = document.text.slice(before.key.range[0], pairStart(document, after));
  return /,\s*$/.exec(between)?.[0] ?? ", ";
}
