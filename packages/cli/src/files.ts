import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Screen } from "./screen.ts";

export interface FileContext {
  /** The working copy. */
  readonly folder: string;
  readonly screen: Screen;
  /** Whether to write; else only shown. */
  readonly write: boolean;
}

/** The text of a file of the working copy; undefined when it is not there. */
export function readFile(
  path: string,
  { folder }: Pick<FileContext, "folder">,
): string | undefined {
  try {
    return readFileSync(join(folder, path), "utf8");
  } catch {
    return undefined;
  }
}

/** Shows how a file changes, line by line, and writes it where that was asked for. */
export function changeFile(path: string, text: string, context: FileContext): void {
  const { folder, screen, write } = context;
  const before = readFile(path, context);
  if (before === text) {
    screen.write(`${path} is up to date.\n`);
    return;
  }
  screen.write(`${screen.paint("bold", path)}\n${lineChanges(before ?? "", text)}`);
  if (!write) return;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The lines between what both texts begin and end with, taken away and added. */
function lineChanges(before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const start = old.findIndex((line, index) => line !== now[index]);
  const head = start < 0 ? old.length : start;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const removed = old.slice(head, old.length - tail).map((line) => `  - ${line}\n`);
  const added = now.slice(head, now.length - tail).map((line) => `  + ${line}\n`);
  return [...removed, ...added].join("");
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
