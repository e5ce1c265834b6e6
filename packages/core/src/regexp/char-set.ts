import { PatternFault } from "./syntax.ts";

/** Whether a character, given as a string of one code point, is in the set. */
export type CharSet = (char: string) => boolean;

const POSIX: ReadonlyMap<string, string> = new Map([
  ["alnum", "0-9A-Za-z"],
  ["alpha", "A-Za-z"],
  ["ascii", "\\0-\\x7f"],
  ["blank", "\\t "],
  ["cntrl", "\\0-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~"],
  ["lower", "a-z"],
  ["print", " -~"],
  ["punct", "!-\\/:-@\\[-`\\{-~"],
  ["space", "\\t-\\r "],
  ["upper", "A-Z"],
  ["word", "0-9A-Za-z_"],
  ["xdigit", "0-9A-Fa-f"],
]);
const PERL: ReadonlyMap<string, string> = new Map([
  ["d", "0-9"],
  ["s", "\\t\\n\\f\\r "],
  ["w", "0-9A-Za-z_"],
]);

/** One character, in either case when `fold` is set. */
export function charSet(char: string, fold: boolean): CharSet {
  return fold ? rangeSet(char, { last: char, fold }) : (other) => other === char;
}

/** The characters from the first to the last, in either case when `fold` is set. */
export function rangeSet(first: string, { last, fold }: { last: string; fold: boolean }): CharSet {
  return members(`${escaped(first)}-${escaped(last)}`, fold);
}

/** Any character, or any but the end of a line. */
export function anySet(newline: boolean): CharSet {
  return newline ? () => true : (char) => char !== "\n";
}

/** The characters in one of the sets, or in none of them. */
export function unionOf(sets: readonly CharSet[], negated: boolean): CharSet {
  return (char) => sets.some((has) => has(char)) !== negated;
}

/** `\d`, `\s`, `\w` and their opposites, which know ASCII only; undefined for another letter. */
export function perlSet(letter: string, fold: boolean): CharSet | undefined {
  const ranges = PERL.get(letter.toLowerCase());
  if (ranges === undefined) return undefined;
  return unionOf([members(ranges, fold)], letter !== letter.toLowerCase());
}

/** `[:alpha:]` or `[:^alpha:]`, given whole. */
export function posixSet(whole: string, fold: boolean): CharSet {
  const [, not = "", name = ""] = /^\[:(\^?)(.*):\]$/s.exec(whole) ?? [];
  const ranges = POSIX.get(name);
  if (ranges === undefined) throw new PatternFault("invalid character class range", whole);
  return unionOf([members(ranges, fold)], not !== "");
}

/**
 * `\pL`, `\p{Greek}`, `\P{^Lu}`, given whole: a category or a script. The tables are those of the
 * JavaScript engine, which may know a newer Unicode than Go.
 */
export function unicodeSet(whole: string, fold: boolean): CharSet {
  const [, letter = "", braced, single = ""] = /^\\([pP])(?:\{(.*)\}|(.*))$/su.exec(whole) ?? [];
  const written = braced ?? single;
  const not = written.startsWith("^");
  const name = canonical(not ? written.slice(1) : written);
  const set = namedSet(name, fold);
  if (set === undefined) throw new PatternFault("invalid character class range", whole);
  return unionOf([set], (letter === "P") !== not);
}

/** Go takes names in any case, and passes over spaces, hyphens and underscores. */
function canonical(name: string): string {
  const joined = name.replace(/[-_ ]/g, "");
  return joined.slice(0, 1).toUpperCase() + joined.slice(1).toLowerCase();
}

function namedSet(name: string, fold: boolean): CharSet | undefined {
  if (name === "Any") return () => true;
  if (name === "Ascii") return members("\\0-\\x7f", fold);
  if (!/^[A-Za-z]+$/.test(name)) return undefined;
  for (const property of [name, name.toUpperCase(), `Script=${name}`, `Script=${spaced(name)}`]) {
    const set = propertySet(property, fold);
    if (set !== undefined) return set;
  }
  return undefined;
}

/** Scripts of two words have an underscore in JavaScript, which the canonical name has lost. */
function spaced(name: string): string {
  const known: Readonly<Record<string, string>> = {
    Oldpersian: "Old_Persian",
    Newtailue: "New_Tai_Lue",
    Taitham: "Tai_Tham",
    Taile: "Tai_Le",
    Linearb: "Linear_B",
  };
  return known[name] ?? name;
}

function propertySet(property: string, fold: boolean): CharSet | undefined {
  try {
    return members(`\\p{${property}}`, fold);
  } catch {
    // The engine throws a SyntaxError for a property it does not know, and has no other way to ask.
    return undefined;
  }
}

function members(ranges: string, fold: boolean): CharSet {
  const pattern = new RegExp(`^[${ranges}]$`, fold ? "iu" : "u");
  return (char) => pattern.test(char);
}

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
