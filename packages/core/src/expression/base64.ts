import { Fault } from "./fault.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The standard base64 of bytes, which are characters below 256. */
export function encodeBase64(bytes: string): string {
  return bytes.replace(/[\s\S]{1,3}/g, (group) => {
    const codes = [0, 1, 2].map((at) => (at < group.length ? group.charCodeAt(at) : 0));
    const bits = codes.reduce((sum, code) => sum * 256 + code, 0);
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63]).join("");
    return digits.slice(0, group.length + 1).padEnd(4, "=");
  });
}

/**
 * The bytes of standard base64, padded as it must be; line ends are passed over.
 * @throws Fault that names the byte
 */
export function decodeBase64(text: string): string {
  const chars = Array.from(text.replace(/[\r\n]/g, ""));
  let bytes = "";
  for (let at = 0; at < chars.length; at += 4) {
    const group = chars.slice(at, at + 4);
    const bad = group.findIndex((char) => !DIGITS.includes(char));
    const length = bad < 0 ? group.length : bad;
    const isPadded = length >= 2 && group.slice(length).every((char) => char === "=");
    if (length < 4 && !(isPadded && group.length === 4 && at + 4 >= chars.length)) {
      throw illegal(bad < 0 ? at : at + Math.max(bad, 0));
    }
    bytes += decodeGroup(group.slice(0, length));
  }
  return bytes;
}

function decodeGroup(digits: readonly string[]): string {
  const bits =
    digits.reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0) * 64 ** (4 - digits.length);
  const bytes = [16, 8, 0].map((shift) => String.fromCharCode((bits >> shift) & 255));
  return bytes.slice(0, digits.length - 1).join("");
}

function illegal(at: number): Fault {
  return new Fault(`illegal base64 data at input byte ${at}`);
}
