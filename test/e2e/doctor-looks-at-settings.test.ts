import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitops } from "@gitops-actions/cli/gitops";
import { writeTree } from "@gitops-actions/tooling/release/publish";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { makeWorld, type World } from "../support/journey.ts";

let github: LocalGitHub;
let world: World;
let folder: string;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github, { setup: { settings: { autoMerge: true } } });
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  const files = Object.entries(gitopsRepository({ apps: ["cart"] }));
  writeTree(new Map(files.map(([path, text]) => [path, Buffer.from(text)])), folder);
  const git = (...args: string[]): unknown => execFileSync("git", ["-C", folder, ...args]);
  git("init", "--quiet");
  git("remote", "add", "origin", "https://github.com/acme/gitops.git");
});
afterEach(async () => {
  process.exitCode = 0;
  rmSync(folder, { recursive: true });
  await github[Symbol.asyncDispose]();
});

async function doctor(): Promise<string> {
  let text = "";
  const screen = {
    write: (more: string) => (text += more),
    paint: (_: unknown, plain: string) => plain,
    width: undefined,
  };
  const env = { GITHUB_TOKEN: world.token.value, GITHUB_API_URL: github.apiUrl };
  await gitops(["doctor", "--repo", folder], { screen, now: new Date(), env });
  return text;
}

test("a repository without rules", async () => {
  const text = await doctor();

  expect(text).toContain("error no ruleset of main requires the status gitops/promotion");
  expect(text).toContain("warning no ruleset of main requires a pull request");
  expect(text).toContain("files and the settings on GitHub looked at");
  expect(process.exitCode).toBe(1);
});

test("a status that anybody may post", async () => {
  github.addRuleset(world.gitops, { name: "main", statusChecks: ["gitops/promotion"] });

  expect(await doctor()).toContain("error main requires gitops/promotion from anybody");
});

test("a repository in order has no error", async () => {
  github.addRuleset(world.gitops, {
    name: "main",
    statusChecks: [{ context: "gitops/promotion", app: "deploy-bot" }],
    pullRequest: { approvals: 1, codeOwners: true },
  });

  const text = await doctor();

  expect(text).toContain("notice main requires a pull request and dev is written by commits");
  expect(text).toMatch(/0 errors, 0 warnings/);
});

test("auto-merge that is off is no fault", async () => {
  world.gitops.settings.autoMerge = false;

  expect(await doctor()).toContain("notice acme/gitops does not allow auto-merge");
});
