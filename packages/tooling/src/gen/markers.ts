import { existsSync, readFileSync } from "node:fs";
import type { Generated } from "../gen.ts";

/** The page with each `<!-- NAME:begin -->` ... `<!-- NAME:end -->` filled; nothing where there is no page. */
export function filled(path: string, sections: Readonly<Record<string, string>>): Generated[] {
  if (!existsSync(path)) return [];
  let text = readFileSync(path, "utf8");
  for (const [name, body] of Object.entries(sections)) {
    const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${path}: expected the lines ${begin} and ${end}`);
    text = `${text.slice(0, from + begin.length)}\n${body}\n${text.slice(to)}`;
  }
  return [{ path, text }];
}

/** The text as one cell of a Markdown table. */
export function cell(text: string): string {
  return text
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");
}
