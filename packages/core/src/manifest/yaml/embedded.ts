import { isScalar } from "yaml";
import { alignScalar } from "./align.ts";
import { asLines, lineBreak, lineStart } from "./lines.ts";
import { type Found, offsetOf } from "./locate.ts";
import type { YamlScalar } from "./nodes.ts";
import { type Operation, rewrite, type Splice } from "./operation.ts";
import { printPath } from "./path.ts";
import { writeScalar } from "./scalar-text.ts";
import { ownPath, refuseShared } from "./set-value.ts";
import { Source } from "./source.ts";

/**
 * A YAML text that is itself the value of a scalar (`helm.values: |`), as a file of its own. Its places
 * are those in the file around it.
 */
export class EmbeddedSource extends Source {
  readonly at: Found;
  readonly node: YamlScalar;
  readonly offsets: readonly number[];

  constructor(at: Found, node: YamlScalar, offsets: readonly number[]) {
    const { document } = at;
    const text = String(node.value);
    const offsetOf = (offset: number) =>
      document.start + (offsets[Math.min(offset, text.length)] ?? 0);
    super({ path: document.source.path, text }, { source: document.source, offsetOf });
    this.at = at;
    this.node = node;
    this.offsets = offsets;
  }
}

/**
 * The text a scalar holds, ready to be edited inside.
 * @throws `value-not-scalar` when it is no text, or in a form that cannot be followed
 */
export function openEmbedded(at: Found): EmbeddedSource {
  const { document, node } = at;
  const { source } = document;
  const opened = source.embedded.get(offsetOf(at));
  if (opened !== undefined) return opened;
  const offsets = isScalar(node) ? alignScalar(document, node) : undefined;
  if (!isScalar(node) || offsets === undefined) {
    throw source.refusal(
      "value-not-scalar",
      `${printPath(at.path)} is no text that can be edited inside`,
      { offset: offsetOf(at), hint: 'Write it as a block scalar: "values: |".' },
    );
  }
  const embedded = new EmbeddedSource(at, node, offsets);
  source.embedded.set(offsetOf(at), embedded);
  return embedded;
}

/** The file that holds a text, through all texts it is embedded in. */
export function outermost(source: Source): Source {
  return source instanceof EmbeddedSource ? outermost(source.at.document.source) : source;
}

/**
 * The operations with those on embedded texts turned into operations on the texts around them, so that
 * each is on a file.
 */
export function flattenOperations(operations: readonly Operation[]): Operation[] {
  const bySource = Map.groupBy(operations, ({ document }) => document.source);
  return [...bySource].flatMap(([source, own]) =>
    source instanceof EmbeddedSource ? flattenOperations(lift(source, own)) : own,
  );
}

/**
 * Each inner operation on the text around; all of them together give the new value. A text that an alias
 * repeats is never edited inside.
 */
function lift(embedded: EmbeddedSource, operations: readonly Operation[]): Operation[] {
  const { at } = embedded;
  refuseShared(at, at.path);
  const { text } = rewrite(embedded, operations).file;
  const assignments = [{ path: ownPath(at), value: text }];
  return operations.map(({ document, splices: [first, ...others], changes }) => {
    const liftOne = ({ start, end, text }: Splice) =>
      liftSplice(embedded, { start: document.start + start, end: document.start + end, text });
    return {
      document: at.document,
      splices: [liftOne(first), ...others.map(liftOne)],
      assignments,
      changes: changes.map((change) => ({
        ...change,
        path: `${printPath(at.path)} > ${change.path}`,
      })),
    };
  });
}

function liftSplice(embedded: EmbeddedSource, splice: Splice): Splice {
  const { offsets, node } = embedded;
  const start = offsets[splice.start] ?? 0;
  const end = offsets[splice.end] ?? 0;
  switch (node.type) {
    case "BLOCK_LITERAL":
      return liftIntoLines(embedded, splice);
    case "QUOTE_DOUBLE":
      return { start, end, text: quotedInside(splice.text, "double") };
    case "QUOTE_SINGLE":
      if (isOneLine(embedded, splice)) {
        return { start, end, text: quotedInside(splice.text, "single") };
      }
      break;
    default:
      if (isOneLine(embedded, splice)) return { start, end, text: splice.text };
  }
  const fault = "a line cannot be added to or removed from this text";
  const hint = 'Write it as a block scalar: "values: |".';
  throw embedded.refusal("value-not-scalar", fault, { offset: splice.start, hint });
}

function isOneLine({ text }: EmbeddedSource, splice: Splice): boolean {
  return !`${splice.text}${text.slice(splice.start, splice.end)}`.includes("\n");
}

function quotedInside(text: string, style: "single" | "double"): string {
  return writeScalar(text, { style, quote: '"', flow: false }).slice(1, -1);
}

/** A literal block gets whole lines before its indentation, anything else behind it. */
function liftIntoLines(embedded: EmbeddedSource, { start, end, text }: Splice): Splice {
  const { at, offsets } = embedded;
  const { document } = at;
  const newline = lineBreak(document);
  const from = offsets[start] ?? 0;
  const to = offsets[end] ?? 0;
  const indent = indentOf(embedded);
  const isWhole = isLineStart(embedded, start) && isLineStart(embedded, end);
  if (isWhole && (text === "" || text.endsWith("\n"))) {
    const isAtEnd = from === document.text.length;
    const first = isAtEnd ? from : lineStart(document, from);
    const last = isAtEnd ? to : lineStart(document, to);
    const lines = text.split("\n").slice(0, -1);
    const indented = lines.map((line) => indent + line);
    const added = lines.length === 0 ? "" : asLines(document, first, indented);
    return { start: first, end: last, text: added };
  }
  return { start: from, end: to, text: text.replaceAll("\n", newline + indent) };
}

function isLineStart({ text }: EmbeddedSource, offset: number): boolean {
  return offset === 0 || text[offset - 1] === "\n";
}

/** What stands before each line of the block. */
function indentOf({ at: { document }, text, offsets }: EmbeddedSource): string {
  const first = offsets[text.search(/[^\n]/)] ?? 0;
  return document.text.slice(lineStart(document, first), first);
}
