const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SHORT: Record<string, string> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/** Whether Go prints the character as itself: letters, marks, numbers, punctuation, symbols, space. */
export function isPrintable(char: string): boolean {
  return PRINTABLE.test(char);
}

/**
 * The text as Go's `strconv.Quote` writes it, quotes included. Its escapes are Go's: JSON knows
 * neither `\a` nor `\v` nor `\x7f`.
 */
export function quote(text: string): string {
  return `"${Array.from(text, quoted).join("")}"`;
}

function quoted(char: string): string {
  const short = SHORT[char];
  if (short !== undefined) return short;
  if (isPrintable(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
