import type { ManifestDocument } from "./document.ts";
import { lineStart, nextLine, pairEnd, pairStart } from "./lines.ts";
import type { YamlMap, YamlPair } from "./nodes.ts";
import type { Splice } from "./operation.ts";

/** The splice that takes a pair out of a map that has others. A comment on its line goes with it. */
export function removePair(document: ManifestDocument, map: YamlMap, pair: YamlPair): Splice {
  const index = map.items.indexOf(pair);
  const before = map.items[index - 1];
  const after = map.items[index + 1];
  if (before === undefined && after === undefined) {
    throw new Error("the only pair of a map cannot be removed");
  }
  if (before !== undefined) {
    return map.flow ? cut(document, before, pair) : cutLines(document, pair);
  }
  const start = pairStart(pair);
  if (!map.flow && document.text.slice(lineStart(document, start), start).trim() === "") {
    return cutLines(document, pair);
  }
  return cutFirst(document, pair, after as YamlPair);
}

function cut(document: ManifestDocument, before: YamlPair, pair: YamlPair): Splice {
  return { start: pairEnd(document, before), end: pairEnd(document, pair), text: "" };
}

function cutLines(document: ManifestDocument, pair: YamlPair): Splice {
  const start = lineStart(document, pairStart(pair));
  const end = nextLine(document, pairEnd(document, pair));
  if (document.text[end - 1] === "\n") return { start, end, text: "" };
  // The last line of a file without a final line end: the one before it becomes the last.
  const previous = document.text.slice(0, start).replace(/\r?\n$/, "").length;
  return { start: previous, end, text: "" };
}

/** The first pair of `- a: b` or `{a: b}`: the next pair takes its place, unless a comment stands between. */
function cutFirst(document: ManifestDocument, pair: YamlPair, after: YamlPair): Splice {
  const start = pairStart(pair);
  const end = pairStart(after);
  const between = document.text.slice(pairEnd(document, pair), end);
  if (!between.includes("#")) return { start, end, text: "" };
  const lineEnd = nextLine(document, pairEnd(document, pair));
  return { start: trimmedEnd(document, start), end: trimmedEnd(document, lineEnd), text: "" };
}

/** An offset moved back over the spaces and line ends before it. */
function trimmedEnd({ text }: ManifestDocument, offset: number): number {
  return text.slice(0, offset).trimEnd().length;
}

/** The splice that gives a pair another key, in the quotes of the old one. */
export function renameKey(document: ManifestDocument, { key }: YamlPair, name: string): Splice {
  const [start, end] = key.range;
  const sign = document.text[start];
  const quote = sign === '"' || sign === "'" ? sign : "";
  return { start, end, text: quote + name + quote };
}
