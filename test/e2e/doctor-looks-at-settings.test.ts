import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitops } from "@gitops-actions/cli/gitops";
import { writeTree } from "@gitops-actions/tooling/release/publish";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub, type RulesetOptions } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { makeWorld, type World } from "../support/journey.ts";

const config = `version: 1
layout: apps/{app}/overlays/{env}
environments:
  dev: { delivery: commit }
  staging: { from: dev, merge: auto }
  prod: { from: staging }
apps:
  cart: { repository: acme/cart }
`;
const sweep = `on: push
jobs:
  sweep: { uses: acme/gitops-actions/.github/workflows/sweep.yml@v1 }
`;
/** What docs/adopt.md asks for. */
const goodRules: RulesetOptions = {
  name: "main",
  statusChecks: [{ context: "gitops/promotion", app: "deploy-bot" }],
  pullRequest: { approvals: 1, codeOwners: true },
  blockForcePushes: true,
  restrictDeletions: true,
  bypass: ["deploy-bot"],
};
const goodEnvironments = { "gitops-deploy": { branches: ["main"] } };
const rights = { contents: "read", actions: "read", administration: "write" } as const;

let github: LocalGitHub;
let world: World;
let folder: string;

beforeEach(async () => {
  github = await LocalGitHub.start();
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  const files = Object.entries({
    ...gitopsRepository({ apps: ["cart"] }),
    ".gitops/promotion.yaml": config,
    ".github/workflows/sweep.yml": sweep,
    ".github/CODEOWNERS": "* @ann\n",
  });
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

/** `acme/gitops` on GitHub, set up as docs/adopt.md says but for what is given. */
async function onGitHub(setup: Parameters<typeof github.createRepository>[1]): Promise<void> {
  world = await makeWorld(github, {
    files: { ".github/CODEOWNERS": "* @ann\n" },
    setup: {
      collaborators: { ann: "write", rita: "admin" },
      rulesets: [goodRules],
      environments: goodEnvironments,
      ...setup,
      settings: { autoMerge: true, actionsMayOpenPulls: false, ...setup?.settings },
    },
  });
}

async function doctor(
  token = github.createToken({ kind: "user", login: "rita", permissions: rights }),
) {
  let text = "";
  const screen = {
    write: (more: string) => (text += more),
    paint: (_: unknown, plain: string) => plain,
    width: undefined,
  };
  const env = { GITHUB_TOKEN: token.value, GITHUB_API_URL: github.apiUrl };
  await gitops(["doctor", "--repo", folder], { screen, now: new Date(), env });
  return text;
}

test("a repository in order, as its administrator sees it", async () => {
  await onGitHub({});

  const text = await doctor();

  expect(text).toMatch(/0 errors, 0 warnings, 2 notices; files and the settings on GitHub/);
  expect(text).toContain("notice main takes gitops/promotion from the App with the id");
  expect(text).toContain("read as rita with a fine-grained personal access token");
  expect(github.requests.all).toHaveLength(9);
});

describe("finds", () => {
  test.each<[string, Parameters<typeof onGitHub>[0], string]>([
    ["no rules", { rulesets: [] }, "error no rule of main requires the status gitops/promotion"],
    [
      "a status that anybody may post",
      { rulesets: [{ ...goodRules, statusChecks: ["gitops/promotion"] }] },
      "error main requires gitops/promotion from anybody",
    ],
    [
      "branch protection that asks for it of anybody",
      { rulesets: [], protection: { main: { statusChecks: ["gitops/promotion"] } } },
      "error main requires gitops/promotion from anybody",
    ],
    [
      "branch protection that lets force pushes through",
      {
        rulesets: [],
        protection: {
          main: {
            statusChecks: [{ context: "gitops/promotion", app: "deploy-bot" }],
            pullRequest: {},
            allowForcePushes: true,
          },
        },
      },
      "warning no rule of main forbids force pushes: ",
    ],
    [
      "an App that may not commit to dev",
      { rulesets: [{ ...goodRules, bypass: [] }] },
      "error main wants a pull request, statuses before the commit is there, and dev is written by commits, which the App may not",
    ],
    [
      "an App that may pass only with a pull request",
      { rulesets: [{ ...goodRules, bypass: [{ actor: "deploy-bot", mode: "pull_request" }] }] },
      "error main wants a pull request",
    ],
    [
      "branches of promotions that may not be made",
      {
        rulesets: [
          goodRules,
          { name: "names", include: ["refs/heads/promote/*"], restrictCreations: true },
        ],
      },
      "error a ruleset for branches such as promote/cart-staging-v1 wants that nobody creates it",
    ],
    [
      "up to date, and signatures, and another method",
      {
        rulesets: [
          {
            ...goodRules,
            strictStatusChecks: true,
            pullRequest: { codeOwners: true, mergeMethods: ["rebase"] },
          },
        ],
      },
      "error promotions are merged by squash",
    ],
    [
      "a private repository without a plan",
      { settings: { plan: "free" } },
      "error the plan of acme/gitops has neither rulesets nor branch protection",
    ],
    ["no environment", { environments: {} }, "error .github/workflows/sweep.yml: takes the App's"],
    [
      "an environment for every branch",
      { environments: { "gitops-deploy": {} } },
      "error environment gitops-deploy holds the App's key, and every branch may use it",
    ],
    [
      "an environment for tags",
      { environments: { "gitops-deploy": { branches: ["main", { tag: "v*" }] } } },
      `error environment gitops-deploy holds the App's key, and also tags "v*" may use it`,
    ],
    [
      "an environment that waits for somebody",
      { environments: { "gitops-deploy": { branches: ["main"], reviewers: ["ann"] } } },
      "warning environment gitops-deploy holds back the runs",
    ],
    [
      "actions that have to be pinned",
      {
        settings: {
          actions: { enabled: true, allowed: "all", shaPinning: true, permissions: "write" },
        },
      },
      "error .github/workflows/sweep.yml:3: acme/gitops-actions/.github/workflows/sweep.yml@v1 is not pinned",
    ],
    [
      "workflows that may approve",
      { settings: { actionsMayOpenPulls: true } },
      "warning workflows may approve pull requests with their own token",
    ],
    [
      "owners who may not write",
      { collaborators: { ann: "read", rita: "admin" } },
      "error .github/CODEOWNERS:1: GitHub passes over this line: Unknown owner",
    ],
    [
      "auto-merge that is off, which is no fault",
      { settings: { autoMerge: false } },
      "notice acme/gitops does not allow auto-merge",
    ],
  ])("%s", async (_, setup, expected) => {
    await onGitHub(setup);

    expect(await doctor()).toContain(expected);
  });
});

describe("tells what a token could not read", () => {
  test("of an App without rights of an administrator", async () => {
    await onGitHub({});

    const text = await doctor(world.token);

    expect(text).toContain("whether the App may bypass that is shown only to those who administer");
    expect(text).toContain(
      "notice not looked at: who may use the environment gitops-deploy (Resource not accessible by integration; it needs actions: read)",
    );
    expect(text).toContain(
      "notice not looked at: which actions may run; what workflows may do with their own token (Resource not accessible by integration; it needs administration: read)",
    );
    expect(text).toContain("read as deploy-bot[bot] with an App's token");
  });

  test("of a workflow", async () => {
    await onGitHub({});
    const permissions = { contents: "read", actions: "read" } as const;

    const text = await doctor(github.createToken({ kind: "actions", permissions }));

    expect(text).not.toContain("who may use the environment");
    expect(text).toContain("read as github-actions[bot] with the workflow's own token");
    expect(text).toMatch(/0 errors, 0 warnings/);
  });

  test.each<[string, () => { readonly value: string }, string]>([
    [
      "one that is none",
      () => ({ value: "ghp_wrong" }),
      "error could not read its settings of acme",
    ],
    [
      "one that may not see the repository",
      () => github.createToken({ kind: "user", login: "eve", permissions: rights }),
      "error could not",
    ],
    [
      "one that may not read its contents",
      () => github.createToken({ kind: "app", permissions: {}, repositories: ["acme/gitops"] }),
      "error could not",
    ],
  ])("of %s, and looks at files all the same", async (_, token, expected) => {
    await onGitHub({});
    rmSync(join(folder, ".github/CODEOWNERS"));

    const text = await doctor(token() as typeof world.token);

    expect(text).toContain("warning there is no CODEOWNERS");
    expect(text).toContain(expected);
    expect(process.exitCode).toBe(1);
  });
});
