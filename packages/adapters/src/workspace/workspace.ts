import { constants } from "node:fs";
import { open, readFile, realpath, rename, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { decodeUtf8 } from "../utf8.ts";

/**
 * The texts of those paths that exist below `folder`, by path.
 * @throws `UserError` `path-outside`, `file-not-utf8`
 */
export async function readWorkspace(
  folder: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const file = await inside(folder, path);
    if (file !== undefined) texts.set(path, decodeUtf8(await readFile(file), path));
  }
  return texts;
}

/** Replaces files below `folder`, each whole or not at all, their modes kept. @throws `UserError` `path-outside` */
export async function writeWorkspace(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<void> {
  for (const { path, text } of files) {
    const file = await inside(folder, path);
    if (file === undefined) throw new Error(`${path} vanished while it was edited`);
    const { mode } = await stat(file);
    const next = `${file}.gitops-actions`;
    const handle = await open(
      next,
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY,
      mode,
    );
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
  }
}

/** Where the path leads, links followed; undefined when there is no file. A link that leads out is refused. */
async function inside(folder: string, path: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const file = await realpath(join(root, path)).catch(() => undefined);
  if (file === undefined || !(await stat(file)).isFile()) return undefined;
  if (file.startsWith(root + sep)) return file;
  throw new UserError("path-outside", "the path leads out of the workspace by a symbolic link", {
    file: path,
    hint: "Replace the link by a file, or check out the repository it leads to.",
  });
}
