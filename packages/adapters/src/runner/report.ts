import { appendFileSync } from "node:fs";
import {
  type AnnotationProperties,
  error as annotateError,
  notice as annotateNotice,
  warning as annotateWarning,
  setOutput,
} from "@actions/core";
import type { Place, UserError } from "@gitops-actions/core/errors";

export type OutputValue = string | number | boolean | undefined;

export interface Annotation extends Place {
  readonly level: "notice" | "warning" | "error";
  readonly title?: string;
  readonly message: string;
}

/** What an action's main found and did. The frame shows it; main never talks to the runner. */
export interface Report<Output extends string = string> {
  /** Every output but `result`; undefined is written as an empty string. */
  readonly outputs: Readonly<Record<Exclude<Output, "result">, OutputValue>>;
  /** What the `result` output holds as JSON. */
  readonly result: object;
  /** Markdown for the step summary. */
  readonly summary: string;
  readonly annotations?: readonly Annotation[];
  /** Given when the step has to fail although it has outputs and a summary. */
  readonly failure?: UserError;
}

/** GitHub drops a step summary above 1,048,576 bytes whole; the rest is room for the note about the cut. */
const MAX_SUMMARY_BYTES = 1_000_000;

/** GitHub shows 10 annotations of each level for a step; the tenth tells how many are not shown. */
const MAX_ANNOTATIONS = 10;

/** The runner cuts an annotation at 4,096 characters. */
const MAX_ANNOTATION_CHARACTERS = 4_000;

/** Writes the outputs, `result` among them as JSON. */
export function writeOutputs(outputs: Readonly<Record<string, OutputValue>>, result: object): void {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value ?? "");
  setOutput("result", JSON.stringify(result));
}

/**
 * Writes the step summary, cut at a line where it would be too large for GitHub to take. The toolkit's
 * builder is not used for it: it only appends to this file, and loads `node:fs/promises` at import, 7% of
 * Node's start.
 */
export function writeSummary(markdown: string): void {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file) appendFileSync(file, withinBytes(markdown, MAX_SUMMARY_BYTES));
}

/** The text, or its first lines that fit into `maxBytes` of UTF-8 and a note that says what is missing. */
function withinBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  const head = Buffer.from(text).subarray(0, maxBytes).toString("utf8");
  const cut = head.slice(0, head.lastIndexOf("\n") + 1);
  // A fence that the cut left open would swallow the note.
  const fences = cut.match(/^```+/gm) ?? [];
  const open = fences.length % 2 === 1 ? `${fences.at(-1)}\n` : "";
  return `${cut}${open}\n> The rest (${bytes - Buffer.byteLength(cut)} bytes) is left out: GitHub takes no summary above 1 MiB.\n`;
}

/** Writes the annotations, at most ten of each level; the last of many tells how many more there are. */
export function writeAnnotations(annotations: readonly Annotation[]): void {
  for (const level of ["error", "warning", "notice"] as const) {
    const all = annotations.filter((annotation) => annotation.level === level);
    const shown = all.length > MAX_ANNOTATIONS ? all.slice(0, MAX_ANNOTATIONS - 1) : all;
    for (const annotation of shown) writeAnnotation(annotation);
    const hidden = all.length - shown.length;
    if (hidden > 0) {
      writeAnnotation({
        level,
        message: `${hidden} more ${level}s are in the step summary and the log.`,
      });
    }
  }
}

function writeAnnotation({ level, title, message, file, line, column }: Annotation): void {
  const write = { notice: annotateNotice, warning: annotateWarning, error: annotateError }[level];
  const text = message.slice(0, MAX_ANNOTATION_CHARACTERS);
  const properties: AnnotationProperties = {};
  if (title !== undefined) properties.title = title;
  if (file !== undefined) properties.file = file;
  if (line !== undefined) properties.startLine = line;
  if (column !== undefined) properties.startColumn = column;
  write(text, properties);
}
