import { statSync } from "node:fs";
import { join } from "node:path";
import { isRead, LARGEST_FILE_BYTES, type RepositoryFiles } from "@gitops-actions/core/doctor";
import { listWorkspace } from "./list.ts";
import { readWorkspace } from "./workspace.ts";

/** The files of a repository as doctor looks at them; one that cannot be read does not keep the others. */
export function readFiles(folder: string): RepositoryFiles {
  const paths = listWorkspace(folder);
  const texts = new Map<string, string>();
  const unread = new Map<string, string>();
  for (const path of paths.filter(isRead)) {
    try {
      const { size } = statSync(join(folder, path));
      if (size > LARGEST_FILE_BYTES)
        throw new Error(`it has ${size} bytes, and at most ${LARGEST_FILE_BYTES} are read`);
      for (const [read, text] of readWorkspace(folder, [path])) texts.set(read, text);
    } catch (error) {
      unread.set(path, error instanceof Error ? error.message : String(error));
    }
  }
  return { paths, texts, unread };
}
