import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { gitEnvironment } from "./git/process.ts";
import { LocalGitHub, type NewRepository, type Permissions, type Repository } from "./index.ts";

const github = await LocalGitHub.start();
afterAll(() => github[Symbol.asyncDispose]());
await github.createRepository("org/public", { files: { "a.txt": "0" }, isPrivate: false });

let count = 0;
function newRepository(options: NewRepository = {}): Promise<Repository> {
  count += 1;
  return github.createRepository(`org/r${count}`, {
    files: { "a.txt": "0\n", ".github/workflows/ci.yml": "on: push\n" },
    ...options,
  });
}

function remote(repository: Pick<Repository, "nameWithOwner">, permissions?: Permissions): string {
  const url = new URL(`${github.serverUrl}/${repository.nameWithOwner}.git`);
  if (permissions === undefined) return url.href;
  url.username = "x-access-token";
  url.password = github.createToken({ kind: "actions", permissions }).value;
  return url.href;
}

/** A clone to work in; everything git says comes back, whether it succeeds or not. */
async function workIn(url: string, ...cloneOptions: string[]) {
  const folder = await mkdtemp(join(tmpdir(), "clone-"));
  const env = {
    ...gitEnvironment,
    GIT_AUTHOR_NAME: "Dev",
    GIT_AUTHOR_EMAIL: "dev@users.test",
    GIT_COMMITTER_NAME: "Dev",
    GIT_COMMITTER_EMAIL: "dev@users.test",
  };
  const git = async (...args: string[]) => {
    const run = promisify(execFile)("git", args, { cwd: folder, env });
    return run.then(
      ({ stdout, stderr }) => ({ ok: true, text: stdout + stderr }),
      (error: Error & { stdout: string; stderr: string }) => ({
        ok: false,
        text: error.stdout + error.stderr,
      }),
    );
  };
  const cloned = await git("clone", ...cloneOptions, url, ".");
  return {
    cloned,
    git,
    async commit(path: string, text: string): Promise<string> {
      await writeFile(join(folder, path), text);
      await git("add", "--all");
      await git("commit", "--quiet", "--message", `change ${path}`);
      return (await git("rev-parse", "HEAD")).text.trim();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

test("what is pushed is what the API then reads, and is not verified", async () => {
  const repository = await newRepository();
  await using work = await workIn(remote(repository, { contents: "write" }));

  const oid = await work.commit("a.txt", "1\n");
  const pushed = await work.git("push", "origin", "HEAD:main");

  expect(pushed).toMatchObject({ ok: true });
  expect(repository.head()).toBe(oid);
  expect(await repository.file("a.txt")).toBe("1\n");
  expect(repository.signedCommits.has(oid)).toBe(false);
  expect(github.requests.matching({ surface: "git", kind: "write" })).toMatchObject([
    { path: `/${repository.nameWithOwner}.git/git-receive-pack`, status: 200 },
  ]);
});

test("a clone has what the API wrote, also shallow and without blobs", async () => {
  const repository = await newRepository();
  const url = remote(repository, { contents: "read" });
  await using shallow = await workIn(url, "--depth=1");
  await using sparse = await workIn(url, "--filter=blob:none", "--no-checkout");

  expect((await shallow.git("rev-parse", "HEAD")).text.trim()).toBe(repository.head());
  expect((await sparse.git("show", "HEAD:a.txt")).text).toBe("0\n");
});

test("a large push arrives in one pack", async () => {
  const repository = await newRepository();
  await using work = await workIn(remote(repository, { contents: "write" }));
  for (let at = 1; at <= 40; at += 1) await work.commit("a.txt", `${at}\n`);

  const pushed = await work.git("push", "origin", "HEAD:refs/heads/long");

  expect(pushed).toMatchObject({ ok: true });
  expect(await repository.log("long")).toHaveLength(41);
});

test("who comes second is rejected, and can force where nothing forbids it", async () => {
  const repository = await newRepository();
  const url = remote(repository, { contents: "write" });
  await using first = await workIn(url);
  await using second = await workIn(url);
  await first.commit("a.txt", "1\n");
  await first.git("push", "origin", "HEAD:main");
  const oid = await second.commit("a.txt", "2\n");

  const rejected = await second.git("push", "origin", "HEAD:main");
  const forced = await second.git("push", "--force", "origin", "HEAD:main");

  expect(rejected.ok).toBe(false);
  expect(rejected.text).toContain("[rejected]");
  expect(forced.ok).toBe(true);
  expect(repository.head()).toBe(oid);
});

test.each([
  [
    "branch protection",
    { protection: { main: { pullRequest: {} } } },
    [
      "remote: error: GH006: Protected branch update failed for refs/heads/main.",
      "protected branch hook declined",
    ],
  ],
  [
    "a ruleset",
    { rulesets: [{ name: "main", pullRequest: {} }] },
    [
      "remote: error: GH013: Repository rule violations found for refs/heads/main.",
      "push declined due to repository rule violations",
    ],
  ],
])("%s refuses a push and says why; other branches are free", async (_, rules, texts) => {
  const repository = await newRepository(rules);
  const before = repository.head();
  await using work = await workIn(remote(repository, { contents: "write" }));
  await work.commit("a.txt", "1\n");

  const refused = await work.git("push", "origin", "HEAD:main", "HEAD:other");
  const atomic = await work.git("push", "--atomic", "origin", "HEAD:main", "HEAD:third");

  for (const text of [...texts, "Changes must be made through a pull request."]) {
    expect(refused.text).toContain(text);
  }
  expect(refused.ok).toBe(false);
  expect(atomic.ok).toBe(false);
  expect(repository.head()).toBe(before);
  expect(repository.git.refs.list("refs/heads/").map(({ name }) => name)).toEqual([
    "refs/heads/main",
    "refs/heads/other",
  ]);
});

test("branches are deleted by a push", async () => {
  const repository = await newRepository();
  await using work = await workIn(remote(repository, { contents: "write" }));
  await work.git("push", "origin", "HEAD:old");

  const deleted = await work.git("push", "origin", ":old");

  expect(deleted.ok).toBe(true);
  expect(repository.git.refs.read("refs/heads/old")).toBeUndefined();
});

test("workflow files need a permission of their own", async () => {
  const repository = await newRepository();
  await using work = await workIn(remote(repository, { contents: "write" }));
  await work.commit(".github/workflows/ci.yml", "on: pull_request\n");

  const { ok, text } = await work.git("push", "origin", "HEAD:main");

  expect(ok).toBe(false);
  expect(text).toContain("without `workflows` permission");
});

test("who may not read or write is told so by git's own words", async () => {
  const repository = await newRepository();
  await using anonymous = await workIn(remote(repository));
  await using open = await workIn(remote({ nameWithOwner: "org/public" }));
  await using reader = await workIn(remote(repository, { contents: "read" }));
  await using stranger = await workIn(remote({ nameWithOwner: "org/none" }, { contents: "read" }));
  await reader.commit("a.txt", "1\n");

  const pushed = await reader.git("push", "origin", "HEAD:main");

  expect(anonymous.cloned.text).toContain("could not read Username");
  expect(open.cloned.ok).toBe(true);
  expect(stranger.cloned.text).toContain("not found");
  expect(pushed.text).toContain("The requested URL returned error: 403");
});
