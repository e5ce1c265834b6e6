import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Fault, LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, pushTo, updateOverlay, type World } from "../support/journey.ts";

const image = build("checkout", "sha-1111111");
const overlay = "apps/checkout/overlays/dev/kustomization.yaml";
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github);
});
afterEach(() => github[Symbol.asyncDispose]());

/** Commits above the one the world began with. */
async function newCommits(): Promise<string[]> {
  const log = await world.gitops.log();
  return log.slice(0, -1).map(({ message }) => message.split("\n")[0] ?? "");
}

describe("writers at the same time", () => {
  test("each of eight lands, own files", async () => {
    const apps = Array.from({ length: 8 }, (_, index) => `service-${index}`);
    world = await makeWorldOf("acme/many", apps);
    github.latency.write = 50;

    const runs = await Promise.all(
      apps.map((app) =>
        updateOverlay(world, { "gitops-repository": "acme/many", image: build(app, "v2") }),
      ),
    );

    expect(runs.flatMap(({ annotations }) => annotations)).toEqual([]);
    for (const app of apps) {
      expect(await world.gitops.file(`apps/${app}/overlays/dev/kustomization.yaml`)).toContain(
        "newTag: v2 ",
      );
    }
    expect((await newCommits()).length).toBeLessThan(apps.length);
    expect(Math.max(...runs.map(({ outputs }) => Number(outputs["attempts"])))).toBeGreaterThan(1);
  });

  test("each of five lands in one shared file, and nobody's value is lost", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const path = "overlays/dev/kustomization.yaml";
    const text = `images:\n${names.map((name) => `- name: r.example/${name}\n  newTag: v1\n`).join("")}`;
    const other = await github.createRepository("acme/shared", { files: { [path]: text } });
    github.latency.write = 50;

    const runs = await Promise.all(
      names.map((name) =>
        updateOverlay(world, { "gitops-repository": "acme/shared", image: `r.example/${name}:v2` }),
      ),
    );

    expect(runs.flatMap(({ annotations }) => annotations)).toEqual([]);
    expect(await other.file(path)).toBe(text.replaceAll("v1", "v2"));
  });

  async function makeWorldOf(name: string, apps: readonly string[]): Promise<World> {
    const { gitopsRepository } = await import("../support/gitops-repository.ts");
    const gitops = await github.createRepository(name, { files: gitopsRepository({ apps }) });
    return { ...world, gitops };
  }
});

describe("a write whose answer is lost", () => {
  const lost: [string, Fault][] = [
    ["the connection drops after the commit landed", { kind: "drop", effect: "after" }],
    ["502 after the commit landed", { kind: "status", status: 502, effect: "after" }],
    ["the reply is cut off", { kind: "truncate", bytes: 20 }],
    [
      "GraphQL answers 200 and says that something went wrong",
      {
        kind: "graphql-errors",
        effect: "after",
        errors: [
          {
            message:
              "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug.",
          },
        ],
      },
    ],
    ["the connection drops before it landed", { kind: "drop", effect: "before" }],
    ["503 before it landed", { kind: "status", status: 503, effect: "before" }],
  ];

  test.each(lost)("%s: it is made exactly once, and reported as made", async (_, fault) => {
    github.faults.add({ fault, when: { operation: "createCommitOnBranch" }, times: 1 });

    const run = await updateOverlay(world, { image });

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({
      operation: "committed",
      changed: "true",
      attempts: "2",
      "commit-sha": world.gitops.head(),
    });
    expect(await newCommits()).toEqual(["deploy(checkout): dev <- sha-1111111"]);
    expect(run.stdout).toContain("trying again in");
  });

  test("it is found below commits that other writers put on top", async () => {
    github.faults.add({
      fault: { kind: "drop", effect: "after" },
      when: { operation: "createCommitOnBranch" },
      times: 1,
    });
    const run = updateOverlay(world, { image });
    await until(async () => (await newCommits()).length === 1);
    const mine = world.gitops.head();
    await updateOverlay(world, { image: build("cart", "v2") });

    expect((await run).outputs).toMatchObject({ operation: "committed", "commit-sha": mine });
    expect(await newCommits()).toHaveLength(2);
  });
});

describe("GitHub in trouble", () => {
  test("a secondary limit is waited out as retry-after says", async () => {
    github.faults.add({
      fault: { kind: "secondary-limit", answer: 403, retryAfterSeconds: 1 },
      when: { operation: "createCommitOnBranch" },
      times: 1,
    });

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({ operation: "committed", attempts: "2" });
    expect(run.milliseconds).toBeGreaterThan(1000);
    expect(run.stdout).toMatch(/rate limit.*trying again in [12]\.\d s/);
  });

  test("a primary limit that ends after the deadline fails at once, naming the wait", async () => {
    github.faults.add({ fault: { kind: "primary-limit", resetInSeconds: 3000 } });

    const run = await updateOverlay(world, { image });

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ title: "github-rate-limited" }]);
    expect(run.annotations[0]?.message).toMatch(/asks to wait (2999|300[01]) s/);
    expect(run.milliseconds).toBeLessThan(5000);
  });

  test("a storm of 5xx is ridden out", async () => {
    github.faults.add({ fault: { kind: "status", status: 502, effect: "before" }, times: 3 });

    expect((await updateOverlay(world, { image })).outputs).toMatchObject({
      operation: "committed",
    });
  });

  test("a storm that outlasts the deadline fails, and nothing is written", async () => {
    github.faults.add({ fault: { kind: "status", status: 502, effect: "before" } });

    const run = await updateOverlay(world, { image, "timeout-seconds": "2" });

    expect(run.annotations).toMatchObject([{ title: "github-unavailable" }]);
    expect(await newCommits()).toEqual([]);
  });

  test("a token that dies midway is told from a wrong permission", async () => {
    const dying = github.createToken({
      kind: "app",
      login: "deploy-bot",
      permissions: { contents: "write" },
      diesAfterRequests: 1,
    });

    const run = await updateOverlay({ github, token: dying }, { image });

    expect(run.annotations).toMatchObject([{ title: "github-token-rejected" }]);
    expect(await newCommits()).toEqual([]);
  });

  test("a branch that moves at every try ends at the deadline, where combining is not possible", async () => {
    github.faults.add({
      fault: {
        kind: "graphql-errors",
        effect: "before",
        errors: [{ message: "Resource not accessible by integration", type: "FORBIDDEN" }],
      },
      when: { operation: "MoveRefs" },
    });
    const stale = {
      message: 'Expected branch to point to "x" but it did not.',
      type: "STALE_DATA",
      path: ["createCommitOnBranch"],
    };
    github.faults.add({
      fault: { kind: "graphql-errors", effect: "before", errors: [stale] },
      when: { operation: "createCommitOnBranch" },
    });

    const run = await updateOverlay(world, { image, "timeout-seconds": "2" });

    expect(run.annotations).toMatchObject([{ title: "conflict-timeout" }]);
  });

  test("a cancelled run ends within its grace and writes nothing more", async () => {
    github.faults.add({ fault: { kind: "secondary-limit", answer: 429, retryAfterSeconds: 60 } });
    const cancellation = new AbortController();
    const running = updateOverlay(world, { image }, { signal: cancellation.signal });
    await until(() => github.requests.all.length === 1);
    const cancelled = performance.now();
    cancellation.abort();

    const run = await running;

    expect(performance.now() - cancelled).toBeLessThan(3000);
    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ message: "The run was cancelled." }]);
    expect(github.requests.all).toHaveLength(1);
  });
});

describe("older and newer runs", () => {
  const older = build("checkout", "sha-old");
  const newer = build("checkout", "sha-new");

  test("an older run does not replace what a newer run of the same workflow wrote", async () => {
    await updateOverlay(world, { image: newer }, { runNumber: 12 });
    const head = world.gitops.head();

    const run = await updateOverlay(world, { image: older }, { runNumber: 11 });

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ operation: "superseded", changed: "false" });
    expect(run.annotations).toMatchObject([{ level: "notice", title: "superseded" }]);
    expect(world.gitops.head()).toBe(head);
  });

  test("allow-older is a declared re-deploy", async () => {
    await updateOverlay(world, { image: newer }, { runNumber: 12 });

    const run = await updateOverlay(
      world,
      { image: older, "allow-older": "true" },
      { runNumber: 11 },
    );

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(await world.gitops.file(overlay)).toContain("newTag: sha-old ");
  });

  test("a newer run, and a later attempt of the same run, do replace", async () => {
    await updateOverlay(world, { image: older }, { runNumber: 11 });
    const again = await updateOverlay(
      world,
      { image: newer },
      { runNumber: 11, context: { runAttempt: "2" } },
    );
    const next = await updateOverlay(world, { image: older }, { runNumber: 12 });

    expect([again.outputs["operation"], next.outputs["operation"]]).toEqual([
      "committed",
      "committed",
    ]);
  });

  test("runs of another workflow have no order to ours", async () => {
    const other = { workflowRef: "acme/checkout/.github/workflows/nightly.yml@refs/heads/main" };
    await updateOverlay(world, { image: newer }, { runNumber: 900, context: other });

    expect((await updateOverlay(world, { image: older }, { runNumber: 11 })).outputs).toMatchObject(
      { operation: "committed" },
    );
  });

  test("trailers in a commit that GitHub does not vouch for are ignored", async () => {
    const forged = [
      "deploy(checkout): dev <- x",
      "GitOps-App: checkout\nGitOps-Environment: dev\nGitOps-Image: x:y\nGitOps-Run: acme/checkout/.github/workflows/ci.yml#9999.1",
    ].join("\n\n");
    await pushTo(world, {
      message: forged,
      path: "README.md",
      email: "1+deploy-bot[bot]@users.noreply.github.com",
    });

    expect((await updateOverlay(world, { image }, { runNumber: 11 })).outputs).toMatchObject({
      operation: "committed",
    });
  });

  test("a re-run of an old run looks as far back as it must", async () => {
    await updateOverlay(world, { image: newer }, { runNumber: 12 });
    for (let index = 0; index < 45; index += 1)
      await pushTo(world, { message: `change ${index}`, path: `notes-${index}.md` });
    const head = world.gitops.head();
    const longAgo = { repository: { pushed_at: github.clock.now().getTime() / 1000 - 86_400 } };

    const run = await updateOverlay(
      world,
      { image: older },
      { runNumber: 11, event: { name: "push", payload: longAgo } },
    );

    expect(run.outputs).toMatchObject({ operation: "superseded" });
    expect(github.requests.all.slice(-2).map(({ operation }) => operation)).toEqual([
      "ReadBranch",
      "WalkCommits",
    ]);
    expect(world.gitops.head()).toBe(head);
  });

  test("expected-current guards against what changed meanwhile", async () => {
    const right = await updateOverlay(world, { image: newer, "expected-current": "sha-0000000" });
    const wrong = await updateOverlay(
      world,
      { image: older, "expected-current": "sha-0000000" },
      { runNumber: 11 },
    );

    expect(right.outputs).toMatchObject({ operation: "committed" });
    expect(wrong.annotations).toMatchObject([{ title: "current-unexpected" }]);
    expect(await world.gitops.file(overlay)).toContain("newTag: sha-new ");
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
