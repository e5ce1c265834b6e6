import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { realPart } from "./real-parts.ts";

test("a program is found on PATH when it can be run", () => {
  const folder = mkdtempSync(join(tmpdir(), "path-"));
  const before = process.env["PATH"] ?? "";
  process.env["PATH"] = folder;
  const file = join(folder, "runc"); // never built, so in no other place
  writeFileSync(file, "#!/bin/sh\n");

  const unusable = realPart("runc");
  chmodSync(file, 0o755);
  const usable = realPart("runc");

  process.env["PATH"] = before;
  rmSync(folder, { recursive: true });
  expect(unusable).toBeUndefined();
  expect(usable).toBe(file);
});
