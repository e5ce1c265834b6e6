import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, promote, stable, updateOverlay, verify, type World } from "../support/journey.ts";

const overlay = "apps/checkout/overlays/staging/kustomization.yaml";
const branch = "promote/checkout-staging-sha-1111111";
const inputs = { app: "checkout", environment: "staging" };
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github);
  await updateOverlay(world, { image: build("checkout", "sha-1111111") });
});
afterEach(() => github[Symbol.asyncDispose]());

describe("promoting from dev to staging", () => {
  test("opens one pull request with the same artifact and its evidence", async () => {
    await verify(world, { app: "checkout", environment: "dev", tag: "sha-1111111" });
    github.requests.clear();

    const run = await promote(world, inputs);

    expect(run.stdout).toBe("");
    expect(run.outputs).toMatchObject({ operation: "created", "pull-request-number": "1" });
    expect(github.requests.all.map(({ operation }) => operation)).toEqual([]);
    expect(await world.gitops.file(overlay, branch)).toContain("newTag: sha-1111111");
    expect(stable(world.gitops.pulls[0]?.body ?? "", github)).toMatchSnapshot("body");
  });
});
