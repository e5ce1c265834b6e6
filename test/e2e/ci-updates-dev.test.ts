import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository, sampleDigest } from "../support/gitops-repository.ts";
import { build, makeWorld, stable, updateOverlay, type World } from "../support/journey.ts";

const overlay = "apps/checkout/overlays/dev/kustomization.yaml";
const image = build("checkout", "sha-1111111");
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github);
});
afterEach(() => github[Symbol.asyncDispose]());

function operations(): (string | undefined)[] {
  return github.requests.all.map(({ operation, method, path }) => operation ?? `${method} ${path}`);
}

describe("a build reaches dev", () => {
  test("tag and digest are written in two requests, as one verified commit, and nothing else changes", async () => {
    const before = await world.gitops.file(overlay);

    const run = await updateOverlay(world, { image });

    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(operations()).toEqual(["ReadBranch", "WriteCommit"]);
    expect(await world.gitops.file(overlay)).toBe(
      before
        ?.replace("newTag: sha-0000000", "newTag: sha-1111111")
        .replace(sampleDigest("checkout:sha-0000000"), sampleDigest("checkout:sha-1111111")),
    );
    expect(run.outputs).toMatchObject({ changed: "true", operation: "committed", attempts: "1" });
    expect(run.outputs["previous"]).toBe(build("checkout", "sha-0000000"));
    expect(run.outputs["commit-sha"]).toBe(world.gitops.head());
    expect(world.gitops.signedCommits.has(world.gitops.head())).toBe(true);
    const [commit] = await world.gitops.log();
    expect(commit?.author.name).toBe("deploy-bot[bot]");
    expect(stable(commit?.message ?? "", github)).toMatchSnapshot("commit message");
    expect(stable(run.summary, github)).toMatchSnapshot("summary");
    expect(stable(run.stdout, github)).toMatchSnapshot("log");
  });

  test("a second run finds nothing to do and says so", async () => {
    await updateOverlay(world, { image });
    const head = world.gitops.head();

    const run = await updateOverlay(world, { image });

    expect(world.gitops.head()).toBe(head);
    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({
      changed: "false",
      operation: "none",
      "commit-sha": "",
      diff: "",
    });
    expect(run.summary).toContain("runs it already, nothing was written");
  });

  test("a dry run shows the diff and writes nothing", async () => {
    const head = world.gitops.head();

    const run = await updateOverlay(world, { image, "dry-run": "true" });

    expect(world.gitops.head()).toBe(head);
    expect(run.outputs).toMatchObject({ changed: "true", operation: "planned" });
    expect(run.outputs["diff"]).toContain("+    newTag: sha-1111111   # the build that runs here");
  });

  test("a tag alone drops the digest of the image before", async () => {
    await updateOverlay(world, { image: "ghcr.io/acme/checkout:sha-2222222" });

    expect(await world.gitops.file(overlay)).toMatch(
      /newTag: sha-2222222 {3}# the build that runs here\n$/,
    );
  });

  test("many apps go into one commit, a section and a trailer block each", async () => {
    const images = `checkout=${image}\n# a comment\n${build("cart", "1234567")}\n`;

    const run = await updateOverlay(world, { images });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(operations()).toEqual(["ReadBranch", "WriteCommit"]);
    const [commit] = await world.gitops.log();
    expect(commit?.message.match(/^GitOps-App: .*$/gm)).toEqual([
      "GitOps-App: checkout",
      "GitOps-App: cart",
    ]);
    expect(await world.gitops.file("apps/cart/overlays/dev/kustomization.yaml")).toContain(
      'newTag: "1234567"',
    );
  });

  test("an image whose entry has another name is found by image-name", async () => {
    const run = await updateOverlay(world, {
      app: "checkout",
      image: "mirror.example/x/checkout:v9",
      "image-name": "checkout",
    });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(await world.gitops.file(overlay)).toContain(
      "newName: ghcr.io/acme/checkout\n    newTag: v9",
    );
  });

  test("kustomize's own arguments keep kustomize's own meaning", async () => {
    const run = await updateOverlay(world, { app: "checkout", "kustomize-args": "checkout=*:v7" });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(await world.gitops.file(overlay)).toMatch(
      /newName: ghcr.io\/acme\/checkout\n {4}newTag: v7 .*\n$/,
    );
  });

  test("the subject of the commit is a template, and cannot forge a trailer", async () => {
    await updateOverlay(world, {
      image,
      message: "ship {app} {tag} to {env}\n\nGitOps-Run: forged#9.9",
    });

    const [commit] = await world.gitops.log();
    expect(commit?.message.split("\n")[0]).toBe("ship checkout sha-1111111 to dev");
    expect(commit?.message).not.toContain("forged");
  });
});

describe("tokens", () => {
  test("an App's token is minted for the repository and the permissions used, masked, and revoked in post", async () => {
    const inputs = {
      image,
      "github-token": "",
      "app-client-id": world.app.clientId,
      "app-private-key": world.app.privateKey,
    };

    const run = await updateOverlay(world, inputs);

    expect(run.exitCode).toBe(0);
    const minted = [...github.state.tokens.values()].at(-1);
    expect(minted?.permissions).toEqual({ contents: "write", metadata: "read" });
    expect(minted?.repositories).toEqual([world.gitops]);
    expect(run.masks).toContain(minted?.value);
    expect(run.masks).toContain(world.app.privateKey.trim());
    expect(run.summary).toContain("a GitHub App token (contents: write)");

    const post = await updateOverlay(world, inputs, { phase: "post", state: run.state });

    expect(post.exitCode).toBe(0);
    expect(post.stdout).toContain("Revoked the App token");
    expect(minted?.isAlive(github.clock.now())).toBe(false);
  });

  test("a post phase that cannot revoke warns and does not fail the job", async () => {
    const post = await updateOverlay(
      world,
      {},
      { phase: "post", state: { "minted-tokens": '["ghs_gone"]' } },
    );

    expect(post.exitCode).toBe(0);
    expect(post.annotations).toMatchObject([{ level: "warning" }]);
  });

  test("a post phase without a minted token asks nothing of GitHub", async () => {
    await updateOverlay(world, {}, { phase: "post" });

    expect(github.requests.all).toEqual([]);
  });
});

describe("layouts", () => {
  test.each([
    ["k8s/overlays/dev/kustomization.yaml", 2],
    ["overlays/dev/kustomization.yml", 2],
    ["environments/dev/apps/payments/Kustomization", 2],
    ["environments/dev/payments/kustomization.yaml", 2],
  ])("%s is found by itself", async (path, requests) => {
    const files = { [path]: "images:\n- name: ghcr.io/acme/payments\n  newTag: v1\n" };
    await github.createRepository("acme/other", { files });

    const run = await updateOverlay(world, {
      "gitops-repository": "acme/other",
      image: "ghcr.io/acme/payments:v2",
    });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(github.requests.all).toHaveLength(requests);
  });

  test("a layout of the config costs one request more, the input none", async () => {
    const path = "clusters/eu/dev/payments/kustomization.yaml";
    const files = {
      [path]: "images:\n- name: ghcr.io/acme/payments\n  newTag: v1\n",
      ".gitops/promotion.yaml":
        "version: 1\nlayout: clusters/eu/{env}/{app}\nenvironments:\n  dev: {}\n",
    };
    const other = await github.createRepository("acme/other", { files });
    const inputs = { "gitops-repository": "acme/other", image: "ghcr.io/acme/payments:v2" };

    const byConfig = await updateOverlay(world, inputs);
    expect(byConfig.outputs).toMatchObject({ operation: "committed" });
    expect(operations()).toEqual(["ReadBranch", "ReadBranch", "WriteCommit"]);

    await updateOverlay(world, {
      ...inputs,
      image: "ghcr.io/acme/payments:v3",
      layout: "clusters/eu/{env}/{app}",
    });
    expect(operations().slice(3)).toEqual(["ReadBranch", "WriteCommit"]);
    expect(await other.file(path)).toContain("newTag: v3");
  });

  test("a file with an exec bit keeps it, by way of the Git Data API", async () => {
    const text = "images:\n- name: ghcr.io/acme/payments\n  newTag: v1\n";
    const path = "overlays/dev/kustomization.yaml";
    const other = await github.createRepository("acme/other", {
      files: { [path]: { content: text, mode: "100755" } },
    });

    const run = await updateOverlay(world, {
      "gitops-repository": "acme/other",
      image: "ghcr.io/acme/payments:v2",
    });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    const [commit] = await other.log();
    expect((await other.git.entryAt(commit?.tree ?? "", path))?.mode).toBe("100755");
    expect(await other.file(path)).toBe(text.replace("v1", "v2"));
    expect(other.signedCommits.has(other.head())).toBe(true);
  });

  test("a file that GraphQL cuts is read whole, and its bytes are kept", async () => {
    const path = "overlays/dev/kustomization.yaml";
    const text = `# ${"long ".repeat(120_000)}\r\nimages:\r\n- name: ghcr.io/acme/payments\r\n  newTag: v1`;
    const other = await github.createRepository("acme/other", { files: { [path]: text } });

    const run = await updateOverlay(world, {
      "gitops-repository": "acme/other",
      image: "ghcr.io/acme/payments:v2",
    });

    expect(run.exitCode).toBe(0);
    expect(github.requests.all).toHaveLength(3);
    expect(await other.file(path)).toBe(text.replace("v1", "v2"));
  });
});

describe("delivery", () => {
  const policy =
    "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dev, delivery: pull-request }\n";

  test("a commit is refused where the policy on the branch wants a pull request", async () => {
    const other = await github.createRepository("acme/other", {
      files: { ...gitopsRepository({ apps: ["checkout"] }), ".gitops/promotion.yaml": policy },
    });
    const head = other.head();

    const run = await updateOverlay(world, {
      "gitops-repository": "acme/other",
      environment: "prod",
      image,
      delivery: "commit",
    });

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ title: "delivery-refused" }]);
    expect(other.head()).toBe(head);
  });

  test("workspace edits the files checked out, keeps their modes, and asks nothing of GitHub", async () => {
    const folder = checkOut(gitopsRepository({ apps: ["checkout"] }));
    chmodSync(join(folder, overlay), 0o755);

    const run = await updateOverlay(
      world,
      { image, delivery: "workspace", "github-token": "" },
      { cwd: folder },
    );

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ operation: "edited", changed: "true" });
    expect(readFileSync(join(folder, overlay), "utf8")).toContain("newTag: sha-1111111");
    expect(statSync(join(folder, overlay)).mode & 0o777).toBe(0o755);
    expect(github.requests.all).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test("workspace does not follow a link out of the workspace", async () => {
    const folder = checkOut({ "README.md": "" });
    const outside = checkOut({ "dev/kustomization.yaml": "images: []\n" });
    symlinkSync(outside, join(folder, "overlays"));

    const run = await updateOverlay(world, { image, delivery: "workspace" }, { cwd: folder });

    expect(run.annotations).toMatchObject([{ title: "path-outside" }]);
    rmSync(folder, { recursive: true });
    rmSync(outside, { recursive: true });
  });
});

function checkOut(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "workspace-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
