import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where a command prints; tests give one of their own. */
export interface Screen {
  write(text: string): void;
  /** The text in a style, where the screen shows styles. */
  paint(style: Style, text: string): string;
}

/** Standard output; in colour on a terminal, plain elsewhere and where NO_COLOR says so. */
export const terminal: Screen = {
  write: (text) => process.stdout.write(text),
  paint: (style, text) => styleText(style, text, { stream: process.stdout }),
};

/** Rows as columns of equal width, two spaces between them; the last column is as wide as it likes. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
        .join("  "),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
