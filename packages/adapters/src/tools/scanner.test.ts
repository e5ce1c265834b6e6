import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ScannerName, scanImage } from "./scanner.ts";

const image = `ghcr.io/org/app@sha256:${"a".repeat(64)}`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scanner-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A scanner that is a few lines of shell; `$OUT` is the file that its words ask it to write. */
function scan(scanner: ScannerName, script: string): ReturnType<typeof scanImage> {
  const file = join(folder, scanner);
  writeFileSync(
    file,
    `#!/bin/sh\necho "$*" > "${folder}/words"\nfor word; do [ "$last" = --output ] && OUT=$word; last=$word; done\n${script}\n`,
  );
  chmodSync(file, 0o755);
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  return scanImage(image, {
    scanner,
    pinned: undefined,
    env,
    cwd: folder,
    temp: folder,
    say: () => undefined,
  });
}

test("Trivy is asked for all packages of the digest in the registry", async () => {
  const report = {
    SchemaVersion: 2,
    ArtifactName: image,
    Results: [{ Packages: [{ Name: "a" }] }],
  };

  expect(await scan("trivy", `echo '${JSON.stringify(report)}' > "$OUT"`)).toMatchObject({
    packages: 1,
    findings: [],
  });
  const words = readFileSync(join(folder, "words"), "utf8");
  expect(words).toMatch(/^image --image-src remote --scanners vuln --list-all-pkgs /);
  expect(words.trim().endsWith(`-- ${image}`)).toBe(true);
});

test.each([
  [
    "Trivy without a database",
    "trivy",
    "FATAL Fatal error run error: init error: DB error: --skip-db-update cannot be specified on the first run",
    "scan-database-missing",
  ],
  [
    "Trivy that is limited when it fetches one",
    "trivy",
    "FATAL Fatal error init error: DB error: failed to download vulnerability DB: TOOMANYREQUESTS",
    "scan-database-missing",
  ],
  [
    "Grype whose database is spoilt",
    "grype",
    "failed to load vulnerability db: bad db checksum",
    "scan-database-missing",
  ],
  ["Grype that cannot pull", "grype", "could not fetch the image: UNAUTHORIZED", "scan-failed"],
] as const)("%s", async (_, scanner, said, code) => {
  await expect(scan(scanner, `echo "${said}" >&2; exit 1`)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(said),
  });
});

test("a scanner that ends well and writes nothing has failed", async () => {
  await expect(scan("trivy", "exit 0")).rejects.toMatchObject({ code: "scan-failed" });
});
