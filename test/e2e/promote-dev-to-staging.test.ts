import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import {
  build,
  makeWorld,
  promote,
  stable,
  updateOverlay,
  verify,
  type World,
} from "../support/journey.ts";
import { Person } from "../support/person.ts";

const overlay = "apps/checkout/overlays/staging/kustomization.yaml";
const branch = "promote/checkout-staging-sha-1111111";
const inputs = { app: "checkout", environment: "staging" };
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github);
});
afterEach(() => github[Symbol.asyncDispose]());

/** Brings a build into dev and has it found good there. */
async function inDev(tag: string, { runNumber = 10, verified = true } = {}): Promise<void> {
  await updateOverlay(world, { image: build("checkout", tag) }, { runNumber });
  if (verified) await verify(world, { app: "checkout", environment: "dev", tag });
}

function operations(): (string | undefined)[] {
  return github.requests.all.map(({ operation, method, path }) => operation ?? `${method} ${path}`);
}

describe("the first promotion", () => {
  test("opens one pull request with the same artifact and its evidence, in at most eight requests", async () => {
    await inDev("sha-1111111");
    const head = world.gitops.head();
    github.requests.clear();

    const run = await promote(world, inputs);

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({
      operation: "created",
      "pull-request-number": "1",
      decision: "pass",
      "retry-at": "",
      changed: "true",
    });
    expect(operations()).toHaveLength(8);
    expect(world.gitops.head()).toBe(head);
    const [pull] = world.gitops.pulls;
    expect(pull?.title).toBe("promote(checkout): staging <- sha-1111111");
    expect([...(pull?.labels ?? [])].map(({ name }) => name)).toEqual(["gitops-promotion"]);
    expect(stable(pull?.body ?? "", github)).toMatchSnapshot("body");
    expect(stable(run.summary, github)).toMatchSnapshot("summary");
    const [from, to] = await Promise.all([
      world.gitops.file("apps/checkout/overlays/dev/kustomization.yaml"),
      world.gitops.file(overlay, branch),
    ]);
    const lines = (text = ""): string[] => text.match(/^ {4}(?:newTag|digest): \S+/gm) ?? [];
    expect(lines(to)).toEqual(lines(from));
  });

  test("publishes one roll-up status and its details on the head", async () => {
    await inDev("sha-1111111");

    await promote(world, inputs);

    const head = world.gitops.head(branch);
    expect(world.gitops.statuses.get(head)).toMatchObject([
      { context: "gitops/promotion", state: "success", description: "ready: all 6 gates pass" },
    ]);
    expect(world.gitops.checkRuns).toMatchObject([
      { name: "gitops/promotion details", conclusion: "neutral", oid: head },
    ]);
  });

  test("again is a no-op that reads three times and writes nothing", async () => {
    await inDev("sha-1111111");
    await promote(world, inputs);
    github.requests.clear();

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({
      operation: "none",
      changed: "false",
      "pull-request-number": "1",
    });
    expect(operations()).toEqual([
      "ReadOverview",
      expect.stringMatching(/^GET .*\/git\/trees\//),
      "ReadFacts",
    ]);
  });

  test("what is not verified upstream asks nobody for a review", async () => {
    await inDev("sha-1111111", { verified: false });

    const run = await promote(world, inputs);

    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ operation: "waiting", decision: "wait" });
    expect(run.stdout).toContain("verified: sha-1111111 has no verification in dev");
    expect(world.gitops.pulls).toEqual([]);
  });

  test("an environment that runs it already is left alone", async () => {
    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "none", changed: "false" });
    expect(run.stdout).toContain("staging runs what dev runs");
  });

  test("a dry run shows all of it and writes nothing", async () => {
    await inDev("sha-1111111");

    const run = await promote(world, { ...inputs, "dry-run": "true" });

    expect(run.outputs).toMatchObject({ operation: "planned", changed: "false", decision: "pass" });
    expect(run.summary).toContain("+    newTag: sha-1111111");
    expect(world.gitops.pulls).toEqual([]);
  });

  test("reviewers, teams and labels of the inputs are asked for; unknown ones warn", async () => {
    new Person(world, "alice");
    const leads = github.createTeam("acme/leads", ["bob"]);
    world.gitops.teams.set(leads, "write");
    new Person(world, "outsider", "read");
    world.gitops.collaborators.delete(github.createUser("outsider"));
    await inDev("sha-1111111");

    const run = await promote(world, {
      ...inputs,
      reviewers: "alice\nnobody\noutsider",
      "team-reviewers": "acme/leads",
      labels: "team-shop",
      draft: "true",
    });

    const [pull] = world.gitops.pulls;
    expect([...(pull?.requestedReviewers ?? [])].map(({ login }) => login)).toContain("alice");
    expect([...(pull?.requestedTeams ?? [])].map(({ slug }) => slug)).toContain("leads");
    expect([...(pull?.labels ?? [])].map(({ name }) => name)).toContain("team-shop");
    expect(pull?.isDraft).toBe(true);
    expect(run.annotations).toMatchObject([
      { level: "warning", message: 'reviewer "nobody" is not known to GitHub' },
      { level: "warning", message: expect.stringMatching(/^user "outsider" was not asked/) },
    ]);
  });
});

describe("a newer image", () => {
  test("supersedes the older pull request, which is closed with a link and its branch", async () => {
    await inDev("sha-1111111");
    await promote(world, inputs);
    await inDev("sha-2222222", { runNumber: 11 });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "superseded", "pull-request-number": "2" });
    expect(world.gitops.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
    expect(world.gitops.pulls[0]?.comments.map(({ body }) => body)).toEqual(["Superseded by #2."]);
    expect(world.gitops.git.refs.read(`refs/heads/${branch}`)).toBeUndefined();
  });

  test("goes on top of a branch without a tag in its name, a person's commit included", async () => {
    const template = { "branch-template": "promote/{app}/{env}" };
    const alice = new Person(world, "alice");
    await inDev("sha-1111111");
    await promote(world, { ...inputs, ...template });
    await alice.commit({ branch: "promote/checkout/staging", path: "notes.md", text: "checked\n" });
    await inDev("sha-2222222", { runNumber: 11 });

    const run = await promote(world, { ...inputs, ...template });

    expect(run.outputs).toMatchObject({ operation: "updated", "pull-request-number": "1" });
    const [pull, second] = world.gitops.pulls;
    expect(second).toBeUndefined();
    expect(pull?.title).toBe("promote(checkout): staging <- sha-2222222");
    expect(await world.gitops.file(overlay, pull?.head)).toContain("newTag: sha-2222222");
    expect(await world.gitops.file("notes.md", pull?.head)).toBe("checked\n");
  });

  test("what people wrote survives: title, text around our section, ticked boxes", async () => {
    const template = { "branch-template": "promote/{app}/{env}" };
    const alice = new Person(world, "alice");
    await inDev("sha-1111111");
    await promote(world, { ...inputs, ...template });
    const body = world.gitops.pulls[0]?.body ?? "";
    await alice.edit(1, {
      title: "Ship the basket",
      body: `Talked to Bob.\n\n${body.replace("- [ ] Somebody", "- [x] Somebody")}\n\nThanks!`,
    });
    await inDev("sha-2222222", { runNumber: 11 });

    await promote(world, { ...inputs, ...template });

    const [pull] = world.gitops.pulls;
    expect(pull?.title).toBe("Ship the basket");
    expect(pull?.body).toMatch(/^Talked to Bob\.\n\n<!-- gitops-promotion:begin -->/);
    expect(pull?.body).toMatch(/<!-- gitops-promotion:end -->\n\nThanks!$/);
    expect(pull?.body).toContain("- [x] Somebody watches staging");
    expect(pull?.body).toContain("+    newTag: sha-2222222");
  });

  test("a body edited into garbage is put right, and the garbage kept", async () => {
    const alice = new Person(world, "alice");
    await inDev("sha-1111111");
    await promote(world, inputs);
    await alice.edit(1, { body: "<!-- gitops-promotion:begin --> oops" });
    await inDev("sha-2222222", { runNumber: 11 });

    const run = await promote(world, inputs);

    // Without a marker it is nobody's any more; the newer image gets a pull request of its own.
    expect(run.outputs).toMatchObject({ "pull-request-number": "2" });
    expect(world.gitops.pulls[0]?.body).toContain("oops");
  });

  test("an older image upstream does not set the target back", async () => {
    await inDev("v1.4.0");
    const alice = new Person(world, "alice");
    const newer =
      (await world.gitops.file(overlay))?.replace(/newTag: \S+/, "newTag: v1.5.0") ?? "";
    await alice.commit({
      branch: "main",
      path: overlay,
      text: newer.replace(/digest: .*/, `digest: ${build("checkout", "v1.5.0").split("@")[1]}`),
    });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "waiting" });
    expect(run.stdout).toContain(
      "staging runs v1.5.0 of checkout, which is newer than v1.4.0 in dev",
    );
  });
});

describe("a person's word", () => {
  test("a pull request closed by hand stays closed until a newer image comes", async () => {
    const alice = new Person(world, "alice");
    await inDev("sha-1111111");
    await promote(world, inputs);
    await alice.edit(1, { state: "closed" });

    const refused = await promote(world, inputs);
    expect(refused.outputs).toMatchObject({ operation: "none", changed: "false" });
    expect(refused.stdout).toContain("alice closed #1, which proposed the same");

    await inDev("sha-2222222", { runNumber: 11 });
    const next = await promote(world, inputs);
    expect(next.outputs).toMatchObject({ operation: "created", "pull-request-number": "2" });
  });

  test("a tag that upstream does not run is refused with what runs there", async () => {
    await inDev("sha-1111111");

    const run = await promote(world, { ...inputs, "image-tag": "sha-9999999" });

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([
      {
        title: "image-not-upstream",
        message: expect.stringMatching(
          /"sha-9999999" is not what dev runs of checkout: it runs sha-1111111/,
        ),
      },
    ]);
    expect(run.stdout).toContain(".gitops/hotfixes/staging/checkout.yaml");
  });

  test("a stranger's pull request with our marker is none of ours", async () => {
    const mallory = new Person(world, "mallory");
    await inDev("sha-1111111");
    await promote(world, inputs);
    const forged = world.gitops.pulls[0]?.body ?? "";
    await mallory.commit({ branch: "promote/evil", path: "evil.md", text: "x\n" });
    await mallory.openPull("promote/evil", { body: forged });
    await inDev("sha-2222222", { runNumber: 11 });

    const run = await promote(world, inputs);

    expect(run.outputs).toMatchObject({ operation: "superseded", "pull-request-number": "3" });
    expect(world.gitops.pulls.map(({ state }) => state)).toEqual(["closed", "open", "open"]);
  });

  test("a branch of that name with somebody else's commit is left alone", async () => {
    const alice = new Person(world, "alice");
    await inDev("sha-1111111");
    await alice.commit({ branch, path: "notes.md", text: "mine\n" });

    const run = await promote(world, inputs);

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ title: "branch-not-ours" }]);
    expect(await world.gitops.file("notes.md", branch)).toBe("mine\n");
  });
});

describe("bad input", () => {
  const rows: [string, Record<string, string>, string][] = [
    ["an environment that is not there", { environment: "stagin" }, "environment-unknown"],
    ["an app that is not there", { app: "chekout" }, "app-not-found"],
    ["an environment without upstream", { environment: "dev" }, "upstream-missing"],
    ["the target as its own upstream", { "from-environment": "staging" }, "upstream-missing"],
    ["an app and a train", { train: "shop" }, "input-conflict"],
    ["an app without an environment", { environment: "" }, "input-missing"],
    [
      "a branch template that is no ref",
      { "branch-template": "promote/{app}..{env}" },
      "branch-invalid",
    ],
    [
      "a branch template that all apps share",
      { "branch-template": "promote/{env}" },
      "branch-invalid",
    ],
    ["a branch that is not there", { "gitops-branch": "release" }, "branch-not-found"],
    ["a check outside of a pull request", { mode: "check" }, "input-conflict"],
  ];
  test.each(rows)("%s", async (_, wrong, code) => {
    const run = await promote(world, { ...inputs, ...wrong });

    expect(run.exitCode).toBe(1);
    expect(run.annotations).toMatchObject([{ level: "error", title: code }]);
    expect(world.gitops.pulls).toEqual([]);
  });
});
