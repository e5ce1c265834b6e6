import { type ErrorCode, UserError } from "../../errors.ts";
import type { ManifestDocument } from "./document.ts";
import type { EmbeddedSource } from "./embedded.ts";

/** One file of a repository: `path` is what people read in messages, `text` its whole decoded content. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A longer file is refused unread: the largest manifest met in public repositories has 3.7 million. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** At most this much of a line is shown around the caret. */
const EXCERPT_WIDTH = 120;

/** Where a text that is the value of a scalar stands in its file. */
export interface Outer {
  readonly source: Source;
  /** The offset in the file of an offset in the text. */
  readonly offsetOf: (offset: number) => number;
}

/**
 * A file with its places: lines and columns for messages, and refusals that show the line. Lines are
 * counted only once somebody asks.
 */
export class Source {
  readonly path: string;
  readonly text: string;
  /** What has been parsed of it, by where it begins: edits of one document must see one tree. */
  readonly documents = new Map<number, ManifestDocument>();
  /** The texts opened inside it, by where they begin. */
  readonly embedded = new Map<number, EmbeddedSource>();
  readonly #outer: Outer | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(file: SourceFile, outer?: Outer) {
    this.path = file.path;
    this.text = file.text;
    this.#outer = outer;
  }

  /** Line and column (both from 1, UTF-16 units) of an offset into the text. */
  place(offset: number): { readonly file: string; readonly line: number; readonly column: number } {
    if (this.#outer !== undefined) return this.#outer.source.place(this.#outer.offsetOf(offset));
    this.#lineStarts ??= lineStartsOf(this.text);
    const line = lastAtOrBefore(this.#lineStarts, offset);
    const start = this.#lineStarts[line] ?? 0;
    return { file: this.path, line: line + 1, column: offset - start + 1 };
  }

  /** The line of an offset, for messages that name a second place. */
  line(offset: number): number {
    return this.place(offset).line;
  }

  /** A refusal that names the place and shows its line with a caret. */
  refusal(
    code: ErrorCode,
    message: string,
    { offset, hint }: { readonly offset: number; readonly hint: string },
  ): UserError {
    return new UserError(code, message, {
      ...this.place(offset),
      excerpt: this.#excerpt(offset),
      hint,
    });
  }

  #excerpt(offset: number): string {
    if (this.#outer !== undefined) return this.#outer.source.#excerpt(this.#outer.offsetOf(offset));
    const { line, column } = this.place(offset);
    const start = offset - (column - 1);
    const end = this.text.indexOf("\n", start);
    const from = Math.max(start, offset - EXCERPT_WIDTH / 2);
    const to = Math.min(end < 0 ? this.text.length : end, from + EXCERPT_WIDTH);
    const gutter = `${line} | `;
    const caret = " ".repeat(gutter.length + offset - from);
    return `${gutter}${printable(this.text.slice(from, to))}\n${caret}^`;
  }
}

/** What was made of a file, for as long as somebody holds the file: reading and editing it parse it once. */
const opened = new WeakMap<SourceFile, Source>();

/** The file that an edit makes, with what was parsed of it to check the edit. */
export function closeSource(source: Source): SourceFile {
  const file = { path: source.path, text: source.text };
  if (source.text.length <= MAX_CHARACTERS) opened.set(file, source);
  return file;
}

/**
 * A file made ready for reading; the same object gives the same source.
 * @throws `file-too-large` above 8 Mi characters; `encoding-invalid` for a text that was not UTF-8
 */
export function openSource(file: SourceFile): Source {
  const known = opened.get(file);
  if (known !== undefined) return known;
  const source = new Source(file);
  if (file.text.length > MAX_CHARACTERS) {
    throw new UserError(
      "file-too-large",
      `the file has ${file.text.length} characters; at most ${MAX_CHARACTERS} are read`,
      { file: file.path, hint: "Split the file, or name a smaller one." },
    );
  }
  // Writing such a text back would change bytes that nobody asked to change.
  const replaced = file.text.indexOf("\ufffd");
  if (replaced < 0) {
    opened.set(file, source);
    return source;
  }
  throw source.refusal("encoding-invalid", "the file has bytes that are not UTF-8", {
    offset: replaced,
    hint: "Save the file as UTF-8.",
  });
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last of the ascending `starts` that is not above `offset`. */
function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Each control character as one visible sign, so that the caret stays under its column. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to hide.
  return text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff]/g, (sign) =>
    sign === "\t" ? " " : "?",
  );
}
