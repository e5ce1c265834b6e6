import { starters } from "./starters.gen.ts";

/** What the suite is called in its own sources. */
export const SUITE = "org/gitops-actions";

/** What starters are made for. */
export interface Setting {
  /** The default branch of the repository. */
  readonly branch: string;
  /** Where the suite is published, owner/name. */
  readonly suite: string;
}

/** The text of a starter, for a repository. */
export function starterFor(name: keyof typeof starters, { branch, suite }: Setting): string {
  return starters[name].replaceAll("$default-branch", branch).replaceAll(SUITE, suite);
}

/**
 * The text of a workflow in which an input of `workflow_dispatch` is a list to choose from; the rest stays as
 * it is, comments too. Unchanged where there is no such input.
 */
export function withChoices(text: string, input: string, options: readonly string[]): string {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => new RegExp(`^ +${input}:\\s*$`).test(line));
  if (head < 0) return text;
  const indent = indentOf(lines[head]);
  const length = lines
    .slice(head + 1)
    .findIndex((line) => line.trim() !== "" && indentOf(line) <= indent);
  const end = length < 0 ? lines.length : head + 1 + length;
  const kept = withoutKeys(lines.slice(head + 1, end), indent + 2, ["type", "options", "default"]);
  const pad = " ".repeat(indent + 2);
  const choice = [
    `${pad}type: choice`,
    `${pad}options:`,
    ...options.map((one) => `${pad}  - ${one}`),
  ];
  return [...lines.slice(0, head + 1), ...kept, ...choice, ...lines.slice(end)].join("\n");
}

function indentOf(line = ""): number {
  return line.length - line.trimStart().length;
}

/** The lines of a block map without some of its keys and what stands under them. */
function withoutKeys(lines: readonly string[], indent: number, keys: readonly string[]): string[] {
  let isDropped = false;
  return lines.filter((line) => {
    if (indentOf(line) <= indent) isDropped = keys.some((key) => line.trim().startsWith(`${key}:`));
    return !isDropped;
  });
}
