import { Fault } from "./fault.ts";

const CONTROLS: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};
/** The numeric escapes, whole, and the longest beginning of one: behind that the fault lies. */
const NUMERIC = /(?:[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]{1,6}\}|U[\da-fA-F]{8})/y;
const BEGINNING =
  /(?:[0-7]{1,2}|x[\da-fA-F]?|u[\da-fA-F]{0,3}|u\{[\da-fA-F]{0,6}|U[\da-fA-F]{0,7})?/y;

/**
 * What the escape stands for whose backslash is at that offset, and the offset behind it.
 * @throws Fault for an escape that the language has not, or of a code point that there is not
 */
export function readEscape(
  source: string,
  { at, quoteMark }: { at: number; quoteMark: string },
): { text: string; end: number } {
  const letter = source[at + 1] ?? "";
  const control = letter === quoteMark ? quoteMark : CONTROLS[letter];
  if (control !== undefined) return { text: control, end: at + 2 };

  const numeric = matchAt(NUMERIC, source, at + 1);
  if (numeric === undefined) {
    const beginning = matchAt(BEGINNING, source, at + 1) ?? "";
    throw new Fault("invalid char escape", at + 1 + beginning.length);
  }
  const isOctal = /\d/.test(letter);
  const code = Number.parseInt(
    isOctal ? numeric : numeric.replace(/[xuU{}]/g, ""),
    isOctal ? 8 : 16,
  );
  if (code > (isOctal ? 0o377 : 0x10ffff)) throw new Fault("unable to unescape string", at);
  return { text: String.fromCodePoint(code).toWellFormed(), end: at + 1 + numeric.length };
}

/** What the sticky pattern matches at the offset, if it does. */
export function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
