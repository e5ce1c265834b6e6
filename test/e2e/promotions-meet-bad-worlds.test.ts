import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { sampleDigest } from "../support/gitops-repository.ts";
import { makeWorld, promote, verify, type World, type WorldOptions } from "../support/journey.ts";
import { Person } from "../support/person.ts";

const prod = "apps/checkout/overlays/prod/kustomization.yaml";
const branch = "promote/checkout-prod-v1";
const inputs = { app: "checkout", environment: "prod" };
let github: LocalGitHub;
let world: World;
let alice: Person;

beforeEach(async () => {
  github = await LocalGitHub.start();
});
afterEach(() => github[Symbol.asyncDispose]());

/** A repository whose staging runs `v1` of checkout, found good, and whose prod asks for `prod`. */
async function given(prodPolicy = "", { files = {}, ...more }: WorldOptions = {}): Promise<void> {
  const policy = `version: 1
environments:
  staging: { delivery: commit }
  prod: { from: staging, ${prodPolicy} }
`;
  world = await makeWorld(github, {
    apps: ["checkout"],
    ...more,
    files: { ".gitops/promotion.yaml": policy, ...files },
  });
  alice = new Person(world, "alice");
  await inStaging("v1");
}

async function inStaging(tag: string): Promise<void> {
  await alice.deploy("checkout", "staging", tag);
  await verify(world, { app: "checkout", environment: "staging", tag });
}

/** The newest status on the head of a pull request. */
function rollup(number: number) {
  const oid = world.gitops.pulls[number - 1]?.headOid ?? "";
  return (world.gitops.statuses.get(oid) ?? [])[0];
}

function branches(): string[] {
  return world.gitops.git.refs
    .list("refs/heads/")
    .map(({ name }) => name.slice("refs/heads/".length));
}

describe("what an ended run left", () => {
  test("a branch that was only begun is used", async () => {
    await given();
    const main = world.gitops.head();
    await world.gitops.git.refs.update(
      [{ name: `refs/heads/${branch}`, before: "0".repeat(40), after: main }],
      github.clock.now(),
    );
    await alice.commit({ branch: "main", path: "README.md", text: "# moved on\n" });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "created", "pull-request-number": "1" });
    expect(await world.gitops.file(prod, branch)).toContain("newTag: v1");
  });

  test("a pull request without labels and reviewers gets them", async () => {
    await given("reviewers: { users: [bob, carol] }");
    const [bob] = [new Person(world, "bob"), new Person(world, "carol")];
    await promote(world, inputs);
    const [pull] = world.gitops.pulls;
    pull?.labels.clear();
    pull?.requestedReviewers.clear();
    await bob?.requestChanges(1);

    const run = await promote(world, inputs);

    expect(run.outputs["changed"]).toBe("true");
    expect([...(pull?.labels ?? [])].map(({ name }) => name)).toEqual(["gitops-promotion"]);
    expect([...(pull?.requestedReviewers ?? [])].map(({ login }) => login)).toEqual(["carol"]);
    const again = await promote(world, inputs);
    expect(again.outputs["changed"]).toBe("false");
  });

  test("an overtaken pull request is closed with one comment though the answer was lost", async () => {
    await given();
    await promote(world, inputs);
    await inStaging("v2");
    github.faults.add({
      fault: { kind: "drop", effect: "after" },
      when: { operation: "ClosePullRequest" },
      times: 1,
    });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "superseded", "pull-request-number": "2" });
    expect(world.gitops.pulls[0]?.comments.map(({ body }) => body)).toEqual(["Superseded by #2."]);
    expect(branches()).toEqual(["main", "promote/checkout-prod-v2"]);
  });

  test.each(["WriteCommit", "MoveBranches"])(
    "an edit that is made anew after a conflict survives a lost %s",
    async (operation) => {
      await given("gates: { approvals: { count: 1 } }");
      await promote(world, inputs);
      const text = (await world.gitops.file(prod)) ?? "";
      await alice.commit({
        branch: "main",
        path: prod,
        text: text.replace("# the build that runs here", "# what runs"),
      });
      for (const effect of ["before", "after"] as const) {
        github.faults.add({ fault: { kind: "drop", effect }, when: { operation }, times: 1 });
      }

      const run = await promote(world, inputs);

      expect(run.exitCode).toBe(0);
      expect(await world.gitops.file(prod, branch)).toMatch(/newTag: v1\s+# what runs/);
      expect(world.gitops.pulls.map(({ state }) => state)).toEqual(["open"]);
      expect(branches()).toEqual(["main", branch]);
    },
  );

  test("a cancelled run says so, and the next one finishes", async () => {
    await given();
    github.latency.write = 2_000;
    const cancellation = new AbortController();
    const running = promote(world, inputs, { signal: cancellation.signal });
    while (!github.requests.all.some(({ operation }) => operation === "ReadOpenings"))
      await sleep(20);
    await sleep(200);
    cancellation.abort();

    const cancelled = await running;
    github.latency.write = 0;
    const run = await promote(world, inputs);

    expect(cancelled.annotations).toMatchObject([{ message: "The run was cancelled." }]);
    expect(run.exitCode).toBe(0);
    expect(world.gitops.pulls).toHaveLength(1);
    expect(rollup(1)).toMatchObject({ context: "gitops/promotion" });
  });
});

describe("pull requests that are hard to read", () => {
  test("a renamed file is still the environment's that it leaves", async () => {
    await given("gates: { approvals: { count: 1 } }");
    const text = (await world.gitops.file(prod)) ?? "";
    await rename("away", { from: prod, to: "attic/checkout.yaml", text });
    const number = await alice.openPull("away");

    await promote(world);

    expect(rollup(number)).toMatchObject({
      state: "pending",
      description: expect.stringContaining("approvals 0 of 1"),
    });
  });

  test("a file that is no text keeps out its own pull request and no other", async () => {
    await given();
    const { git } = world.gitops;
    const bad = git.write("blob", Buffer.from([0xff, 0xfe, 0x00, 0xff]));
    await pushTree("bad", new Map([[prod, { mode: "100644", oid: bad }]]));
    const number = await alice.openPull("bad");

    const run = await promote(world);

    expect(run.outputs["changed"]).toBe("true");
    expect(rollup(number)).toMatchObject({
      state: "pending",
      description: expect.stringContaining("files apps/checkout/overlays/prod/kustomization.yaml"),
    });
    expect(world.gitops.pulls.map(({ title }) => title)).toContain("promote(checkout): prod <- v1");
  });

  test("one of 120 files is judged by all of them", async () => {
    await given("gates: { approvals: { count: 1 } }");
    const { git } = world.gitops;
    const blob = git.write("blob", Buffer.from("a: 1\n"));
    const many = Array.from(
      { length: 120 },
      (_, index) => [`aaa/${index}.yaml`, { mode: "100644", oid: blob }] as const,
    );
    await pushTree(
      "many",
      new Map([...many, ["apps/checkout/overlays/prod/zzz.yaml", { mode: "100644", oid: blob }]]),
    );
    const number = await alice.openPull("many");

    await promote(world);

    expect(rollup(number)).toMatchObject({ state: "pending" });
  });

  test("a train of more than a hundred files is one pull request, and again a no-op", async () => {
    const apps = Array.from({ length: 55 }, (_, index) => `service-${index}`);
    const policy = `version: 1
environments:
  staging: { delivery: commit }
  prod: { from: staging, gates: { verified: false }, promotable: [{ file: settings.yaml, path: level }] }
trains: { all: { apps: ["*"], max: 60 } }
`;
    const files = Object.fromEntries(
      apps.flatMap((app) => [
        [`apps/${app}/overlays/staging/settings.yaml`, "level: debug\n"],
        [`apps/${app}/overlays/prod/settings.yaml`, "level: info\n"],
        [`apps/${app}/overlays/staging/kustomization.yaml`, kustomization(app, "v1")],
        [`apps/${app}/overlays/prod/kustomization.yaml`, kustomization(app, "v0")],
      ]),
    );
    world = await makeWorld(github, {
      apps: [],
      files: { ".gitops/promotion.yaml": policy, ...files },
    });
    const train = { train: "all", environment: "prod" };

    const run = await promote(world, train);
    const again = await promote(world, train);

    expect(run.outputs).toMatchObject({ operation: "created", decision: "pass" });
    expect(
      await world.gitops.file("apps/service-54/overlays/prod/settings.yaml", "promote/all-prod-v1"),
    ).toBe("level: debug\n");
    expect(again.outputs).toMatchObject({
      operation: "none",
      changed: "false",
      "pull-request-number": "1",
    });
  });
});

describe("GITHUB_TOKEN", () => {
  const permissions = {
    contents: "write",
    pull_requests: "write",
    statuses: "write",
    checks: "write",
    deployments: "read",
  } as const;

  test("works, and the run says exactly what will not fire", async () => {
    await given("gates: { verified: {} }, merge: auto");
    const own = github.createToken({ kind: "actions", permissions });
    await verify(world, { app: "checkout", environment: "staging", tag: "v1" });

    const run = await promote(world, { ...inputs, "github-token": own.value });

    expect(run.outputs).toMatchObject({ operation: "merged" });
    expect(run.annotations).toMatchObject([
      {
        level: "warning",
        title: "GITHUB_TOKEN",
        message: expect.stringMatching(/^#1: merged with GITHUB_TOKEN, so no workflow on push/),
      },
    ]);
    const fired = world.gitops.triggers.filter(({ actor }) => actor === "github-actions[bot]");
    expect(fired.filter(({ runs }) => runs === "start")).toEqual([]);
  });

  test("is told how to be let open pull requests", async () => {
    await given();
    const own = github.createToken({ kind: "actions", permissions });
    world.gitops.settings.actionsMayOpenPulls = false;

    const run = await promote(world, { ...inputs, "github-token": own.value });

    expect(run.annotations).toMatchObject([{ level: "error", title: "github-permission-missing" }]);
    expect(run.stdout).toContain("Allow GitHub Actions to create and approve pull requests");
  });

  test("vouches for nothing where the policy trusts Apps only", async () => {
    await given("trust: app");
    const own = github.createToken({
      kind: "actions",
      permissions: { ...permissions, deployments: "write" },
    });
    await verify(world, { app: "checkout", environment: "staging", tag: "v1" }, own);

    const run = await promote(world, { ...inputs, "github-token": own.value });

    expect(run.outputs).toMatchObject({ operation: "waiting" });
    expect(run.stdout).toContain("is by github-actions[bot], who is not trusted");
  });
});

describe("GitHub's own rules", () => {
  test("a protected head branch is named, and nothing is left half done", async () => {
    await given();
    github.addRuleset(world.gitops, {
      name: "no branches",
      include: ["refs/heads/promote/**"],
      restrictCreations: true,
    });

    const run = await promote(world, inputs);

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ level: "error", title: "branch-protected" }]);
    expect(world.gitops.pulls).toEqual([]);
  });

  test("auto-merge that a person armed does not outlive a gate that ends", async () => {
    const from = new Date(github.clock.now().getTime() - 60 * 60_000);
    const schedule = `${from.getUTCMinutes()} ${from.getUTCHours()} * * *`;
    await given(
      `gates: { windows: { windows: [{ kind: allow, schedule: "${schedule}", duration: 3h, applications: ["*"] }] } }, trust: any`,
      { setup: { settings: { autoMerge: true } } },
    );
    github.addRuleset(world.gitops, { name: "main", statusChecks: ["gitops/promotion", "ci"] });
    await promote(world, inputs);
    expect(rollup(1)).toMatchObject({ state: "success" });
    await alice.arm(1);

    await promote(world, inputs);

    expect(rollup(1)).toMatchObject({ state: "pending" });
  });
});

function kustomization(app: string, tag: string): string {
  return `images:\n- name: ghcr.io/acme/${app}\n  newTag: ${tag}\n  digest: ${sampleDigest(`${app}:${tag}`)}\n`;
}

type Tree = Parameters<World["gitops"]["git"]["editTree"]>[1];

/** Puts files on a new branch in one commit. */
async function pushTree(name: string, entries: Tree): Promise<void> {
  const { git } = world.gitops;
  const head = world.gitops.head();
  const author = { name: "alice", email: "alice@example.com", date: github.clock.now() };
  const { tree } = await world.gitops.commit(head);
  const oid = git.writeCommit({
    tree: await git.editTree(tree, entries),
    parents: [head],
    author,
    committer: author,
    message: name,
  });
  await git.refs.update(
    [{ name: `refs/heads/${name}`, before: "0".repeat(40), after: oid }],
    github.clock.now(),
  );
}

async function rename(
  name: string,
  { from, to, text }: { readonly from: string; readonly to: string; readonly text: string },
): Promise<void> {
  const oid = world.gitops.git.write("blob", Buffer.from(text));
  await pushTree(
    name,
    new Map([
      [from, undefined],
      [to, { mode: "100644", oid }],
    ]),
  );
}
