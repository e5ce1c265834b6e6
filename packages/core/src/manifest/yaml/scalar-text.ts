/** How a scalar is written: without quotes, or in which. */
export type ScalarStyle = "plain" | "single" | "double";

/** A value that is no text (`3`, `true`, `null`), as it is to stand in the file. */
export interface Bare {
  readonly bare: string;
}

/** What can be written at one place: text, whatever it looks like, or a bare value. */
export type ScalarValue = string | Bare;

export interface WriteOptions {
  readonly style: ScalarStyle;
  /** The quotes to use when a plain value needs some. */
  readonly quote: "'" | '"';
  /** Inside `{}` or `[]`, where commas and brackets end a plain value. */
  readonly flow: boolean;
}

/** Each form that one of YAML 1.1, YAML 1.2 and Go's yaml reads as something else than text. */
const NOT_TEXT = [
  /^(?:~|null|Null|NULL|)$/,
  /^(?:y|yes|true|on|n|no|false|off)$/i,
  // Integers: decimal, 0b, 0o, 0x, and YAML 1.1's 0-octal and underscores.
  /^[-+]?(?:[0-9][0-9_]*|0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+)$/i,
  // Floats, also those out of range and without digits: JavaScript reads 12e4567 as Infinity and, under
  // YAML 1.1, e123456 as NaN; Go reads both as text.
  /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:e[-+]?[0-9_]+)?$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  // YAML 1.1 counts in base 60 behind colons: 1:30 is 90.
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?$/,
  /^(?:=|<<)$/,
];

/**
 * Whether the unquoted form of a value is text for every reader in use: YAML 1.1, YAML 1.2 and Go's
 * yaml, which is neither.
 * @see https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function readsAsText(plain: string): boolean {
  return !NOT_TEXT.some((form) => form.test(plain));
}

/**
 * The source of a scalar: in the style asked for where the value allows it, else in quotes. Double
 * quotes take what single quotes cannot hold on one line.
 */
export function writeScalar(value: ScalarValue, { style, quote, flow }: WriteOptions): string {
  if (typeof value !== "string") return value.bare;
  if (style === "plain" && readsAsText(value) && fitsPlain(value, flow)) return value;
  const single = style === "single" || (style === "plain" && quote === "'");
  return single && !NEEDS_ESCAPE.test(value) ? `'${value.replaceAll("'", "''")}'` : escaped(value);
}

const NEEDS_ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to escape.
  /[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** First characters that mean something, a marker of documents, and what ends a plain value. */
const NOT_PLAIN = /^-(?![\w./-])|^[?:,[\]{}#&*!|>'"%@`\s]|^(?:---|\.\.\.)|: |:$| #|\s$/;

function fitsPlain(value: string, flow: boolean): boolean {
  if (NOT_PLAIN.test(value) || NEEDS_ESCAPE.test(value)) return false;
  return !flow || !/[,[\]{}]/.test(value);
}

function escaped(value: string): string {
  const all = new RegExp(NEEDS_ESCAPE, "gu");
  return `"${value.replace(/["\\]/g, "\\$&").replace(all, escapeOf)}"`;
}

function escapeOf(character: string): string {
  const named = new Map([
    ["\t", "\\t"],
    ["\n", "\\n"],
    ["\r", "\\r"],
  ]).get(character);
  return named ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
