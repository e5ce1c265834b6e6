import {
  anySet,
  type CharSet,
  charSet,
  perlSet,
  posixSet,
  rangeSet,
  unicodeSet,
  unionOf,
} from "./char-set.ts";
import { type Assertion, PatternFault, type Syntax } from "./syntax.ts";

/** Go's bounds: a count, the product of nested counts, the depth of groups. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 1000;

const COUNT = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/y;
const FLAGS = /\(\?([imsU]*)(?:-([imsU]+))?([:)])/y;
const NAMED_GROUP = /\(\?P?<(?=[\s\S])([^>]*)(>?)/y;
const NUMERIC = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2}|x[\da-fA-F]{2}|x\{[\da-fA-F]+\})/;
const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "text-begin"],
  ["z", "text-end"],
  ["b", "word-boundary"],
  ["B", "no-word-boundary"],
]);
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/** What `(?i)`, `(?s)` and `(?m)` switch on. `(?U)` has no say in whether a text matches. */
interface Flags {
  readonly fold: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

/**
 * The syntax tree of a pattern in Go's RE2 syntax.
 * @throws PatternFault
 * @see https://pkg.go.dev/regexp/syntax
 */
export function parsePattern(pattern: string): Syntax {
  return new Parser(pattern).parse();
}

class Parser {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { fold: false, dotAll: false, multiline: false };

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Syntax {
    const syntax = this.#choice();
    if (this.#at < this.#pattern.length) throw new PatternFault("unexpected )", this.#pattern);
    return syntax;
  }

  /** Branches up to the end or to the bracket that closes the group. */
  #choice(): Syntax {
    const branches = [this.#sequence()];
    while (this.#peek() === "|") {
      this.#at += 1;
      branches.push(this.#sequence());
    }
    return branches.length === 1
      ? (branches[0] ?? { kind: "empty" })
      : { kind: "choice", branches };
  }

  #sequence(): Syntax {
    const parts: Syntax[] = [];
    let lastRepeat: number | undefined;
    while (!["", "|", ")"].includes(this.#peek())) {
      const start = this.#at;
      const bounds = this.#repetition();
      if (bounds === undefined) {
        parts.push(...this.#item());
      } else {
        parts.push(this.#repeat(parts.pop(), { ...bounds, start, lastRepeat }));
      }
      lastRepeat = bounds === undefined ? undefined : start;
    }
    return parts.length === 1 ? (parts[0] ?? { kind: "empty" }) : { kind: "sequence", parts };
  }

  /** Passes `*`, `+`, `?` or `{n,m}` and a `?` behind it; undefined when there is none. */
  #repetition(): { min: number; max: number; counted: boolean } | undefined {
    const simple = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }[this.#peek()];
    if (simple !== undefined) {
      this.#at += 1;
      const [min = 0, max = 0] = simple;
      this.#pass("?");
      return { min, max, counted: false };
    }
    const start = this.#at;
    const [whole, low = "", comma, high] = this.#match(COUNT) ?? [];
    if (whole === undefined) return undefined;
    const min = Number(low);
    const max = comma === undefined ? min : Number(high ?? Infinity);
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity) || min > max) {
      throw new PatternFault("invalid repeat count", this.#pattern.slice(start, this.#at));
    }
    this.#pass("?");
    return { min, max, counted: true };
  }

  #repeat(
    part: Syntax | undefined,
    {
      start,
      lastRepeat,
      ...bounds
    }: {
      min: number;
      max: number;
      counted: boolean;
      start: number;
      lastRepeat: number | undefined;
    },
  ): Syntax {
    if (lastRepeat !== undefined) {
      const operators = this.#pattern.slice(lastRepeat, this.#at);
      throw new PatternFault("invalid nested repetition operator", operators);
    }
    const written = this.#pattern.slice(start, this.#at);
    if (part === undefined) {
      throw new PatternFault("missing argument to repetition operator", written);
    }
    const repeat: Syntax = { kind: "repeat", part, ...bounds };
    if (bounds.counted && !isCountable(repeat, MAX_REPEAT)) {
      throw new PatternFault("invalid repeat count", written);
    }
    return repeat;
  }

  /** What stands at the place, passed; nothing for a group that only sets flags. */
  #item(): Syntax[] {
    const char = this.#peek();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return [{ kind: "char", set: this.#class() }];
      case "\\":
        return this.#escape();
    }
    this.#at += char.length;
    switch (char) {
      case ".":
        return [{ kind: "char", set: anySet(this.#flags.dotAll) }];
      case "^":
        return [assertion(this.#flags.multiline ? "line-begin" : "text-begin")];
      case "$":
        return [assertion(this.#flags.multiline ? "line-end" : "text-end")];
    }
    return [this.#literal(char)];
  }

  #group(): Syntax[] {
    const start = this.#at;
    const outer = this.#flags;
    const flags = this.#match(FLAGS);
    if (flags !== undefined) {
      const [, on = "", off = "", end] = flags;
      this.#flags = switched(outer, on, off);
      if (end === ")") return [];
    } else if (this.#pattern.startsWith("(?", start)) {
      this.#name(start);
    } else {
      this.#at += 1;
    }
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw new PatternFault("expression nests too deeply", this.#pattern);
    }
    const syntax = this.#choice();
    this.#depth -= 1;
    if (!this.#pass(")")) throw new PatternFault("missing closing )", this.#pattern);
    this.#flags = outer;
    return [syntax];
  }

  /** Passes `(?P<name>` or `(?<name>`. */
  #name(start: number): void {
    const [whole, name = "", end = ""] = this.#match(NAMED_GROUP) ?? [];
    if (whole === undefined) {
      const read =
        /^\(\?[imsU]*(?:-[imsU]*)?[\s\S]?/u.exec(this.#pattern.slice(start))?.[0] ?? "(?";
      throw new PatternFault("invalid or unsupported Perl syntax", read);
    }
    if (end === "") throw new PatternFault("invalid named capture", this.#pattern.slice(start));
    if (!/^\w+$/.test(name)) throw new PatternFault("invalid named capture", whole);
  }

  #escape(): Syntax[] {
    const letter = this.#pattern[this.#at + 1] ?? "";
    const found = ASSERTIONS.get(letter);
    if (found !== undefined) {
      this.#at += 2;
      return [assertion(found)];
    }
    if (letter === "C") throw new PatternFault("invalid escape sequence", "\\C");
    if (letter === "Q") return this.#quoted();
    const set = this.#setEscape();
    if (set !== undefined) return [{ kind: "char", set }];
    return [this.#literal(this.#charEscape())];
  }

  /** `\Q...\E`: everything between is meant as it stands. */
  #quoted(): Syntax[] {
    const start = this.#at + 2;
    const end = this.#pattern.indexOf("\\E", start);
    const text = this.#pattern.slice(start, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#pattern.length : end + 2;
    return Array.from(text, (char) => this.#literal(char));
  }

  /** Passes `\d`, `\pL` and their like; undefined when there is none. */
  #setEscape(): CharSet | undefined {
    const rest = this.#pattern.slice(this.#at, this.#at + 200);
    const unicode = /^\\[pP](?:\{[^}]*(\}?)|[^{])/u.exec(rest);
    if (unicode !== null) {
      const [whole, close] = unicode;
      if (close === "") {
        throw new PatternFault("invalid character class range", this.#pattern.slice(this.#at));
      }
      this.#at += whole.length;
      return unicodeSet(whole, this.#flags.fold);
    }
    const set = rest.startsWith("\\") ? perlSet(rest[1] ?? "", this.#flags.fold) : undefined;
    if (set !== undefined) this.#at += 2;
    return set;
  }

  /** Passes an escape that stands for one character. */
  #charEscape(): string {
    const rest = this.#pattern.slice(this.#at + 1);
    const first = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (rest === "") throw new PatternFault("trailing backslash at end of expression", "");
    const numeric = NUMERIC.exec(rest)?.[0];
    const char = numeric === undefined ? controlOrMark(first) : fromNumeric(numeric);
    if (char === undefined) throw invalidEscape(rest, first);
    this.#at += 1 + (numeric ?? first).length;
    return char;
  }

  #class(): CharSet {
    const start = this.#at;
    this.#at += 1;
    const negated = this.#pass("^");
    const sets: CharSet[] = [];
    // A bracket right behind the opening one is a member.
    do sets.push(this.#member(start));
    while (this.#peek() !== "]");
    this.#at += 1;
    return unionOf(sets, negated);
  }

  #member(start: number): CharSet {
    const posix = /^\[:[\s\S]*?:\]/.exec(this.#pattern.slice(this.#at))?.[0];
    if (posix !== undefined) {
      this.#at += posix.length;
      return posixSet(posix, this.#flags.fold);
    }
    const set = this.#setEscape();
    if (set !== undefined) return set;

    const from = this.#at;
    const first = this.#classChar(start);
    const isRange = this.#peek() === "-" && !["", "]"].includes(this.#pattern[this.#at + 1] ?? "");
    if (isRange) this.#at += 1;
    const last = isRange ? this.#classChar(start) : first;
    if ((first.codePointAt(0) ?? 0) > (last.codePointAt(0) ?? 0)) {
      throw new PatternFault("invalid character class range", this.#pattern.slice(from, this.#at));
    }
    return rangeSet(first, { last, fold: this.#flags.fold });
  }

  #classChar(start: number): string {
    const char = this.#peek();
    if (char === "") throw new PatternFault("missing closing ]", this.#pattern.slice(start));
    if (char === "\\") return this.#charEscape();
    this.#at += char.length;
    return char;
  }

  #literal(char: string): Syntax {
    return { kind: "char", set: charSet(char, this.#flags.fold) };
  }

  #peek(): string {
    const code = this.#pattern.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #pass(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at += char.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#pattern) ?? undefined;
    if (match !== undefined) this.#at += match[0].length;
    return match;
  }
}

function assertion(kind: Assertion): Syntax {
  return { kind: "assertion", assertion: kind };
}

function switched(flags: Flags, on: string, off: string): Flags {
  const isOn = (letter: string, before: boolean) =>
    (before || on.includes(letter)) && !off.includes(letter);
  return {
    fold: isOn("i", flags.fold),
    dotAll: isOn("s", flags.dotAll),
    multiline: isOn("m", flags.multiline),
  };
}

/** What a letter behind a backslash stands for: a control character, or a mark for itself. */
function controlOrMark(letter: string): string | undefined {
  const isMark = letter <= "\x7f" && !/[\dA-Za-z]/.test(letter);
  return CONTROLS.get(letter) ?? (isMark ? letter : undefined);
}

/** The character of an octal or hexadecimal number; undefined when there is none with it. */
function fromNumeric(numeric: string): string | undefined {
  const digits = numeric.replace(/[x{}]/g, "");
  const code = Number.parseInt(digits, numeric.startsWith("x") ? 16 : 8);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Go shows the escape up to the character that cannot be right. */
function invalidEscape(rest: string, first: string): PatternFault {
  const tooLarge = /^x\{0*(?:[2-9a-fA-F][\da-fA-F]{5}|1[1-9a-fA-F][\da-fA-F]{4})/.exec(rest)?.[0];
  const read = tooLarge ?? /^x(?:\{[\da-fA-F]*[\s\S]?|[\s\S]{0,2})/u.exec(rest)?.[0] ?? first;
  return new PatternFault("invalid escape sequence", `\\${read}`);
}

/** Whether the counts inside one another make at most so many copies. */
function isCountable(syntax: Syntax, limit: number): boolean {
  switch (syntax.kind) {
    case "sequence":
      return syntax.parts.every((part) => isCountable(part, limit));
    case "choice":
      return syntax.branches.every((branch) => isCountable(branch, limit));
    case "repeat": {
      if (!syntax.counted) return isCountable(syntax.part, limit);
      const count = syntax.max === Infinity ? syntax.min : syntax.max;
      if (syntax.max === 0) return true;
      if (count > limit) return false;
      return isCountable(syntax.part, count > 0 ? Math.floor(limit / count) : limit);
    }
    default:
      return true;
  }
}
