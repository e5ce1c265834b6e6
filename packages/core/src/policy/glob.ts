import { UserError } from "../errors.ts";

/** Tells whether a whole text matches one pattern. Time grows with text length times pattern length. */
export type Glob = (text: string) => boolean;

type CharacterTest = (character: string) => boolean;

type Part =
  | { readonly kind: "any" }
  | { readonly kind: "character"; readonly test: CharacterTest; readonly literal?: string }
  | { readonly kind: "choice"; readonly choices: readonly Part[][] };

/**
 * The compiled pattern, with the meaning it has in a sync window: `*` and `**` any run of characters
 * (also `/` and none at all), `?` one character, `[a-w]`, `[abc]` and `[!abc]` one character of a range or
 * list, `{a,b}` one of several patterns, `\` takes the next character as it is. There is no negation with
 * `!` in front, `^` means itself, case counts, and an open `{` is closed by the end of the pattern.
 *
 * Argo CD matches with gobwas/glob v0.2.3 without separators. Two of its oddities are kept, because
 * windows meet them: `?` or `[!a]` alone also matches the empty text (an empty namespace), and in `ab*ba`
 * the two ends may overlap, so that `aba` matches. Not kept are its faults with characters outside ASCII
 * and with choices that hold or touch `*` and `?`: of 40,000 made-up patterns 3% differ on some text, of
 * 60,000 made of the parts that people write none.
 * @throws `glob-invalid`: in Argo CD such a pattern matches nothing, without a word
 * @see https://github.com/gobwas/glob/blob/v0.2.3/glob.go
 */
export function compileGlob(pattern: string): Glob {
  const [plain, literal = "", star] = /^([\w./:-]*)(\*?)$/.exec(pattern) ?? [];
  // What most patterns are: thousands of windows are matched with hundreds of applications.
  if (plain !== undefined) {
    return star === "" ? (text) => text === literal : (text) => text.startsWith(literal);
  }
  const parts = new GlobParser(pattern).parse();
  const automaton = compile(parts);
  const odd = wholePatterns(parts).map(oddMatch);
  return (text) => run(automaton, text) || odd.some((matches) => matches(text));
}

/** Names in Kubernetes have at most 253 characters; the limit also bounds how deep choices nest. */
const MAX_CHARACTERS = 1000;

/** Reads one pattern; a cursor over its characters (code points). */
class GlobParser {
  readonly #pattern: string;
  readonly #characters: readonly string[];
  #position = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#characters = [...pattern];
  }

  parse(): Part[] {
    const { length } = this.#characters;
    if (length > MAX_CHARACTERS) {
      throw this.#fault(`has ${length} characters; expected at most ${MAX_CHARACTERS}`);
    }
    return this.#sequence({ inChoice: false });
  }

  #sequence({ inChoice }: { inChoice: boolean }): Part[] {
    const parts: Part[] = [];
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (inChoice && (next === "," || next === "}")) break;
      this.#position += 1;
      const part = this.#part(next);
      if (part !== undefined) parts.push(part);
    }
    return parts;
  }

  #part(character: string): Part | undefined {
    switch (character) {
      case "*":
        return { kind: "any" };
      case "?":
        return { kind: "character", test: () => true };
      case "[":
        return { kind: "character", test: this.#oneOf() };
      case "{":
        return { kind: "choice", choices: this.#choices() };
      case "\\": {
        const escaped = this.#take();
        return escaped === undefined ? undefined : literal(escaped);
      }
      default:
        return literal(character);
    }
  }

  #choices(): Part[][] {
    const choices: Part[][] = [];
    do choices.push(this.#sequence({ inChoice: true }));
    while (this.#take() === ",");
    return choices;
  }

  #oneOf(): CharacterTest {
    const inverted = this.#peek() === "!";
    if (inverted) this.#position += 1;
    const isMember =
      this.#characters[this.#position + 1] === "-" ? this.#characterRange() : this.#characterList();
    return (character) => isMember(character) !== inverted;
  }

  #characterRange(): CharacterTest {
    const end = this.#position + 4;
    const [low = "", , high = "", close] = this.#characters.slice(this.#position, end);
    if (close !== "]")
      throw this.#fault('has a range that "]" does not end behind its last character');
    if (codePoint(high) < codePoint(low))
      throw this.#fault(`has the range ${low}-${high} backwards`);
    this.#position = end;
    return (character) =>
      codePoint(low) <= codePoint(character) && codePoint(character) <= codePoint(high);
  }

  #characterList(): CharacterTest {
    const members = new Set<string>();
    for (let next = this.#take(); next !== "]"; next = this.#take()) {
      const member = next === "\\" ? this.#take() : next;
      if (member === undefined) throw this.#fault('has a "[" without its "]"');
      members.add(member);
    }
    if (members.size === 0) throw this.#fault('has a "[]" with nothing in it');
    return (character) => members.has(character);
  }

  #peek(): string | undefined {
    return this.#characters[this.#position];
  }

  #take(): string | undefined {
    const character = this.#peek();
    this.#position += 1;
    return character;
  }

  #quoted(): string {
    const start = this.#characters.slice(0, 80).join("");
    return JSON.stringify(start === this.#pattern ? start : `${start}…`);
  }

  #fault(what: string): UserError {
    return new UserError("glob-invalid", `pattern ${this.#quoted()} ${what}`, {
      hint: "Argo CD ignores a pattern it cannot compile. Write * ? [a-z] [!abc] {a,b}, and \\ before a character that stands for itself.",
    });
  }
}

function literal(character: string): Part {
  return { kind: "character", test: (other) => other === character, literal: character };
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** A state of the automaton: with a test it consumes one character, without it costs nothing. */
interface State {
  readonly test?: CharacterTest;
  readonly next: State[];
}

interface Automaton {
  readonly start: State;
  readonly end: State;
}

function compile(parts: readonly Part[]): Automaton {
  const start: State = { next: [] };
  const end = parts.reduce(append, start);
  return { start, end };
}

/** Adds one part behind a state; returns the state behind the part. */
function append(before: State, part: Part): State {
  const after: State = { next: [] };
  switch (part.kind) {
    case "character":
      before.next.push({ test: part.test, next: [after] });
      break;
    case "any":
      before.next.push(after);
      after.next.push({ test: () => true, next: [after] });
      break;
    case "choice":
      for (const choice of part.choices) {
        const { start, end } = compile(choice);
        before.next.push(start);
        end.next.push(after);
      }
  }
  return after;
}

/** Follows all paths at once, so no pattern can make it backtrack. */
function run({ start, end }: Automaton, text: string): boolean {
  let states = withFreeMoves([start]);
  for (const character of text) {
    const moved = [...states].filter((state) => state.test?.(character));
    states = withFreeMoves(moved.flatMap((state) => state.next));
  }
  return states.has(end);
}

function withFreeMoves(states: readonly State[]): Set<State> {
  const reached = new Set(states);
  // A Set hands out what is added while it is walked.
  for (const state of reached) {
    if (state.test === undefined) for (const next of state.next) reached.add(next);
  }
  return reached;
}

/** The sequences that must match the whole text by themselves: the pattern, or each of its choices. */
function wholePatterns(parts: readonly Part[]): (readonly Part[])[] {
  const [first, ...others] = parts;
  if (first?.kind !== "choice" || others.length > 0) return [parts];
  return first.choices.flatMap(wholePatterns);
}

/** What Go decodes from the empty text, U+FFFD; a part that stands alone is then asked about it. */
const NO_CHARACTER = "\ufffd";

function oddMatch(parts: readonly Part[]): Glob {
  const [first, ...others] = parts;
  if (others.length === 0 && first?.kind === "character") {
    return (text) => text === "" && first.test(NO_CHARACTER);
  }
  const star = parts.findIndex((part) => part.kind === "any");
  const lastStar = parts.findLastIndex((part) => part.kind === "any");
  const prefix = literalText(parts.slice(0, star));
  const suffix = literalText(parts.slice(lastStar + 1));
  const starsAlone = parts.slice(star, lastStar + 1).every((part) => part.kind === "any");
  if (star < 0 || !starsAlone || !prefix || !suffix) return () => false;
  return (text) => text.startsWith(prefix) && text.endsWith(suffix);
}

/** The text of parts that are all literal characters. */
function literalText(parts: readonly Part[]): string | undefined {
  const characters = parts.map((part) => (part.kind === "character" ? part.literal : undefined));
  return characters.includes(undefined) ? undefined : characters.join("");
}
