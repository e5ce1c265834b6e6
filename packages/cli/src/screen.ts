import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where a command prints; tests give one of their own. */
export interface Screen {
  /** Characters that a line holds; undefined where there is no edge. */
  readonly width: number | undefined;
  write(text: string): void;
  /** The text in a style, where the screen shows styles. */
  paint(style: Style, text: string): string;
}

/** Standard output; in colour on a terminal, plain elsewhere and where NO_COLOR says so. */
export const terminal: Screen = {
  width: process.stdout.columns,
  write: (text) => process.stdout.write(inert(text)),
  paint: (style, text) => styleText(style, text, { stream: process.stdout }),
};

/**
 * The text without what would steer a terminal: files of a repository may hold escape sequences, and a
 * reason that clears the screen hides another. Colours stay.
 */
export function inert(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g, "\ufffd");
}

/** At least so much of the last column is shown, however narrow the screen. */
const LEAST = 40;

/** Rows as columns of equal width, two spaces between them; the last column gets what a line has left. */
export function columns(rows: readonly (readonly string[])[], width?: number): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const before = widths.slice(0, -1).reduce((sum, cells) => sum + cells + 2, 0);
  const left = width === undefined ? undefined : Math.max(LEAST, width - before);
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cut(cell, left),
        )
        .join("  "),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

function cut(text: string, most: number | undefined): string {
  return most === undefined || text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
