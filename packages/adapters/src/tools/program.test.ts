import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProgram, lastLines, runProgram } from "./program.ts";

const script = '#!/bin/sh\nprintf "%s\\n" "$@"\necho "$SECRET_MARK" >&2\nexit 3\n';
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "a folder with spaces "));
  path = join(folder, "scan");
  writeFileSync(path, script);
  chmodSync(path, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("is found on PATH, never in the folder of the job", () => {
  expect(findProgram("scan", { env: { PATH: `.:/nowhere:${folder}` } })).toBe(path);
  expect(() => findProgram("scan", { env: { PATH: "." } })).toThrow(
    expect.objectContaining({ code: "program-missing" }),
  );
});

test("is run only with the bytes it is pinned to", () => {
  const sha256 = createHash("sha256").update(script).digest("hex");

  expect(findProgram("scan", { env: {}, pinned: { path, sha256 } })).toBe(path);
  expect(() => findProgram("scan", { env: {}, pinned: { path, sha256: "0".repeat(64) } })).toThrow(
    expect.objectContaining({ code: "program-checksum" }),
  );
});

test("gets its arguments as they are and sees nothing but its environment", async () => {
  const lines: string[] = [];
  const args = ["a b", '"; rm -rf /', "$(id)", "--"];

  const ended = await runProgram(path, args, {
    env: { SECRET_MARK: "told" },
    cwd: folder,
    say: (line) => lines.push(line),
  });

  expect(ended).toMatchObject({ exitCode: 3, stdout: `${args.join("\n")}\n` });
  expect(lines).toEqual(["told"]);
});

test("of what it said the last lines are kept, without colours and blank lines", () => {
  expect(lastLines("one\n\n\u001b[31mtwo\u001b[0m\r\nthree  \n\n", 2)).toBe("two\nthree");
});
