import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { setImages } from "./images.ts";
import type { SourceFile } from "./yaml/source.ts";

const folder = fileURLToPath(new URL("testdata", import.meta.url));

/** The files below a folder; none when it is not there. */
function filesIn(path: string): SourceFile[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file.slice(path.length + 1), text: readFileSync(file, "utf8") }));
}

describe("files as people write them", () => {
  test.each(readdirSync(folder))("%s", (name) => {
    const { images, context = [] } = JSON.parse(
      readFileSync(join(folder, name, "request.json"), "utf8"),
    );
    const before = filesIn(join(folder, name, "before"));
    const own = before.filter(({ path }) => !context.includes(path));
    const shared = before.filter(({ path }) => context.includes(path));

    const edit = setImages(own, images, { context: shared });

    expect(edit.files).toEqual(filesIn(join(folder, name, "after")));
  });
});
