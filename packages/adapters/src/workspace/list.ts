import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders that hold no manifests and much else. */
const PASSED_OVER = new Set([".git", "node_modules", ".terraform", "vendor"]);

/** A repository with more files than this is not walked: it is something else. */
const MAX_FILES = 200_000;

/** The paths of all files below `folder`, relative to it, with slashes; links are not followed. */
export function listWorkspace(folder: string): string[] {
  const paths: string[] = [];
  const open = [""];
  while (open.length > 0 && paths.length < MAX_FILES) {
    const at = open.pop() ?? "";
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) open.push(path);
      if (entry.isFile()) paths.push(path);
    }
  }
  return paths.sort();
}
