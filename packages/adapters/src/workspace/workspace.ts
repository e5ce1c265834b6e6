import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { decodeUtf8 } from "../utf8.ts";

// Synchronous on purpose: a handful of small files, and `node:fs/promises` alone costs 7% of Node's start.

/**
 * The texts of those paths that exist below `folder`, by path.
 * @throws `UserError` `path-outside`, `file-not-utf8`
 */
export function readWorkspace(
  folder: string,
  paths: readonly string[],
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const file = inside(folder, path);
    if (file !== undefined) texts.set(path, decodeUtf8(readFileSync(file), path));
  }
  return texts;
}

/** Replaces files below `folder`, each whole or not at all, their modes kept. @throws `UserError` `path-outside` */
export function writeWorkspace(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  for (const { path, text } of files) {
    const file = inside(folder, path);
    if (file === undefined) throw new Error(`${path} vanished while it was edited`);
    const next = `${file}.gitops-actions`;
    writeFileSync(next, text, { flag: "wx", mode: statSync(file).mode, flush: true });
    renameSync(next, file);
  }
}

/** Where the path leads, links followed; undefined when there is no file. A link that leads out is refused. */
function inside(folder: string, path: string): string | undefined {
  const root = realpathSync(folder);
  const wanted = join(root, path);
  if (!statSync(wanted, { throwIfNoEntry: false })?.isFile()) return undefined;
  const file = realpathSync(wanted);
  if (file.startsWith(root + sep)) return file;
  throw new UserError("path-outside", "the path leads out of the workspace by a symbolic link", {
    file: path,
    hint: "Replace the link by a file, or check out the repository it leads to.",
  });
}
