import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GatedOptions, makeGatedWorld, verifyStaging } from "../support/gated-world.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { build, promote, updateOverlay, verify, type World } from "../support/journey.ts";
import { Person } from "../support/person.ts";

const HOUR = 60 * 60 * 1000;
const overlay = "apps/checkout/overlays/prod/kustomization.yaml";
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

function rollup(number = 1) {
  const oid = world.gitops.pulls[number - 1]?.headOid ?? "";
  return (world.gitops.statuses.get(oid) ?? []).filter(
    ({ context }) => context === "gitops/promotion",
  );
}

describe("time", () => {
  test("a soak is waited for in an open pull request, and says until when", async () => {
    await given("verified: { soak: 2h }");
    const since = new Date(github.clock.now().getTime() - HOUR / 2);
    await verifyStaging(world, since);

    const run = await promote(world, inputs);

    const end = new Date(since.getTime() + 2 * HOUR).toISOString();
    expect(run.outputs).toMatchObject({ operation: "created", decision: "wait", "retry-at": end });
    expect(rollup()).toMatchObject([
      {
        state: "pending",
        description: expect.stringMatching(
          /^waiting: soak 30m(?:\d+s)? of 2h in staging, until \d\d:\d\d:\d\d UTC/,
        ),
      },
    ]);
    expect(world.gitops.pulls[0]?.state).toBe("open");
  });

  test("a soak that is over has to be found good once more", async () => {
    await given("verified: { soak: 2h }", { prod: "merge: auto" });
    await verifyStaging(world, new Date(github.clock.now().getTime() - 3 * HOUR));

    const run = await promote(world, inputs);

    // Found good just now, three hours after the first time.
    expect(run.outputs).toMatchObject({ operation: "merged", decision: "pass" });
  });

  test("what goes by between two sweeps is not published again", async () => {
    await given("verified: { soak: 2h }");
    await verifyStaging(world, new Date(github.clock.now().getTime() - HOUR / 2));
    await promote(world, inputs);

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "waiting", changed: "false" });
    expect(rollup()).toHaveLength(1);
  });

  test("a closed window keeps it out, and names the next opening", async () => {
    const soon = new Date(github.clock.now().getTime() + 3 * HOUR);
    const schedule = `${soon.getUTCMinutes()} ${soon.getUTCHours()} * * *`;
    await given(
      `windows: { windows: [{ kind: allow, schedule: "${schedule}", duration: 1h, applications: ["*"] }] }`,
      { prod: "trust: app\n    merge: auto" },
    );
    await verifyStaging(world);

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "created", decision: "wait" });
    expect(Date.parse(run.outputs["retry-at"] ?? "")).toBeGreaterThan(soon.getTime() - HOUR);
    expect(rollup()).toMatchObject([
      { state: "pending", description: expect.stringContaining("sync window") },
    ]);
  });

  test("a freeze keeps it out, and a hold keeps it from being asked for", async () => {
    const until = new Date(github.clock.now().getTime() + 24 * HOUR).toISOString();
    await given("verified: {}", {
      files: {
        ".gitops/holds/prod/checkout.yaml": `app: checkout\nenvironment: prod\nreason: bad release\nowner: carol\nsince: 2026-01-01T00:00:00Z\nuntil: ${until}\n`,
      },
    });
    await verifyStaging(world);

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "waiting", "retry-at": until });
    expect(run.stdout).toContain("hold: bad release (carol)");
    expect(world.gitops.pulls).toEqual([]);
  });
});

describe("people", () => {
  const approvals = "approvals: { count: 2, teams: [platform-team] }";

  test("two members of the team who did not ask for it let it through", async () => {
    await given(approvals, { prod: "merge: auto" });
    await verifyStaging(world);
    await promote(world, inputs, { context: { actor: "rita" } });
    expect(rollup()).toMatchObject([{ state: "pending" }]);

    await new Person(world, "rita").approve(1);
    await new Person(world, "mallory").approve(1);
    await new Person(world, "alice").approve(1);
    const early = await promote(world, inputs, { context: { actor: "rita" } });
    expect(early.outputs).toMatchObject({ operation: "waiting", decision: "wait" });
    expect(early.stdout).toContain("approvals 1 of 2 (alice); rita made the change");

    await new Person(world, "bob").approve(1);
    const run = await promote(world, inputs, { context: { actor: "rita" } });

    expect(run.outputs).toMatchObject({ operation: "merged", decision: "pass" });
    expect(world.gitops.pulls[0]?.state).toBe("merged");
    expect(await world.gitops.file(overlay)).toContain("newTag: sha-1111111");
  });

  test("an approval is of the digest: a newer image needs new ones, a merge of the base does not", async () => {
    await given(approvals, { prod: "merge: auto\n    supersede: update" });
    await verifyStaging(world);
    const template = { "branch-template": "promote/{app}/{env}" };
    await promote(world, { ...inputs, ...template });
    const [alice, bob] = [new Person(world, "alice"), new Person(world, "bob")];
    await alice.approve(1);
    await updateOverlay(
      world,
      { environment: "staging", image: build("checkout", "sha-2222222") },
      { runNumber: 11 },
    );
    await verify(world, { app: "checkout", environment: "staging", tag: "sha-2222222" });
    await promote(world, { ...inputs, ...template });
    await bob.approve(1);

    const run = await promote(world, { ...inputs, ...template });
    expect(run.stdout).toContain("approvals 1 of 2 (bob); alice approved other values");

    await alice.approve(1);
    await bob.commit({ branch: "main", path: "README.md", text: "# changed meanwhile\n" });
    await new Person(world, "carol").updateBranch(1);
    const last = await promote(world, { ...inputs, ...template });
    expect(last.outputs).toMatchObject({ operation: "merged" });
    expect(await world.gitops.file(overlay)).toContain("newTag: sha-2222222");
  });

  test("a team that cannot be read counts as nobody", async () => {
    await given(approvals);
    await verifyStaging(world);
    await promote(world, inputs);
    await new Person(world, "alice").approve(1);
    const { members: _, ...permissions } = world.token.permissions;
    const blind = github.createToken({ kind: "app", login: "deploy-bot", permissions });

    const run = await promote(world, { ...inputs, "github-token": blind.value });

    expect(run.outputs).toMatchObject({ decision: "wait" });
    expect(run.stdout).toContain("cannot tell who is in platform-team");
  });

  test("a change ticket that the risk demands is named by the run", async () => {
    await given("risk: { medium: { change-ticket: true } }", { prod: "merge: auto" });
    await verifyStaging(world);
    const without = await promote(world, { ...inputs, "dry-run": "true" });
    expect(without.outputs).toMatchObject({ decision: "wait" });

    const run = await promote(world, { ...inputs, "change-ticket": "CHG-4711" });

    expect(run.outputs).toMatchObject({ operation: "merged" });
    const [commit] = await world.gitops.log();
    expect(commit?.message).toContain("Change-Ticket: CHG-4711");
  });
});

describe("evidence", () => {
  test("a verification by somebody else does not count where the policy trusts Apps only", async () => {
    await given("approvals: { count: 1 }");
    const forger = github.createToken({
      kind: "actions",
      permissions: { deployments: "write" },
    });
    await verify(world, { app: "checkout", environment: "staging", tag: "sha-1111111" }, forger);

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "waiting" });
    expect(run.stdout).toContain("is by github-actions[bot], who is not trusted");
  });

  test("a failed verification blocks it", async () => {
    await given("verified: {}");
    await verify(world, {
      app: "checkout",
      environment: "staging",
      tag: "sha-1111111",
      state: "failure",
    });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "waiting", decision: "fail" });
    expect(run.stdout).toContain("was found bad in staging");
  });

  test("tests that are wanted upstream are looked for on the commit that was verified", async () => {
    await given("tests: { contexts: [e2e/staging] }", { prod: "merge: auto" });
    await verifyStaging(world);
    const revision = world.gitops.head();
    const waits = await promote(world, inputs);
    expect(waits.outputs).toMatchObject({ operation: "created", decision: "wait" });
    expect(rollup()).toMatchObject([
      { description: expect.stringContaining("e2e/staging is not reported") },
    ]);

    await new Person(world, "alice").post(`statuses/${revision}`, {
      state: "success",
      context: "e2e/staging",
    });
    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "merged" });
  });

  test("a hotfix on record is let through although upstream does not run it", async () => {
    const image = build("checkout", "hotfix-1");
    await given("verified: {}", {
      files: {
        ".gitops/hotfixes/prod/checkout.yaml": `app: checkout\nenvironment: prod\nimage: ${image}\nreason: outage\nowner: carol\nsince: 2026-01-01T00:00:00Z\n`,
      },
    });
    const alice = new Person(world, "alice");
    const text = (await world.gitops.file(overlay)) ?? "";
    const fixed = text
      .replace(/newTag: \S+/, "newTag: hotfix-1")
      .replace(/digest: \S+/, `digest: ${image.split("@")[1]}`);
    await alice.commit({ branch: "fix", path: overlay, text: fixed });
    const number = await alice.openPull("fix");

    await promote(world);

    expect(rollup(number)).toMatchObject([{ state: "success" }]);
  });
});

describe("pull requests that people make", () => {
  test("get the same roll-up: an image that upstream does not run is refused", async () => {
    await given("verified: {}");
    const alice = new Person(world, "alice");
    const text = (await world.gitops.file(overlay)) ?? "";
    await alice.commit({
      branch: "fix",
      path: overlay,
      text: text.replace(/digest: \S+/, `digest: sha256:${"f".repeat(64)}`),
    });
    const number = await alice.openPull("fix");

    const run = await promote(world);

    expect(rollup(number)).toMatchObject([
      { state: "failure", description: expect.stringMatching(/^blocked: same artifact/) },
    ]);
    expect(run.outputs["result"]).toContain(`"number":${number}`);
  });

  test("that touch no environment are told that nothing keeps them out", async () => {
    await given("verified: {}");
    const alice = new Person(world, "alice");
    await alice.commit({ branch: "docs", path: "README.md", text: "# more\n" });
    const number = await alice.openPull("docs");

    await promote(world);

    expect(rollup(number)).toMatchObject([{ state: "success", description: "ready: no gates" }]);
  });

  test("that change the policy need what a change of high risk needs, under the old policy", async () => {
    await given("approvals: { count: 2 }");
    const alice = new Person(world, "alice");
    const policy =
      "version: 1\nenvironments: { dev: {}, staging: { from: dev }, prod: { from: staging } }\n";
    await alice.commit({ branch: "policy", path: ".gitops/promotion.yaml", text: policy });
    const number = await alice.openPull("policy");

    await promote(world);

    expect(rollup(number)).toMatchObject([
      { state: "pending", description: expect.stringContaining("approvals (policy) 0 of 2") },
    ]);
  });

  test("that change a base are judged for every environment that builds on it", async () => {
    await given("approvals: { count: 1 }");
    const alice = new Person(world, "alice");
    await alice.commit({
      branch: "base",
      path: "apps/checkout/base/service.yaml",
      text: "kind: Service\n",
    });
    const number = await alice.openPull("base");

    await promote(world);

    expect(rollup(number)).toMatchObject([
      {
        state: "pending",
        description: expect.stringContaining("approvals (prod/checkout) 0 of 1"),
      },
    ]);
  });

  test("with a manifest that cannot be read are blocked with the line", async () => {
    await given("verified: {}");
    const alice = new Person(world, "alice");
    await alice.commit({ branch: "broken", path: overlay, text: "images: [\n" });
    const number = await alice.openPull("broken");

    await promote(world);

    expect(rollup(number)).toMatchObject([
      {
        state: "failure",
        description: expect.stringContaining(
          "manifest apps/checkout/overlays/prod/kustomization.yaml:",
        ),
      },
    ]);
  });

  test("are explained by the read-only check, which fails until they may enter", async () => {
    await given("approvals: { count: 1 }");
    const alice = new Person(world, "alice");
    const text = (await world.gitops.file(overlay)) ?? "";
    await alice.commit({ branch: "memo", path: overlay, text: `${text}# memo\n` });
    const number = await alice.openPull("memo");
    const event = { name: "pull_request", payload: { pull_request: { number } } };
    github.requests.clear();

    const waits = await promote(world, { mode: "check" }, { event });
    expect(waits.exitCode).toBe(1);
    expect(waits.annotations).toMatchObject([{ title: "gates-closed" }]);
    expect(waits.summary).toContain("approvals");
    await new Person(world, "bob").approve(number);
    const run = await promote(world, { mode: "check" }, { event });

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ decision: "pass" });
    expect(
      github.requests.all.filter(
        ({ kind, login }) => kind === "write" && login === "deploy-bot[bot]",
      ),
    ).toEqual([]);
  });
});
