import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "./history.ts";
import type { Signature } from "./objects.ts";
import { git, gitEnvironment } from "./process.ts";

/** A file's text or bytes (mode 100644), with another mode, or `null` = removed. */
export type FixtureFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode: "100644" | "100755" | "120000" }
  | null;

export interface FixtureCommit {
  readonly message: string;
  /** By path, relative to the repository. */
  readonly files: Readonly<Record<string, FixtureFile>>;
  readonly author: Signature;
}

/** From so many on, git finds who changed a path in time only with an index of it. */
const manyCommits = 1_000;

/**
 * Puts `commits` on top of each other on a new branch, as fast as git can: thousands a second. Returns
 * the step that each of them is, by its oid.
 */
export async function importCommits(
  gitDir: string,
  branch: string,
  commits: Iterable<FixtureCommit>,
): Promise<Map<string, Step>> {
  const marks = join(gitDir, "fixture-marks");
  const child = spawn(
    "git",
    ["--git-dir", gitDir, "fast-import", "--quiet", "--date-format=raw", `--export-marks=${marks}`],
    { env: gitEnvironment, stdio: ["pipe", "inherit", "pipe"] },
  );
  const closed = once(child, "close");
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk;
  });
  child.stdin.on("error", () => {});
  const changed: Pick<Step, "paths" | "date">[] = [];
  for (const commit of commits) {
    changed.push({ paths: new Set(Object.keys(commit.files)), date: commit.author.date });
    const taken = child.stdin.write(instructions(branch, { commit, mark: changed.length }));
    if (!taken) await Promise.race([once(child.stdin, "drain"), closed]);
  }
  child.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}: ${complaint}`);
  if (changed.length > manyCommits) {
    await git(gitDir, ["commit-graph", "write", "--reachable", "--changed-paths"]);
  }
  const oids = new Map<number, string>();
  for (const [, mark, oid = ""] of readFileSync(marks, "utf8").matchAll(/^:(\d+) (\w+)$/gm)) {
    oids.set(Number(mark), oid);
  }
  rmSync(marks);
  return new Map(
    changed.map((step, index) => [oids.get(index + 1) ?? "", { parent: oids.get(index), ...step }]),
  );
}

function instructions(
  branch: string,
  { commit, mark }: { readonly commit: FixtureCommit; readonly mark: number },
): Buffer {
  const { message, files, author } = commit;
  const seconds = Math.floor(author.date.getTime() / 1000);
  const parts = [
    line(`commit refs/heads/${branch}`),
    line(`mark :${mark}`),
    line(`committer ${author.name} <${author.email}> ${seconds} +0000`),
    ...data(message),
  ];
  for (const [path, file] of Object.entries(files)) {
    if (file === null) {
      parts.push(line(`D ${quoted(path)}`));
      continue;
    }
    const { content, mode } =
      typeof file === "string" || file instanceof Uint8Array
        ? { content: file, mode: "100644" }
        : file;
    parts.push(line(`M ${mode} inline ${quoted(path)}`), ...data(content));
  }
  return Buffer.concat(parts);
}

function line(text: string): Buffer {
  return Buffer.from(`${text}\n`);
}

function data(content: string | Uint8Array): Buffer[] {
  const bytes = Buffer.from(content);
  return [line(`data ${bytes.length}`), bytes, line("")];
}

function quoted(path: string): string {
  return /["\n\\]/.test(path) ? JSON.stringify(path) : path;
}
