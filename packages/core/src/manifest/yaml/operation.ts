import { UserError } from "../../errors.ts";
import type { Change } from "./change.ts";
import { type Assignment, assign, dataOf, sameData } from "./data.ts";
import { unifiedDiff } from "./diff.ts";
import { type ManifestDocument, parseDocument } from "./document.ts";
import type { Found } from "./locate.ts";
import { closeSource, Source, type SourceFile } from "./source.ts";
import type { Slice } from "./stream.ts";
import type { NewNode } from "./write-node.ts";

/** Text put in place of `start` to `end` of a document's text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One step of an edit: the bytes that change, what the data then is, and how people are told. */
export interface Operation {
  readonly document: ManifestDocument;
  /** At least one; the first shows where the changes are. */
  readonly splices: readonly [Splice, ...Splice[]];
  readonly assignments: readonly Assignment[];
  readonly changes: readonly Omit<Change, "file" | "line">[];
  /** For keys that are added: where, so that others added below the same new key can join them. */
  readonly addition?: Addition;
}

/** New keys of a map, or of a place that is to become one. */
export interface Addition {
  readonly at: Found;
  readonly pairs: ReadonlyMap<string, NewNode>;
}

export interface Rewritten {
  readonly file: SourceFile;
  readonly changes: readonly Change[];
  /** Unified diff with three lines of context; empty when nothing changed. */
  readonly diff: string;
}

/**
 * The file with the operations done, all of them on documents of `source`. Every document touched is
 * parsed again and must hold the old data plus exactly the assignments; that it does not is a bug of
 * ours, thrown as such, and the text is never given out.
 * @throws `input-conflict` when two operations set one place
 */
export function rewrite(source: Source, operations: readonly Operation[]): Rewritten {
  const located = operations.flatMap(inFile).sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  const changedAt = new Map<Operation, number>();
  let copied = 0;
  let length = 0;
  for (const { operation, isFirst, start, end, text } of located) {
    if (start < copied) throw overlap(source, operation, start);
    parts.push(source.text.slice(copied, start), text);
    length += start - copied;
    if (isFirst) changedAt.set(operation, length + text.length - text.trimStart().length);
    length += text.length;
    copied = end;
  }
  parts.push(source.text.slice(copied));
  const rewritten = new Source({ path: source.path, text: parts.join("") });
  verify(rewritten, operations);
  const changes = operations.flatMap((operation) => {
    const { file, line } = rewritten.place(changedAt.get(operation) ?? 0);
    return operation.changes.map((change) => ({ file, line, ...change }));
  });
  return { file: closeSource(rewritten), changes, diff: unifiedDiff(source, located) };
}

function overlap(source: Source, { changes }: Operation, offset: number): UserError {
  const path = changes[0]?.path ?? "a value";
  return source.refusal("input-conflict", `${path} is set twice in one edit`, {
    offset,
    hint: "Give one value for each place.",
  });
}

/** The splices of an operation by their place in the file. */
function inFile(operation: Operation) {
  return operation.splices.map(({ start, end, text }, index) => ({
    operation,
    isFirst: index === 0,
    start: operation.document.start + start,
    end: operation.document.start + end,
    text,
  }));
}

function verify(rewritten: Source, operations: readonly Operation[]): void {
  const byDocument = Map.groupBy(operations, ({ document }) => document);
  const documents = [...byDocument].sort(([a], [b]) => a.start - b.start);
  let shift = 0;
  for (const [document, own] of documents) {
    const growth = own
      .flatMap(({ splices }) => splices)
      .reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
    const start = document.start + shift;
    const end = start + document.text.length + growth;
    if (!readsBack(rewritten, { start, end }, own)) {
      const paths = own.flatMap(({ changes }) => changes.map(({ path }) => path));
      throw new Error(
        `the edit of ${paths.join(", ")} in ${rewritten.path} does not read back as intended`,
      );
    }
    shift += growth;
  }
}

/** Whether the new text of a document holds its old data plus the assignments. What is no YAML does not. */
function readsBack(rewritten: Source, slice: Slice, operations: readonly Operation[]): boolean {
  const [first] = operations;
  const assignments = operations.flatMap((operation) => operation.assignments);
  const expected = assign(dataOf(first?.document.root), assignments);
  try {
    const document = parseDocument(rewritten, slice);
    rewritten.documents.set(slice.start, document);
    return sameData(dataOf(document.root), expected);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
