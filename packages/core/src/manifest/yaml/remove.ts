import type { ManifestDocument } from "./document.ts";
import { pairEnd, pairStart } from "./extent.ts";
import { lineStart, nextLine } from "./lines.ts";
import type { YamlMap, YamlPair } from "./nodes.ts";
import type { Splice } from "./operation.ts";

/**
 * The splices that take pairs out of a map that has others. A comment on the line of one goes with it,
 * a comment on a line of its own stays.
 */
export function removePairs(
  document: ManifestDocument,
  map: YamlMap,
  pairs: readonly YamlPair[],
): Splice[] {
  const first = map.items.findIndex((pair) => !pairs.includes(pair));
  const kept = map.items[first];
  if (kept === undefined) throw new Error("a map cannot lose all its pairs");
  const leading = map.items.slice(0, first);
  const others = map.items.slice(first).filter((pair) => pairs.includes(pair));
  const isInline = first > 0 && (map.flow || !leading.every((pair) => startsLine(document, pair)));
  const cuts = isInline ? [cutFirst(document, leading, kept)] : cutLines(document, leading);
  return [...cuts, ...(map.flow ? cutFlow(document, map, others) : cutLines(document, others))];
}

function startsLine(document: ManifestDocument, pair: YamlPair): boolean {
  const start = pairStart(document, pair);
  return document.text.slice(lineStart(document, start), start).trim() === "";
}

/** From behind the pair before, so that the comma between goes too. */
function cutFlow(
  document: ManifestDocument,
  { items }: YamlMap,
  pairs: readonly YamlPair[],
): Splice[] {
  return pairs.map((pair) => {
    const before = items[items.indexOf(pair) - 1] ?? pair;
    return { start: pairEnd(document, before), end: pairEnd(document, pair), text: "" };
  });
}

function cutLines(document: ManifestDocument, pairs: readonly YamlPair[]): Splice[] {
  const cuts = pairs.map((pair) => ({
    start: lineStart(document, pairStart(document, pair)),
    end: nextLine(document, pairEnd(document, pair)),
    text: "",
  }));
  const last = cuts.at(-1);
  if (last === undefined || document.text[last.end - 1] === "\n") return cuts;
  // Without a line end at the end of the file, the line before the cut becomes the last, without one too.
  const run = cuts.findLastIndex(({ start }, index) => cuts[index - 1]?.end !== start);
  const start = document.text.slice(0, cuts[run]?.start).replace(/\r?\n$/, "").length;
  return [...cuts.slice(0, run), { start, end: last.end, text: "" }];
}

/**
 * The first pairs of `- a: b` or `{a: b}`: the first that is kept takes their place, unless a comment
 * stands between.
 */
function cutFirst(document: ManifestDocument, pairs: readonly YamlPair[], kept: YamlPair): Splice {
  const { text } = document;
  const start = pairs[0] === undefined ? 0 : pairStart(document, pairs[0]);
  const end = pairStart(document, kept);
  const last = pairs.at(-1);
  const lastEnd = last === undefined ? end : pairEnd(document, last);
  if (!text.slice(lastEnd, end).includes("#")) return { start, end, text: "" };
  const lineEnd = nextLine(document, lastEnd);
  return {
    start: text.slice(0, start).trimEnd().length,
    end: text.slice(0, lineEnd).trimEnd().length,
    text: "",
  };
}

/** The splice that gives a pair another key, in the quotes of the old one. */
export function renameKey(document: ManifestDocument, { key }: YamlPair, name: string): Splice {
  const [start, end] = key.range;
  const sign = document.text[start];
  const quote = sign === '"' || sign === "'" ? sign : "";
  return { start, end, text: quote + name + quote };
}
