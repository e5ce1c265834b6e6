import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, updateOverlay, type World } from "../support/journey.ts";
import { runBundle } from "../support/run-bundle.ts";

const image = build("checkout", "sha-1111111");
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github);
});
afterEach(() => github[Symbol.asyncDispose]());

/** The run must have failed with this code, in three parts, and have written nothing. */
async function refusal(
  inputs: Readonly<Record<string, string>>,
  repository = world.gitops,
): Promise<{
  title: string | undefined;
  message: string;
  line?: number | undefined;
  file?: string | undefined;
}> {
  const head = repository.head();

  const run = await updateOverlay(world, inputs);

  expect(run.exitCode).toBe(1);
  expect(repository.head()).toBe(head);
  expect(run.outputs).toMatchObject({ changed: "", "commit-sha": "" });
  expect(run.annotations).toHaveLength(1);
  const [annotation] = run.annotations;
  expect(JSON.parse(run.outputs["result"] ?? "")).toMatchObject({
    error: { code: annotation?.title },
  });
  expect(run.summary).toContain("❌ update-overlay failed");
  return {
    title: annotation?.title,
    message: annotation?.message ?? "",
    line: Number(annotation?.line),
    file: annotation?.file,
  };
}

describe("inputs, told before anything is asked of GitHub", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["no image", {}, "input-missing", '"image", "images" and "kustomize-args" are empty'],
    ["image and images together", { image, images: image }, "input-conflict", "exclude each other"],
    [
      "an image without a version",
      { image: "ghcr.io/acme/checkout" },
      "image-invalid",
      "neither tag nor digest",
    ],
    [
      "a short digest",
      { image: "ghcr.io/acme/checkout@sha256:1a1a" },
      "digest-invalid",
      "has 4 hex digits; expected 64",
    ],
    [
      "an upper-case digest",
      { image: `checkout@sha256:${"1A".repeat(32)}` },
      "digest-invalid",
      "upper-case",
    ],
    ["a tag with a slash", { image: "checkout:feature/x" }, "image-invalid", "checkout:feature"],
    ["a tag with a space", { image: "checkout:v1 x" }, "tag-invalid", 'the character " "'],
    ["path traversal in app", { app: "../../etc", image }, "name-invalid", '"../../etc"'],
    ["path traversal in environment", { environment: "..", image }, "name-invalid", '".."'],
    ["path traversal in layout", { layout: "../{env}", image }, "layout-invalid", '"../{env}"'],
    [
      "path traversal in config",
      { config: "../../secrets", image },
      "file-path-invalid",
      '"../../secrets"',
    ],
    [
      "a repository by its URL",
      { "gitops-repository": "https://github.com/acme/gitops", image },
      "repository-invalid",
      "owner/name",
    ],
    [
      "a branch that git would not take",
      { "gitops-branch": "a..b", image },
      "branch-invalid",
      '"a..b"',
    ],
    [
      "a boolean that is none",
      { "dry-run": "yes", image },
      "input-invalid",
      'input "dry-run": is "yes"; expected true or false',
    ],
    ["no token", { "github-token": "", image }, "github-token-missing", "no token"],
    [
      "an App without its key",
      { "app-client-id": "Iv23x", image },
      "github-token-missing",
      '"app-private-key" is empty',
    ],
    [
      "a key that is no key",
      { "app-client-id": "Iv23x", "app-private-key": "hello world", image },
      "app-credentials-invalid",
      "no RSA private key",
    ],
  ])("%s", async (_, inputs, code, words) => {
    const refused = await refusal(inputs);

    expect(refused.title).toBe(code);
    expect(refused.message).toContain(words);
    expect(github.requests.all).toEqual([]);
  });

  test("every wrong input is told at once", async () => {
    const refused = await refusal({ environment: "", image: "x:", "dry-run": "perhaps" });

    expect(refused.message).toMatch(
      /3 inputs are wrong:\n- input "environment".*\n- input "image".*\n- input "dry-run"/,
    );
  });

  test("a hostile input cannot speak to the runner", async () => {
    const run = await updateOverlay(world, {
      image: "x:\n::set-output name=changed::true\n##[add-mask]x",
    });

    expect(run.exitCode).toBe(1);
    expect(run.commands.map(({ name }) => name)).not.toContain("set-output");
  });

  test("a runner that tells nothing of the run is told what is missing", async () => {
    const run = await runBundle("update-overlay", {
      with: { environment: "dev", image, "gitops-repository": "a/b" },
      env: { GITHUB_RUN_NUMBER: "" },
    });

    expect(run.annotations).toMatchObject([
      {
        title: "environment-missing",
        message: expect.stringContaining("run the workflow with act, which sets it as well"),
      },
    ]);
  });
});

describe("what GitHub does not allow", () => {
  test("a token without the permission, naming the permission", async () => {
    const token = github.createToken({
      kind: "app",
      login: "deploy-bot",
      permissions: { contents: "read" },
    });

    const run = await updateOverlay({ github, token }, { image });

    expect(run.annotations).toMatchObject([
      { title: "github-permission-missing", message: expect.stringContaining("contents: write") },
    ]);
  });

  test("an unknown token", async () => {
    expect(await refusal({ image, "github-token": "ghs_nothing" })).toMatchObject({
      title: "github-token-rejected",
    });
  });

  test("a repository the token cannot see", async () => {
    expect(await refusal({ image, "gitops-repository": "acme/gitopz" })).toMatchObject({
      title: "github-not-found",
    });
  });

  test("a branch that is not there", async () => {
    expect(await refusal({ image, "gitops-branch": "production" })).toMatchObject({
      title: "branch-not-found",
      message: expect.stringContaining('has no branch "production"'),
    });
  });

  test("an App that is not installed there", async () => {
    const stranger = await github.createApp({
      slug: "stranger",
      permissions: { contents: "write" },
      installedOn: "other-org",
    });

    const refused = await refusal({
      image,
      "github-token": "",
      "app-client-id": stranger.clientId,
      "app-private-key": stranger.privateKey,
    });

    expect(refused.title).toBe("app-not-installed");
  });

  test("an App whose installation lacks the permission", async () => {
    const reader = await github.createApp({
      slug: "reader",
      permissions: { contents: "read" },
      installedOn: "acme",
    });

    const refused = await refusal({
      image,
      "github-token": "",
      "app-client-id": reader.clientId,
      "app-private-key": reader.privateKey,
    });

    expect(refused.title).toBe("github-permission-missing");
  });

  test.each([
    [
      "branch protection",
      (): void => github.protect(world.gitops, "main", { pullRequest: { approvals: 1 } }),
    ],
    [
      "a ruleset",
      (): void => github.addRuleset(world.gitops, { name: "prod", pullRequest: { approvals: 1 } }),
    ],
  ])("a branch that %s guards", async (_, guard) => {
    guard();

    expect(await refusal({ image })).toMatchObject({
      title: "branch-protected",
      message: expect.stringContaining("delivery: pull-request"),
    });
  });

  test("an archived repository", async () => {
    world.gitops.isArchived = true;

    expect(await refusal({ image })).toMatchObject({ title: "repository-archived" });
  });
});

describe("what is in the repository", () => {
  test("an unknown app, with the names that are there", async () => {
    const refused = await refusal({ image: build("chekcout", "v1") });

    expect(refused.title).toBe("app-not-found");
    expect(refused.message).toContain("- apps/chekcout/overlays/dev/kustomization.yaml");
    expect(refused.message).toContain("- apps/: checkout");
  });

  test("an unknown environment, with the names that are there", async () => {
    const refused = await refusal({ image, environment: "prd" });

    expect(refused.message).toMatch(/- apps\/checkout\/overlays\/: prod/);
  });

  test("an environment that the config does not know", async () => {
    const config = "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dev }\n";
    const other = await github.createRepository("acme/other", {
      files: { ".gitops/promotion.yaml": config },
    });

    const refused = await refusal(
      { image, "gitops-repository": "acme/other", environment: "prd" },
      other,
    );

    expect(refused).toMatchObject({
      title: "environment-unknown",
      message: expect.stringContaining("it has: prod, dev"),
    });
  });

  test("a config with faults, each with its line", async () => {
    const config = "version: 1\nenvironments:\n  dev: { delivry: commit }\n";
    const other = await github.createRepository("acme/other", {
      files: { ".gitops/promotion.yaml": config },
    });

    const refused = await refusal({ image, "gitops-repository": "acme/other" }, other);

    expect(refused).toMatchObject({
      title: "config-invalid",
      file: ".gitops/promotion.yaml",
      line: 3,
    });
    expect(refused.message).toContain('did you mean "delivery"?');
  });

  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[..."bcdefgh"].map((letter, index) => `${letter}: &${letter} [${Array(10).fill(`*${"abcdefg"[index]}`).join(", ")}]`).join("\n")}\nimages: *h\n`;

  test.each<[string, string | Buffer, string]>([
    [
      "two entries for one image",
      "images:\n- name: ghcr.io/acme/checkout\n  newTag: v1\n- name: ghcr.io/acme/checkout\n  newTag: v1\n",
      "image-ambiguous",
    ],
    ["no entry for the image", "images:\n- name: other\n  newTag: v1\n", "image-not-found"],
    [
      "a file that is not UTF-8",
      Buffer.from("images:\n- name: ghcr.io/acme/checkout\n  newTag: v1 # \xe4\n", "latin1"),
      "file-not-utf8",
    ],
    [
      "duplicate keys",
      "images:\n- name: ghcr.io/acme/checkout\n  newTag: v1\n  newTag: v3\n",
      "duplicate-key",
    ],
    ["an alias bomb", bomb, "manifest-shape"],
    [
      "a template",
      "images:\n- name: ghcr.io/acme/checkout\n  newTag: {{ .Values.tag }}\n",
      "template",
    ],
    [
      "an unclosed quote",
      'images:\n- name: "ghcr.io/acme/checkout\n  newTag: v1\n',
      "yaml-invalid",
    ],
  ])("%s", async (_, content, code) => {
    const other = await github.createRepository("acme/other", {
      files: { "overlays/dev/kustomization.yaml": content },
    });

    const refused = await refusal({ image, "gitops-repository": "acme/other" }, other);

    expect(refused.title).toBe(code);
    expect(refused.file).toBe("overlays/dev/kustomization.yaml");
  });

  test("a symbolic link", async () => {
    const files = {
      "overlays/dev/kustomization.yaml": {
        content: "../base/kustomization.yaml",
        mode: "120000" as const,
      },
    };
    const other = await github.createRepository("acme/other", { files });

    expect(await refusal({ image, "gitops-repository": "acme/other" }, other)).toMatchObject({
      title: "file-link",
    });
  });

  test("two layouts that both fit", async () => {
    const text = "images:\n- name: ghcr.io/acme/checkout\n  newTag: v1\n";
    const files = {
      "environments/dev/checkout/kustomization.yaml": text,
      "environments/dev/apps/checkout/kustomization.yaml": text,
    };
    const other = await github.createRepository("acme/other", { files });

    expect(await refusal({ image, "gitops-repository": "acme/other" }, other)).toMatchObject({
      title: "layout-ambiguous",
    });
  });
});
