import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { makeWorld, type World } from "../support/journey.ts";
import { type BundleRun, runBundle } from "../support/run-bundle.ts";

const files = {
  ...gitopsRepository({ apps: ["cart"] }),
  ".gitops/promotion.yaml": `version: 1
layout: apps/{app}/overlays/{env}
environments:
  dev: { delivery: commit }
  staging: { from: dev }
  prod: { from: staging }
apps:
  cart: { repository: acme/cart }
`,
  ".github/workflows/sweep.yml":
    "on: push\njobs:\n  sweep: { uses: acme/gitops-actions/.github/workflows/sweep.yml@v1 }\n",
  ".github/CODEOWNERS": "* @ann\n",
};

let github: LocalGitHub;
let world: World;
let folder: string;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github, {
    files,
    setup: {
      collaborators: { ann: "write" },
      settings: { autoMerge: true },
      environments: { "gitops-deploy": { branches: ["main"] } },
    },
  });
  github.addRuleset(world.gitops, {
    name: "main",
    statusChecks: [{ context: "gitops/promotion", app: "deploy-bot" }],
    pullRequest: { approvals: 1, codeOwners: true },
    blockForcePushes: true,
    restrictDeletions: true,
    bypass: ["deploy-bot"],
  });
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  for (const [path, text] of Object.entries(files)) put(path, text);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await github[Symbol.asyncDispose]();
});

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Runs doctor on the checkout with the token that its README asks for. */
function doctor(inputs: Readonly<Record<string, string>> = {}): Promise<BundleRun> {
  const permissions = { contents: "read", actions: "read" } as const;
  const token = github.createToken({ kind: "actions", permissions, repositories: ["acme/gitops"] });
  return runBundle("doctor", {
    github,
    cwd: folder,
    with: { "github-token": token.value, ...inputs },
    context: { repository: "acme/gitops" },
  });
}

function resultOf({ outputs }: BundleRun): {
  readonly findings: readonly { severity: string; file?: string; message: string }[];
} {
  return JSON.parse(outputs["result"] ?? "");
}

describe("a repository in order", () => {
  test("has notices, and passes", async () => {
    const run = await doctor();

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ errors: "0", warnings: "0" });
    expect(run.summary).toMatchInlineSnapshot(`
      "### ✅ acme/gitops: 0 errors, 0 warnings, 4 notices

      |  | where | what | what to do |
      | --- | --- | --- | --- |
      | ℹ️ notice |  | main takes gitops/promotion from the App with the id 1002 only; whether that is the App of your workflows cannot be told without its key | Compare it with the App ID on the App's page, or run the action doctor with app-client-id and app-private-key. |
      | ℹ️ notice |  | main wants a pull request, statuses before the commit is there, and dev is written by commits; whether the App may bypass that is shown only to those who administer the repository | See to it that it may, and that its key is in an environment that only main may use. |
      | ℹ️ notice |  | not looked at: which actions may run; what workflows may do with their own token (Resource not accessible by integration; it needs administration: read) | Look at it on the settings page, or give a token that may read it. |
      | ℹ️ notice |  | the settings were read as github-actions\\[bot\\] with the workflow's own token: it reads settings well enough; promotions opened with it start no checks by themselves, and its word is that of any workflow | Nothing to do. Rights of an administrator show more: bypasses, and the settings for Actions. |
      "
    `);
    expect(run.annotations.map(({ level }) => level)).toEqual(Array(4).fill("notice"));
  });

  test("has fewer of them with the key of its App, with which no token is minted", async () => {
    const run = await doctor({
      "app-client-id": world.app.clientId,
      "app-private-key": world.app.privateKey,
    });

    expect(run.exitCode).toBe(0);
    expect(run.summary).not.toContain("from the App with the id");
    expect(github.requests.all.filter(({ method }) => method === "POST")).toHaveLength(1); // GraphQL's query
    expect(github.requests.all).toHaveLength(10);
  });
});

describe("a repository that is not", () => {
  test("fails, with each finding at its place, the worst first", async () => {
    put("apps/cart/overlays/prod/kustomization.yaml", "images: [\n");
    put(".github/CODEOWNERS", "* @ann\n/apps/ somebody\n");
    world.gitops.environments.clear();

    const run = await doctor();

    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ errors: "3", warnings: "0" });
    expect(run.annotations.slice(0, 3)).toMatchObject([
      { level: "error", file: "apps/cart/overlays/prod/kustomization.yaml", line: "2" },
      { level: "error", file: ".github/CODEOWNERS", line: "2" },
      { level: "error", file: ".github/workflows/sweep.yml" },
    ]);
    expect(run.annotations.at(-1)).toMatchObject({ level: "error", title: "doctor-findings" });
    expect(resultOf(run).findings[1]).toMatchObject({
      severity: "error",
      file: ".github/CODEOWNERS",
      line: 2,
      fix: "Correct it. Until then the lines above it decide.",
    });
  });

  test.each([
    ["never", 0],
    ["warning", 1],
    ["error", 0],
  ])("with a warning and fail-on: %s ends with %i", async (failOn, exitCode) => {
    put("apps/cart/base/kustomization.yaml", "resources: []\nreplicas: [{ name: x, count: 2 }]\n");
    put("apps/cart/base/hpa.yaml", "kind: ScaledObject\nspec: { scaleTargetRef: { name: x } }\n");

    const run = await doctor({ "fail-on": failOn });

    expect(run.outputs).toMatchObject({ errors: "0", warnings: "1" });
    expect(run.exitCode).toBe(exitCode);
  });

  test("has all findings in the summary and the log, though ten annotations are shown of each kind", async () => {
    for (let n = 10; n < 30; n += 1) put(`apps/cart/base/.argocd-source-${n}.yaml`, "a: 1\n");

    const run = await doctor();

    expect(run.annotations.filter(({ level }) => level === "error")).toHaveLength(11);
    expect(run.summary.match(/\.argocd-source-\d+/g)).toHaveLength(20);
    expect(run.stdout.match(/^error .*\.argocd-source-\d+/gm)).toHaveLength(20);
  });
});

describe("the App", () => {
  test.each<[string, () => Record<string, string>, string]>([
    [
      "that is another than the rules name",
      () => ({ "app-client-id": other.clientId, "app-private-key": other.privateKey }),
      "main takes gitops/promotion from the App with the id",
    ],
    [
      "that lacks permissions",
      () => ({ "app-client-id": other.clientId, "app-private-key": other.privateKey }),
      "the installation of other-bot has statuses: none, and needs statuses: write",
    ],
    [
      "that is not installed",
      () => ({ "app-client-id": stray.clientId, "app-private-key": stray.privateKey }),
      "the App is not installed on acme/gitops",
    ],
    [
      "whose key is none",
      () => ({ "app-client-id": "Iv23lixyz", "app-private-key": "key" }),
      'input "app-private-key" is no RSA private key',
    ],
  ])("%s", async (_, inputs, expected) => {
    const run = await doctor(inputs());

    expect(run.exitCode).toBe(1);
    expect(resultOf(run).findings).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringContaining(expected) }),
    );
  });

  let other: World["app"];
  let stray: World["app"];
  beforeEach(async () => {
    const permissions = { contents: "write", pull_requests: "write" } as const;
    other = await github.createApp({ slug: "other-bot", permissions, installedOn: "acme" });
    stray = await github.createApp({ slug: "stray-bot", permissions, installedOn: "elsewhere" });
  });
});

describe("hostile files", () => {
  test("are named, and neither obeyed nor lost", async () => {
    const name = "::error::x](javascript:a) @everyone <b>";
    put(`apps/cart/base/${name}.yaml`, "replicas: [");
    put("apps/cart/base/latin1.yaml", Buffer.from([0x61, 0x3a, 0xe9]));
    put("apps/cart/base/huge.yaml", "");
    truncateSync(join(folder, "apps/cart/base/huge.yaml"), 2 ** 31);
    put("apps/cart/base/deep.yaml", `replicas: ${"{a: ".repeat(100_000)}`);
    put(".github/workflows/bomb.yml", bomb);
    put(
      ".github/workflows/words.yml",
      "on: '::set-output name=errors::7'\njobs: '##[add-mask]no'\n",
    );
    symlinkSync("/etc/hostname", join(folder, "apps/cart/base/link.yaml"));

    const run = await doctor({ "fail-on": "never" });

    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(resultOf(run).findings.map(({ file }) => file)).toEqual(
      expect.arrayContaining([
        `apps/cart/base/${name}.yaml`,
        "apps/cart/base/latin1.yaml",
        "apps/cart/base/huge.yaml",
        "apps/cart/base/deep.yaml",
        ".github/workflows/bomb.yml",
        ".github/workflows/words.yml",
      ]),
    );
    expect(run.outputs["errors"]).toBe("2");
    expect(run.commands.map((command) => command.name)).not.toContain("set-output");
    expect(run.masks).not.toContain("no");
    expect(run.summary).toContain(`| \`apps/cart/base/${name}.yaml:1\` |`);
  });

  const levels = [..."bcdefghij"].map(
    (letter, index) => `${letter}: &${letter} [${`*${"abcdefghi"[index]}, `.repeat(9)}]\n`,
  );
  const bomb = `a: &a [x, x, x]\n${levels.join("")}on: *j\njobs: { j: { steps: *j } }\n`;
});

describe("no look at all", () => {
  test("at an empty workspace", async () => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);

    const run = await doctor();

    expect(run.exitCode).toBe(1);
    expect(run.annotations[0]).toMatchObject({ title: "checkout-missing" });
  });

  test("at settings with a token that is none, and at files all the same", async () => {
    put(".argocd-source-cart.yaml", "a: 1\n");

    const run = await doctor({ "github-token": "ghp_wrong" });

    expect(resultOf(run).findings.map(({ message }) => message)).toEqual([
      expect.stringContaining("Argo CD takes images from here"),
      expect.stringContaining("GitHub rejects the token"),
    ]);
  });
});
