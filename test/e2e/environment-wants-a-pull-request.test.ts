import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, stable, updateOverlay, type World } from "../support/journey.ts";

const policy = "version: 1\nenvironments:\n  dev: {}\n  staging: { from: dev }\n";
const image = build("checkout", "sha-1111111");
const overlay = "apps/checkout/overlays/staging/kustomization.yaml";
const branch = "update/staging/checkout";
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github, { files: { ".gitops/promotion.yaml": policy } });
});
afterEach(() => github[Symbol.asyncDispose]());

function update(
  inputs: Record<string, string> = {},
  runNumber = 10,
): ReturnType<typeof updateOverlay> {
  return updateOverlay(world, { environment: "staging", image, ...inputs }, { runNumber });
}

describe("an environment that is entered by pull request", () => {
  test("branch, commit and pull request are made in one request, and main is left alone", async () => {
    const head = world.gitops.head();

    const run = await update();

    expect(run.outputs).toMatchObject({
      operation: "pull-request-created",
      changed: "true",
      "pull-request-number": "1",
    });
    expect(github.requests.all.map(({ operation }) => operation)).toEqual([
      "ReadBranch",
      "ReadHeadBranch",
      "OpenPullRequest",
    ]);
    expect(world.gitops.head()).toBe(head);
    expect(await world.gitops.file(overlay, branch)).toContain("newTag: sha-1111111");
    expect(run.outputs["commit-sha"]).toBe(world.gitops.head(branch));
    const [pull] = world.gitops.pulls;
    expect(pull).toMatchObject({
      title: "deploy(checkout): staging <- sha-1111111",
      state: "open",
    });
    expect(stable(pull?.body ?? "", github)).toMatchSnapshot("body");
  });

  test("the same update again finds nothing to do", async () => {
    await update();
    const tip = world.gitops.head(branch);

    const run = await update();

    expect(run.outputs).toMatchObject({ operation: "none", "pull-request-number": "1" });
    expect(world.gitops.head(branch)).toBe(tip);
  });

  test("a newer image goes on top of what the branch holds, a person's commit included", async () => {
    await update();
    await update({ image: build("checkout", "sha-2222222") }, 11);

    expect(await world.gitops.file(overlay, branch)).toContain("newTag: sha-2222222");
    expect(world.gitops.pulls.length).toBe(1);
    expect(world.gitops.pulls[0]?.title).toBe("deploy(checkout): staging <- sha-2222222");
  });

  test("an older run does not replace what a newer one has proposed", async () => {
    await update({}, 11);

    const run = await update({ image: build("checkout", "sha-old") }, 10);

    expect(run.outputs).toMatchObject({ operation: "superseded" });
    expect(await world.gitops.file(overlay, branch)).toContain("newTag: sha-1111111");
  });

  test("a branch of ours whose pull request is closed is used again", async () => {
    await update();
    world.gitops.pulls[0]?.close(github.clock.now(), { by: github.createUser("alice") });

    const run = await update({ image: build("checkout", "sha-2222222") }, 11);

    expect(run.outputs).toMatchObject({
      operation: "pull-request-created",
      "pull-request-number": "2",
    });
  });

  test("a branch with somebody else's commit is left alone", async () => {
    await world.gitops.git.import(branch, [
      {
        message: "mine",
        files: { "x.md": "x" },
        author: { name: "p", email: "p@example.com", date: new Date() },
      },
    ]);

    const run = await update();

    expect(run.annotations).toMatchObject([{ title: "branch-not-ours" }]);
    expect(world.gitops.pulls.length).toBe(0);
  });

  test("delivery: pull-request is also open to environments that take commits", async () => {
    const run = await update({ environment: "dev", delivery: "pull-request" });

    expect(run.outputs).toMatchObject({ operation: "pull-request-created" });
  });

  test("a dry run shows what the pull request would bring", async () => {
    const run = await update({ "dry-run": "true" });

    expect(run.outputs).toMatchObject({ operation: "planned", changed: "true" });
    expect(world.gitops.pulls.length).toBe(0);
  });
});
