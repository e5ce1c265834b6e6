/**
 * The words of a text, split where Go's `strings.Fields` splits: at Unicode white space, which is not
 * quite what `\s` means.
 */
export function goFields(text: string): string[] {
  return text.split(GO_SPACES).filter((field) => field !== "");
}

const GO_SPACES = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The text without Go's white space at its ends, as `strings.TrimSpace` gives it. */
export function goTrim(text: string): string {
  const fields = goFields(text);
  const first = fields[0];
  const last = fields.at(-1);
  if (first === undefined || last === undefined) return "";
  return text.slice(text.indexOf(first), text.lastIndexOf(last) + last.length);
}

/** The text in quotes as Go's `strconv.Quote` (`%q`) writes it: printable characters as they are. */
export function goQuote(text: string): string {
  return `"${text.toWellFormed().replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeCharacter)}"`;
}

const SHORT_ESCAPES = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/**
 * The text in quotes as Go's `time` package writes it in its errors: bytes outside printable ASCII as
 * `\xNN`.
 */
export function goTimeQuote(text: string): string {
  return `"${text.toWellFormed().replace(/["\\]|[^ -\x7f]/gu, escapeBytes)}"`;
}

function escapeBytes(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `\\x${hex(code, 2)}`;
  return encodeURIComponent(character).replaceAll("%", "\\x").toLowerCase();
}
