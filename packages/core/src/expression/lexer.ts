import { matchAt, readEscape } from "./escape.ts";
import { Fault } from "./fault.ts";
import { isPrintable, quote } from "./quote.ts";
import { SPACE } from "./space.ts";
import type { Token } from "./token.ts";

const BLANK = new RegExp(`(?:${SPACE}+|//[^\\n]*|/\\*[\\s\\S]*?\\*/)*`, "y");
const WORD = /[\p{L}\p{Nd}_$]+/uy;
const NUMBER = new RegExp(
  `\\.?(?:${[
    numberOf("0[xX]", "[\\da-fA-F_]"),
    numberOf("0[oO]", "[0-7_]"),
    numberOf("0[bB]", "[01_]"),
    numberOf("", "[\\d_]"),
  ].join("|")})`,
  "y",
);
const NUMBER_START = /\.?\d/y;
const BRACKET = /[([{)\]}]/y;
const OPERATOR = /\|\|?|::?|\?[.?]?|\.\.?|[&!=*<>][&=*]?|[,;%+\-^/]/y;
const WORD_OPERATORS = new Set(
  "not in or and matches contains startsWith endsWith let if else".split(" "),
);

/** A dot before another dot is no part of the number: `1..2` is a range. */
function numberOf(prefix: string, digit: string): string {
  return `${prefix}${digit}*(?:\\.(?!\\.)${digit}*)?(?:[eE][+-]?${digit}*)?`;
}

/**
 * The tokens of a condition, the last of kind EOF. They are made as they are asked for, so that a
 * fault of the text behind a fault of the grammar is not the one reported.
 * @throws Fault
 */
export function* tokenize(source: string): Generator<Token, undefined> {
  let at = skipBlank(source, 0);
  while (at < source.length) {
    const { token, end } = readToken(source, at);
    yield token;
    at = end;
    if (token.kind === "Operator" && token.value.startsWith("#")) {
      const name = matchAt(WORD, source, at) ?? "";
      if (name !== "") yield { kind: "Identifier", value: name, at };
      at += name.length;
    }
    at = skipBlank(source, at);
  }
  yield { kind: "EOF", value: "", at: Math.max(source.length - 1, 0) };
  return;
}

/** Whether the text is a name: a letter, `_` or `$`, then those or digits. */
export function isIdentifier(text: string): boolean {
  return /^[\p{L}_$][\p{L}\p{Nd}_$]*$/u.test(text);
}

function skipBlank(source: string, at: number): number {
  const end = at + (matchAt(BLANK, source, at) ?? "").length;
  if (source.startsWith("/*", end)) throw new Fault("unclosed comment", source.length);
  return end;
}

interface Read {
  readonly token: Token;
  readonly end: number;
}

function readToken(source: string, at: number): Read {
  const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (char === "'" || char === '"') return readQuoted(source, at);
  if (char === "`") return readRaw(source, at);
  if (matchAt(NUMBER_START, source, at) !== undefined) return readNumber(source, at);

  const bracket = matchAt(BRACKET, source, at);
  if (bracket !== undefined) return simple("Bracket", bracket, at);
  const operator = char === "#" ? pointer(source, at) : matchAt(OPERATOR, source, at);
  if (operator !== undefined) return simple("Operator", operator, at);

  const word = matchAt(WORD, source, at);
  if (word === undefined) {
    throw new Fault(`unrecognized character: ${unicodeName(char)}`, at);
  }
  return simple(WORD_OPERATORS.has(word) ? "Operator" : "Identifier", word, at);
}

function simple(kind: Token["kind"], value: string, at: number): Read {
  return { token: { kind, value, at }, end: at + value.length };
}

function pointer(source: string, at: number): string {
  return source.startsWith("##", at) ? "##" : "#";
}

function readQuoted(source: string, at: number): Read {
  const quoteMark = source[at] ?? "";
  let text = "";
  let end = at + 1;
  while (source[end] !== quoteMark) {
    const char = source[end];
    if (char === undefined || char === "\n") throw new Fault("literal not terminated", end);
    const read =
      char === "\\"
        ? readEscape(source, { at: end, quoteMark })
        : { text: char === "\r" ? "\n" : char, end: end + 1 };
    text += read.text;
    end = read.end;
  }
  return { token: { kind: "String", value: text, at }, end: end + 1 };
}

/** A string in backticks: two of them inside stand for one. */
function readRaw(source: string, at: number): Read {
  let end = at + 1;
  for (;;) {
    end = source.indexOf("`", end);
    if (end < 0) throw new Fault("literal not terminated", source.length);
    if (source[end + 1] !== "`") break;
    end += 2;
  }
  const value = source.slice(at + 1, end).replaceAll("``", "`");
  return { token: { kind: "String", value, at }, end: end + 1 };
}

function readNumber(source: string, at: number): Read {
  const text = matchAt(NUMBER, source, at) ?? "";
  const end = at + text.length;
  const word = matchAt(WORD, source, end);
  if (word === undefined) return simple("Number", text, at);
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  throw new Fault(`bad number syntax: ${quote(text + first)}`, end);
}

/** The character as Go's `%#U` prints it: `U+2665 '♥'`. */
function unicodeName(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return isPrintable(char) ? `U+${hex} '${char}'` : `U+${hex}`;
}
