import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { FIFTY_APPS } from "../support/gitops-repository.ts";
import {
  build,
  makeWorld,
  promote,
  updateOverlay,
  verify,
  type World,
} from "../support/journey.ts";

let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
});
afterEach(() => github[Symbol.asyncDispose]());

function writes(): number {
  return github.requests.all.filter(
    ({ kind, login }) => kind === "write" && login === "deploy-bot[bot]",
  ).length;
}

/** Brings a build of each app into dev in one commit and has them found good. */
async function inDev(apps: readonly string[], tag: string, runNumber = 10): Promise<void> {
  const images = apps.map((app) => `${app}=${build(app, tag)}`).join("\n");
  await updateOverlay(world, { images }, { runNumber });
  for (const app of apps) await verify(world, { app, environment: "dev", tag });
}

describe("one run for the whole repository", () => {
  test("with 50 apps in 3 environments and nothing to do reads at most ten times", async () => {
    world = await makeWorld(github, { apps: FIFTY_APPS });
    github.requests.clear();

    const run = await promote(world);

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ operation: "none", changed: "false" });
    expect(JSON.parse(run.outputs["promotions"] ?? "")).toHaveLength(100);
    expect(github.requests.all.length).toBeLessThanOrEqual(10);
  });

  test("opens what is verified, leaves what is not, and says so for each", async () => {
    world = await makeWorld(github, { apps: ["cart", "checkout", "search"] });
    await inDev(["cart", "checkout"], "v1");
    await updateOverlay(world, { image: build("search", "v1") }, { runNumber: 11 });

    const run = await promote(world);

    expect(run.outputs).toMatchObject({ operation: "mixed", changed: "true" });
    const promotions = JSON.parse(run.outputs["promotions"] ?? "") as Record<string, unknown>[];
    expect(
      promotions.map(({ app, environment, operation }) => [app, environment, operation]),
    ).toEqual([
      ["cart", "staging", "created"],
      ["checkout", "staging", "created"],
      ["search", "staging", "waiting"],
      ["cart", "prod", "none"],
      ["checkout", "prod", "none"],
      ["search", "prod", "none"],
    ]);
    expect(world.gitops.pulls.map(({ title }) => title)).toEqual([
      "promote(cart): staging <- v1",
      "promote(checkout): staging <- v1",
    ]);
    github.requests.clear();

    const again = await promote(world);

    expect(again.outputs).toMatchObject({ changed: "false" });
    expect(writes()).toBe(0);
  });

  test("one app that cannot be read fails alone", async () => {
    world = await makeWorld(github, {
      apps: ["cart", "checkout"],
      files: { "apps/cart/overlays/staging/kustomization.yaml": "images: [\n" },
    });
    await inDev(["checkout"], "v1");

    const run = await promote(world);

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ level: "error", title: "yaml-invalid" }]);
    expect(run.stdout).toContain("2 of 4 promotions failed");
    expect(run.stdout).toContain("apps/cart/overlays/staging/kustomization.yaml:2:1");
    expect(world.gitops.pulls.map(({ title }) => title)).toEqual([
      "promote(checkout): staging <- v1",
    ]);
  });

  test("the cache is nobody's truth: with every body and status gone the answers are the same", async () => {
    world = await makeWorld(github, { apps: ["cart", "checkout"] });
    await inDev(["cart", "checkout"], "v1");
    await promote(world);
    const before = await promote(world, { "dry-run": "true" });
    for (const pull of world.gitops.pulls) {
      world.gitops.statuses.delete(pull.headOid);
      pull.labels.clear();
    }
    world.gitops.checkRuns.length = 0;

    const after = await promote(world, { "dry-run": "true" });

    expect(after.outputs["promotions"]).toBe(before.outputs["promotions"]);
  });
});

describe("a train", () => {
  const policy = `version: 1
environments: { dev: {}, staging: { from: dev }, prod: { from: staging } }
trains: { shop: { apps: [cart, checkout, search], except: [search], max: 2 } }
`;

  test("moves the exact set that was verified together as one pull request", async () => {
    world = await makeWorld(github, { files: { ".gitops/promotion.yaml": policy } });
    await inDev(["cart", "checkout", "search"], "v1");

    const run = await promote(world);

    expect(run.outputs).toMatchObject({ changed: "true" });
    expect(world.gitops.pulls.map(({ title }) => title)).toEqual([
      "promote(shop): staging <- v1",
      "promote(search): staging <- v1",
    ]);
    const [train] = world.gitops.pulls;
    for (const app of ["cart", "checkout"]) {
      const path = `apps/${app}/overlays/staging/kustomization.yaml`;
      expect(await world.gitops.file(path, train?.head)).toContain("newTag: v1");
    }
  });

  test("waits for its last app", async () => {
    world = await makeWorld(github, { files: { ".gitops/promotion.yaml": policy } });
    await inDev(["cart"], "v1");
    await updateOverlay(world, { image: build("checkout", "v2") }, { runNumber: 11 });

    const run = await promote(world, { train: "shop", environment: "staging" });

    expect(run.outputs).toMatchObject({ operation: "waiting" });
    expect(run.stdout).toContain("verified (staging/checkout): v2 has no verification in dev");
    expect(world.gitops.pulls).toEqual([]);
  });

  test("that is too long, or not there, is refused by name", async () => {
    const long = policy.replace("except: [search], ", "");
    world = await makeWorld(github, { files: { ".gitops/promotion.yaml": long } });

    const tooLong = await promote(world, { train: "shop", environment: "staging" });
    const unknown = await promote(world, { train: "shp", environment: "staging" });

    expect(tooLong.annotations).toMatchObject([{ title: "train-too-long" }]);
    expect(unknown.annotations).toMatchObject([{ title: "train-unknown" }]);
  });
});

describe("upstream in another repository", () => {
  test("is read there, records included", async () => {
    const policy = "version: 1\nenvironments: { dev: {}, staging: { from: dev } }\n";
    const staging = "apps/checkout/overlays/staging/kustomization.yaml";
    world = await makeWorld(github, { apps: ["checkout"] });
    await inDev(["checkout"], "v1");
    const target = await github.createRepository("acme/gitops-prod", {
      files: {
        ".gitops/promotion.yaml": policy,
        [staging]: (await world.gitops.file(staging)) ?? "",
      },
    });

    const run = await promote(world, {
      "gitops-repository": "acme/gitops-prod",
      "from-repository": "acme/gitops",
      app: "checkout",
      environment: "staging",
    });

    expect(run.outputs).toMatchObject({ operation: "created" });
    const [pull] = target.pulls;
    expect(await target.file(staging, pull?.head)).toContain("newTag: v1");
    const [commit] = await target.log(pull?.head);
    expect(commit?.message).toContain(`GitOps-Source: acme/gitops@${world.gitops.head()}`);
  });
});

describe("races", () => {
  test("twenty runs of the same promotion give exactly one pull request", async () => {
    world = await makeWorld(github, { apps: ["checkout"] });
    await inDev(["checkout"], "v1");
    const inputs = { app: "checkout", environment: "staging" };

    const runs = await Promise.all(Array.from({ length: 20 }, () => promote(world, inputs)));

    expect(runs.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(world.gitops.pulls).toHaveLength(1);
    expect(new Set(runs.map(({ outputs }) => outputs["pull-request-number"]))).toEqual(
      new Set(["1"]),
    );
  });

  test("two digests that race give one pull request with the newer", async () => {
    world = await makeWorld(github, { apps: ["checkout"] });
    await inDev(["checkout"], "v1");
    const inputs = { app: "checkout", environment: "staging" };
    const first = promote(world, inputs);
    await inDev(["checkout"], "v2", 11);

    await Promise.all([first, promote(world, inputs), promote(world, inputs)]);

    const open = world.gitops.pulls.filter(({ state }) => state === "open");
    expect(open.map(({ title }) => title)).toEqual(["promote(checkout): staging <- v2"]);
  });
});
