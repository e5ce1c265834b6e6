import { stringOf } from "./conversion.ts";
import { Fault } from "./fault.ts";
import { checkTextLength } from "./run.ts";
import { SPACE } from "./space.ts";
import { ANYS, STRINGS } from "./type.ts";
import { Slice, typeName, type Value } from "./value.ts";

const OUTER_SPACE = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");

/** The text without the space around it. */
export function trimSpaces(value: string): string {
  return value.replace(OUTER_SPACE, "");
}

/** The text without the characters of `cutset` around it. */
export function trimChars(value: string, cutset: string): string {
  const chars = Array.from(value);
  const cut = new Set(cutset);
  const start = chars.findIndex((char) => !cut.has(char));
  if (start < 0) return "";
  return chars.slice(start, chars.findLastIndex((char) => !cut.has(char)) + 1).join("");
}

/** The text in upper case, character by character: `ß` stays, as it has no single one. */
export function upper(value: string): string {
  return Array.from(value, (char) => single(char, char.toUpperCase())).join("");
}

/** The text in lower case, character by character. */
export function lower(value: string): string {
  return Array.from(value, (char) => single(char, char.toLowerCase())).join("");
}

function single(char: string, changed: string): string {
  return Array.from(changed).length === 1 ? changed : char;
}

/**
 * The parts between separators, at most `limit` of them when that is positive; no separator cuts
 * into characters. `keep` leaves each separator at the end of its part.
 */
export function split(
  value: string,
  separator: string,
  { limit, keep }: { limit: number; keep: boolean },
): Slice {
  if (limit === 0) return new Slice(STRINGS, [], true);
  const parts = separator === "" ? Array.from(value) : value.split(separator);
  if (limit > 0 && parts.length > limit) {
    parts.push(parts.splice(limit - 1).join(separator));
  }
  const last = parts.length - 1;
  const kept = keep ? parts.map((part, at) => (at < last ? part + separator : part)) : parts;
  return new Slice(STRINGS, kept);
}

/** The text with `old` replaced, at most `count` times when that is not negative. */
export function replace(
  value: string,
  old: string,
  { by, count }: { by: string; count: number },
): string {
  const pieces = old === "" ? ["", ...value, ""] : value.split(old);
  const times = count < 0 ? pieces.length - 1 : Math.min(count, pieces.length - 1);
  checkTextLength(value.length + times * by.length);
  return (
    pieces
      .slice(0, times)
      .map((piece) => piece + by)
      .join("") + pieces.slice(times).join(old)
  );
}

/** The texts of an array with glue between them. */
export function join(array: Value, glue: string): string {
  if (!(array instanceof Slice) || (array.type !== STRINGS && array.type !== ANYS)) {
    const type = array === null ? "%!s(<nil>)" : typeName(array);
    throw new Fault(`invalid argument for join (type ${type})`);
  }
  const texts = array.items.map(stringOf);
  checkTextLength(texts.reduce((sum, part) => sum + part.length + glue.length, 0));
  return texts.join(glue);
}
