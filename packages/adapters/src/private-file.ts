import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

// Synchronous on purpose: a handful of small files, and `node:fs/promises` alone costs 7% of Node's start.

/** The text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Makes the text the whole content of a file that only its owner may read (0600), missing folders above it
 * (0700) included. Who reads meanwhile sees the old content or the new one. A symbolic link stays one: the
 * file it leads to is replaced.
 */
export function replacePrivateFile(path: string, text: string): void {
  const target = linkTarget(path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const fresh = `${target}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(fresh, text, { mode: 0o600, flag: "wx" });
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** What Linux follows before it gives up. */
const MAX_LINKS = 40;

/** Where a path leads. Unlike `realpath` it takes a link to a file that is not there yet. */
function linkTarget(path: string): string {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const next = linkAt(target);
    if (next === undefined) return target;
    target = resolve(dirname(target), next);
  }
  throw new Error(`ELOOP: too many symbolic links, ${path}`);
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // no link, or nothing there; whatever else is wrong, the write will tell
  }
}
