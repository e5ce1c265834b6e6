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
  return replaceBlock(text, input, (kept, pad) => [
    ...withoutKeys(kept, pad.length, ["type", "options", "default"]),
    `${pad}type: choice`,
    `${pad}options:`,
    ...options.map((one) => `${pad}  - ${one}`),
  ]);
}

/** What is verified in an environment. */
export interface Verified {
  readonly environment: string;
  readonly apps: readonly string[];
}

/**
 * The text of a workflow whose matrix includes an environment with its apps a time; the rest stays as it is,
 * and so does what else stands beside the apps. Unchanged where the matrix is of another kind.
 */
export function withVerified(text: string, targets: readonly Verified[]): string {
  if (!text.includes("matrix.apps")) return text;
  return replaceBlock(text, "include", (below, pad) =>
    targets.flatMap(({ environment, apps }) => {
      const head = `${pad}- environment: ${environment}`;
      return [
        head,
        `${pad}  apps: |`,
        ...apps.map((app) => `${pad}    ${app}`),
        ...withoutKeys(itemOf(below, head), pad.length + 2, ["apps"]),
      ];
    }),
  );
}

/** The lines of a list's item below the one it begins with. */
function itemOf(list: readonly string[], head: string): readonly string[] {
  const item = list.slice(list.indexOf(head) + 1);
  const end = item.findIndex((line) => indentOf(line) <= indentOf(head));
  return list.includes(head) ? item.slice(0, end < 0 ? item.length : end) : [];
}

/** The text with the lines below the first block map `key` made anew; `pad` indents them. */
function replaceBlock(
  text: string,
  key: string,
  lines: (below: readonly string[], pad: string) => readonly string[],
): string {
  const all = text.split("\n");
  const head = all.findIndex((line) => new RegExp(`^ +${key}:\\s*(?:#.*)?$`).test(line));
  if (head < 0) return text;
  const indent = indentOf(all[head]);
  const length = all
    .slice(head + 1)
    .findIndex((line) => line.trim() !== "" && indentOf(line) <= indent);
  const end = length < 0 ? all.length : head + 1 + length;
  const below = lines(all.slice(head + 1, end), " ".repeat(indent + 2));
  return [...all.slice(0, head + 1), ...below, ...all.slice(end)].join("\n");
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
