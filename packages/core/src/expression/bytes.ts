// Go's strings are bytes: `"é"[0]`, slices and `indexOf` count them. Here a string of bytes is a
// JavaScript string of characters below 256. A byte that is no UTF-8 stands in a text as the lone
// surrogate U+DC00 + byte, so that cutting a character in two loses nothing.

const ASCII = /^[\0-\x7f]*$/;
const ENCODED =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** The UTF-8 bytes of a text, as a string of characters below 256. */
export function toBytes(text: string): string {
  return ASCII.test(text) ? text : Array.from(text, encode).join("");
}

/** The text of UTF-8 bytes. */
export function fromBytes(bytes: string): string {
  return ASCII.test(bytes) ? bytes : bytes.replace(ENCODED, decode);
}

function encode(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return char;
  if (code >= 0xdc80 && code <= 0xdcff) return String.fromCharCode(code - 0xdc00);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(code));
  if (code < 0x10000) {
    return String.fromCharCode(0xe0 | (code >> 12), tail(code >> 6), tail(code));
  }
  return String.fromCharCode(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

function decode(bytes: string): string {
  const first = bytes.charCodeAt(0);
  if (bytes.length === 1) return String.fromCharCode(0xdc00 + first);
  let code = first & (0xff >> (bytes.length + 1));
  for (const byte of bytes.slice(1)) code = (code << 6) | (byte.charCodeAt(0) & 0x3f);
  return String.fromCodePoint(code);
}

/** Below, at or above zero as the first text sorts before, with or behind the second, by bytes. */
export function compareTexts(left: string, right: string): number {
  const [a, b] = [toBytes(left), toBytes(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
