import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { realPart } from "./real-parts.ts";

test("a program is found on PATH when it can be run", () => {
  const folder = mkdtempSync(join(tmpdir(), "path-"));
  const before = process.env["PATH"] ?? "";
  process.env["PATH"] = folder;
  const file = join(folder, "act");
  writeFileSync(file, "#!/bin/sh\n");

  const unusable = realPart("act");
  chmodSync(file, 0o755);
  const usable = realPart("act");

  process.env["PATH"] = before;
  rmSync(folder, { recursive: true });
  expect(unusable).not.toBe(file); // what .ci/run built may be found instead
  expect(usable).toBe(file);
});
