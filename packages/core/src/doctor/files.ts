import { CODEOWNERS_PATHS } from "../policy/index.ts";
import type { Finding } from "./finding.ts";

/** The files of a repository, as far as doctor reads them. */
export interface RepositoryFiles {
  /** Of all files. */
  readonly paths: readonly string[];
  /** By path, of those that {@link isRead} wants. */
  readonly texts: ReadonlyMap<string, string>;
  /** Why others that it wants are not among them, by path. */
  readonly unread: ReadonlyMap<string, string>;
}

/** A file larger than this is not read: nobody writes it by hand. GitHub ignores a larger CODEOWNERS, too. */
export const LARGEST_FILE_BYTES = 3_000_000;

/** Where GitHub looks for workflows; it reads no folders below. */
export const WORKFLOW_FILE = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** Whether doctor reads the file at this path. */
export function isRead(path: string): boolean {
  return (
    /\.ya?ml$|(?:^|\/)Kustomization$/.test(path) || CODEOWNERS_PATHS.some((one) => one === path)
  );
}

/** Files that could not be looked into, but for those that other findings tell of. */
export function unreadFindings(
  { unread }: RepositoryFiles,
  told: readonly Finding[],
): readonly Finding[] {
  const named = new Set(told.map(({ place }) => place?.file));
  return [...unread]
    .filter(([file]) => !named.has(file))
    .map(([file, why]) => ({
      severity: "warning",
      place: { file },
      message: `was not looked into: ${why}`,
      fix: "Nothing to do where it is no manifest; else make it one that can be read.",
    }));
}
