import type { Place } from "../../errors.ts";

/** What one value of a condition accepts. `like` has `*` for any text and `?` for any character. */
export interface Pattern {
  readonly kind: "exact" | "like";
  readonly text: string;
  readonly place?: Place | undefined;
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Whether the text fits a pattern of `*` and `?`, upper and lower case told apart. Linear in practice: on
 * a mismatch it goes back to the last `*` only.
 */
export function matchesLike(pattern: string, text: string): boolean {
  let [at, from, star, resume] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === "*") {
      star = at;
      resume = from;
      at += 1;
    } else if (pattern[at] === "?" || pattern[at] === text[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      from = resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

export function accepts({ kind, text }: Pattern, value: string): boolean {
  return kind === "exact" ? text === value : matchesLike(text, value);
}
