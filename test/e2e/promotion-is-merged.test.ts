import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GatedOptions, makeGatedWorld, verifyStaging } from "../support/gated-world.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { promote, type World } from "../support/journey.ts";
import { Person } from "../support/person.ts";

const HOUR = 60 * 60 * 1000;
const overlay = "apps/checkout/overlays/prod/kustomization.yaml";
const branch = "promote/checkout-prod-sha-1111111";
const inputs = { app: "checkout", environment: "prod" };
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  github.createTeam("acme/platform-team", ["alice", "bob", "carol", "rita"]);
});
afterEach(() => github[Symbol.asyncDispose]());

async function given(gates: string, more?: GatedOptions): Promise<void> {
  world = await makeGatedWorld(github, gates, more);
}

describe("merging", () => {
  const ruleset = {
    name: "main",
    pullRequest: { approvals: 1, mergeMethods: ["squash"] },
    statusChecks: [{ context: "gitops/promotion", app: "deploy-bot" }, "ci/render"],
  } as const;

  test("GitHub's own rules have the last word, and are told in its words", async () => {
    await given("verified: {}", { prod: "merge: auto" });
    await verifyStaging(world);
    github.addRuleset(world.gitops, ruleset);

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "created", decision: "pass" });
    expect(run.stdout).toContain("GitHub does not merge it yet");
    expect(world.gitops.pulls[0]?.state).toBe("open");

    await new Person(world, "alice").approve(1);
    await new Person(world, "alice").post(`statuses/${world.gitops.head(branch)}`, {
      state: "success",
      context: "ci/render",
    });
    const next = await promote(world, inputs);
    expect(next.outputs).toMatchObject({ operation: "merged" });
    expect((await world.gitops.log())[0]?.message).toMatch(
      /^promote\(checkout\): prod <- sha-1111111 \(#1\)/,
    );
  });

  test("goes through the merge queue where the policy says so", async () => {
    await given("verified: {}", { prod: "merge: queue" });
    await verifyStaging(world);
    github.addRuleset(world.gitops, {
      name: "queue",
      mergeQueue: "squash",
      statusChecks: ["gitops/promotion"],
    });

    const run = await promote(world, inputs);
    expect(run.stdout).toContain("it is in the merge queue");
    await promote(world);

    expect(world.gitops.pulls[0]?.state).toBe("merged");
  });

  test("a conflict with the base is settled by making the edit anew", async () => {
    await given("approvals: { count: 1 }", { prod: "merge: auto" });
    await verifyStaging(world);
    await promote(world, inputs);
    const alice = new Person(world, "alice");
    const text = (await world.gitops.file(overlay)) ?? "";
    await alice.commit({
      branch: "main",
      path: overlay,
      text: text.replace("# the build that runs here", "# what runs"),
    });
    await alice.approve(1);

    const run = await promote(world, inputs);

    expect(run.exitCode).toBe(0);
    expect(world.gitops.pulls.map(({ state }) => state)).toEqual(["merged"]);
    expect(await world.gitops.file(overlay)).toContain("newTag: sha-1111111   # what runs");
  });

  test("a conflict on a branch with a person's commit is left to people", async () => {
    await given("approvals: { count: 1 }", { prod: "merge: auto" });
    await verifyStaging(world);
    await promote(world, inputs);
    const alice = new Person(world, "alice");
    await alice.commit({ branch, path: "notes.md", text: "mine\n" });
    const text = (await world.gitops.file(overlay)) ?? "";
    await alice.commit({
      branch: "main",
      path: overlay,
      text: text.replace("# the build that runs here", "# what runs"),
    });

    const run = await promote(world, inputs);

    expect(run.stdout).toContain("its branch has commits that are not ours");
    expect(await world.gitops.file("notes.md", branch)).toBe("mine\n");
  });

  test("what the target runs already closes its pull request", async () => {
    await given("approvals: { count: 1 }");
    await verifyStaging(world);
    await promote(world, inputs);
    const alice = new Person(world, "alice");
    await alice.commit({
      branch: "main",
      path: overlay,
      text: (await world.gitops.file(overlay, branch)) ?? "",
    });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "none" });
    expect(world.gitops.pulls[0]?.state).toBe("closed");
  });
});

describe("auto-merge", () => {
  const asked = { ...inputs, "auto-merge": "true" };
  const bound = {
    name: "main",
    pullRequest: { approvals: 1 },
    statusChecks: [{ context: "gitops/promotion", app: "deploy-bot" }],
  } as const;

  test("is armed where a rule waits for our own status and nothing in it can go stale", async () => {
    await given("verified: {}", { setup: { settings: { autoMerge: true } } });
    await verifyStaging(world);
    github.addRuleset(world.gitops, bound);

    const run = await promote(world, asked);
    expect(run.stdout).toContain("auto-merge is armed");
    expect(world.gitops.pulls[0]?.state).toBe("open");
    await new Person(world, "alice").approve(1);

    expect(world.gitops.pulls[0]?.state).toBe("merged");
  });

  test.each([
    [
      "no rule waits for our status",
      { ...bound, statusChecks: [] },
      "no rule of the branch demands",
    ],
    [
      "anybody may report it",
      { ...bound, statusChecks: ["gitops/promotion"] },
      "bind it to the App",
    ],
  ])("is not armed where %s", async (_, rules, why) => {
    await given("verified: {}", { setup: { settings: { autoMerge: true } } });
    await verifyStaging(world);
    github.addRuleset(world.gitops, rules);

    const run = await promote(world, asked);

    expect(run.stdout).toContain(why);
    expect(world.gitops.pulls[0]?.autoMerge).toBeUndefined();
  });

  test("is not armed on what holds only for a time", async () => {
    const soon = new Date(github.clock.now().getTime() - HOUR);
    const schedule = `${soon.getUTCMinutes()} ${soon.getUTCHours()} * * *`;
    await given(
      `windows: { windows: [{ kind: allow, schedule: "${schedule}", duration: 3h, applications: ["*"] }] }`,
      { setup: { settings: { autoMerge: true } } },
    );
    await verifyStaging(world);
    github.addRuleset(world.gitops, bound);

    const run = await promote(world, asked);

    expect(run.stdout).toContain("the sweep merges it");
    expect(world.gitops.pulls[0]?.autoMerge).toBeUndefined();
  });
});
