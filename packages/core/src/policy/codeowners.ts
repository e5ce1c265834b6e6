/** One line of a CODEOWNERS file. */
export interface OwnerLine {
  /** Counted from 1. */
  readonly line: number;
  readonly pattern: string;
  /** Users, `@org/team`s and addresses; empty says that nobody owns what matches. */
  readonly owners: readonly string[];
  /** Why GitHub passes the line over; undefined for one that counts. */
  readonly fault: string | undefined;
}

/** Where GitHub looks for the file, in this order; the first one counts. */
export const CODEOWNERS_PATHS: readonly string[] = [
  ".github/CODEOWNERS",
  "CODEOWNERS",
  "docs/CODEOWNERS",
];

const OWNER = /^(?:@[A-Za-z0-9](?:[A-Za-z0-9-]*)(?:\/[A-Za-z0-9._-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+)$/;

/**
 * The lines of a CODEOWNERS file that say something. GitHub passes over a line that it cannot read and tells
 * so only on the file's own page.
 * @see https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function readCodeowners(text: string): readonly OwnerLine[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const words = raw
      .replace(/(?:^|\s)#.*$/, "")
      .trim()
      .split(/(?<!\\)\s+/);
    const [pattern = "", ...owners] = words;
    if (pattern === "") return [];
    return [{ line: index + 1, pattern, owners, fault: faultOf(pattern, owners) }];
  });
}

function faultOf(pattern: string, owners: readonly string[]): string | undefined {
  if (pattern.startsWith("!")) return "a pattern that begins with ! is not supported";
  if (/[[\]]/.test(pattern)) return "[ ] is not supported in a pattern";
  if (pattern.startsWith("\\#")) return "\\# is not supported at the start of a pattern";
  const wrong = owners.find((owner) => !OWNER.test(owner));
  return wrong === undefined ? undefined : `"${wrong}" is no @user, @org/team or address`;
}

/** The line that decides who owns a file: the last that matches; undefined where none does. */
export function ownerLineOf(path: string, lines: readonly OwnerLine[]): OwnerLine | undefined {
  return lines.findLast(({ pattern, fault }) => fault === undefined && matches(pattern, path));
}

/** As in .gitignore: a slash before the end binds the pattern to the root; a folder stands for all below it. */
function matches(pattern: string, path: string): boolean {
  const isBound = pattern.slice(0, -1).includes("/");
  const body = pattern
    .replace(/^\//, "")
    .replaceAll(/\\ /g, " ")
    .replaceAll(/\*\*\/|\/\*\*$|\*\*|\*|\?|[.+^${}()|\\]/g, (part) => WILD[part] ?? `\\${part}`);
  // `docs/*` means the files of that folder only; every other pattern may name a folder.
  const below = pattern.endsWith("/*") ? "" : pattern.endsWith("/") ? ".+" : "(?:/.+)?";
  return new RegExp(`^${isBound ? "" : "(?:.*/)?"}${body}${below}$`).test(path);
}

const WILD: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "/**": "/.+",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};
