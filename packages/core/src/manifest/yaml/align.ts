import type { ManifestDocument } from "./document.ts";
import type { YamlScalar } from "./nodes.ts";

/**
 * Where each character of a scalar's value stands in the document's text, and behind the last of them
 * where the value ends; `undefined` for a form that cannot be followed (tabs in folded text and the
 * like). In a block scalar the first character of a line is behind the indentation.
 * @see https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions
 */
export function alignScalar(
  { text }: ManifestDocument,
  { value, type, range }: YamlScalar,
): readonly number[] | undefined {
  const wanted = String(value);
  const [start, end] = range;
  if (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED") {
    const headerEnd = text.indexOf("\n", start);
    return headerEnd < 0 ? undefined : alignBlock(text.slice(0, end), headerEnd + 1, wanted);
  }
  const quotes = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE" ? 1 : 0;
  return alignFlow(text.slice(0, end - quotes), start + quotes, { wanted, type });
}

function alignBlock(text: string, start: number, wanted: string): number[] | undefined {
  const offsets: number[] = [];
  const indent = outerIndent(text.slice(start), wanted);
  let at = start + indent;
  for (const character of wanted.split("")) {
    at = skipFolded(text, at, { character, indent });
    const lineEnd = lineEndAt(text, at);
    if (text[at] !== character && !(lineEnd > 0 && /[ \n]/.test(character))) return undefined;
    offsets.push(at);
    at = lineEnd > 0 ? skipIndent(text, at + lineEnd, indent) : at + 1;
  }
  // Behind a last line end the next line begins, before its indentation.
  const last = offsets.at(-1) ?? start;
  return [...offsets, Math.min(last + Math.max(lineEndAt(text, last), 1), text.length)];
}

/** The length of a line end: 0 for none, and 1 for the end of the text, which ends the last line. */
function lineEndAt(text: string, at: number): number {
  if (text.startsWith("\r\n", at)) return 2;
  return at === text.length || text[at] === "\n" ? 1 : 0;
}

/** A folded text shows a space for a line end, and nothing for one that an empty line follows. */
function skipFolded(
  text: string,
  start: number,
  { character, indent }: { readonly character: string; readonly indent: number },
): number {
  let at = start;
  while (at < text.length && lineEndAt(text, at) > 0 && !/[ \n]/.test(character)) {
    at = skipIndent(text, at + lineEndAt(text, at), indent);
  }
  return at;
}

function skipIndent(text: string, lineStart: number, indent: number): number {
  const spaces = /^ */.exec(text.slice(lineStart, lineStart + indent))?.[0].length ?? 0;
  return lineStart + spaces;
}

/** How far the lines of a block stand right of what they say. */
function outerIndent(block: string, wanted: string): number {
  const outer = /^ *(?=[^ \r\n])/m.exec(block)?.[0].length ?? 0;
  const inner = /^ *(?=[^ \n])/m.exec(wanted)?.[0].length ?? 0;
  return outer - inner;
}

function alignFlow(
  text: string,
  start: number,
  { wanted, type }: { readonly wanted: string; readonly type: YamlScalar["type"] },
): number[] | undefined {
  const offsets: number[] = [];
  let at = start;
  while (offsets.length < wanted.length) {
    const { length, characters } = flowUnit(text, at, type);
    if (length === 0) return undefined;
    const isVerbatim = characters.length === length;
    for (const [index, character] of characters.split("").entries()) {
      if (wanted[offsets.length] !== character) return undefined;
      offsets.push(isVerbatim ? at + index : at);
    }
    at += length;
  }
  return [...offsets, at];
}

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)/y;
const SPACES = /[ \t]+/y;
const LINE_ENDS = /(?:\r?\n[ \t]*)+/y;

/** The characters that the next piece of a flow scalar stands for, and how long the piece is. */
function flowUnit(
  text: string,
  at: number,
  type: YamlScalar["type"],
): { readonly length: number; readonly characters: string } {
  const spaces = match(SPACES, text, at) ?? "";
  const lineEnds = match(LINE_ENDS, text, at + spaces.length);
  if (lineEnds !== undefined) {
    const lines = lineEnds.split("\n").length - 1;
    const characters = lines === 1 ? " " : "\n".repeat(lines - 1);
    return { length: spaces.length + lineEnds.length, characters };
  }
  if (spaces !== "") return { length: spaces.length, characters: spaces };
  const escaped = type === "QUOTE_DOUBLE" ? match(ESCAPE, text, at) : undefined;
  if (escaped !== undefined) return { length: escaped.length, characters: decoded(escaped) };
  if (type === "QUOTE_SINGLE" && text.startsWith("''", at)) return { length: 2, characters: "'" };
  const character = text[at] ?? "";
  return { length: character.length, characters: character };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

/** What an escape stands for; one at the end of a line for nothing. */
function decoded(escaped: string): string {
  const sign = escaped[1] ?? "";
  if (/[xuU]/.test(sign)) return String.fromCodePoint(Number.parseInt(escaped.slice(2), 16));
  return escaped.includes("\n") ? "" : (ESCAPES[sign] ?? sign);
}
