import { parseImageReference } from "@gitops-actions/core/image";
import { intentName, intentsOf, writeIntent } from "@gitops-actions/core/intent";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ActiveFault,
  type Fault,
  LocalGitHub,
  type RequestMatch,
  type Token,
} from "../support/github/index.ts";
import { build, makeWorld, pushTo, updateOverlay, type World } from "../support/journey.ts";

const image = build("checkout", "sha-1111111");
const overlay = (app: string, environment = "dev"): string =>
  `apps/${app}/overlays/${environment}/kustomization.yaml`;
let github: LocalGitHub;
let world: World;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github);
});
afterEach(() => github[Symbol.asyncDispose]());

/** The next write finds the branch moved, as if another run had won the race. */
function loseRace(): void {
  const stale = {
    message: 'Expected branch to point to "x" but it did not.',
    type: "STALE_DATA",
    path: ["createCommitOnBranch"],
  };
  github.faults.add({
    fault: { kind: "graphql-errors", effect: "before", errors: [stale] },
    when: { operation: "createCommitOnBranch" },
    times: 1,
  });
}

/** The next such request takes a second, in which other things happen. */
function slow(when: RequestMatch): ActiveFault {
  return github.faults.add({ fault: { kind: "delay", milliseconds: 1_000 }, when, times: 1 });
}

const intents = (): string[] =>
  world.gitops.git.refs.list(intentsOf("main")).map(({ name }) => name);

async function call(token: Token, path: string, body: object): Promise<Made> {
  const reply = await fetch(`${github.apiUrl}/repos/acme/gitops/git/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token.value}` },
    body: JSON.stringify(body),
  });
  const made = await reply.json();
  if (!reply.ok) throw new Error(JSON.stringify(made));
  return made as Made; // the caller asks for commits
}

/** A commit as the API answers. */
interface Made {
  readonly sha: string;
  readonly committer: { readonly date: string };
}

/** The token of a person who may write the repository. */
function person(login: string): Token {
  const token = github.createToken({ kind: "user", login, permissions: { contents: "write" } });
  world.gitops.collaborators.set(token.actor, "write");
  return token;
}

/** An intent that a job left and did not take back. Returns its ref. */
async function leave(
  app: string,
  {
    token = world.token,
    environment = "dev",
    tag = "sha-dead",
    runNumber = 10,
    forged = {},
  }: {
    token?: Token;
    environment?: string;
    tag?: string;
    runNumber?: number;
    /** Of the commit, what is not as a job of ours makes it. */
    forged?: { message?: string; parents?: string[] };
  } = {},
): Promise<string> {
  const head = world.gitops.head();
  const { tree } = await world.gitops.commit(head);
  const run = { repository: `acme/${app}`, attempt: 1, number: runNumber, url: "https://x" };
  const message = writeIntent({
    branch: "main",
    environment,
    targets: [{ app, image: parseImageReference(`ghcr.io/acme/${app}:${tag}`) }],
    configPath: ".gitops/promotion.yaml",
    paths: [overlay(app, environment)],
    allowOlder: false,
    message: undefined,
    run: { ...run, workflow: `acme/${app}/.github/workflows/ci.yml` },
  });
  const commit = { message, tree, parents: [head], ...forged };
  const { sha, committer } = await call(token, "commits", commit);
  const name = intentName("main", { at: Date.parse(committer.date), oid: sha });
  await call(token, "refs", { ref: name, sha });
  return name;
}

describe("runs that race combine", () => {
  test("each reports the commit that carries it, and its own change only", async () => {
    const apps = Array.from({ length: 8 }, (_, index) => `service-${index}`);
    world = await makeWorldOf(apps);
    github.latency.write = 50;

    const runs = await Promise.all(
      apps.map((app) =>
        updateOverlay(world, { "gitops-repository": "acme/many", image: build(app, "v2") }),
      ),
    );

    const log = await world.gitops.log();
    for (const [index, { outputs, summary, annotations }] of runs.entries()) {
      const app = `service-${index}`;
      expect(annotations).toEqual([]);
      expect(outputs).toMatchObject({ operation: "committed", changed: "true" });
      expect(outputs["previous"]).toContain(`ghcr.io/acme/${app}:sha-0000000@`);
      expect(outputs["diff"]?.match(/^\+\+\+ .*/gm)).toEqual([`+++ b/${overlay(app)}`]);
      expect(summary).toContain("verified");
      const commit = log.find(({ oid }) => oid === outputs["commit-sha"]);
      expect(commit?.message).toContain(`GitOps-App: ${app}\n`);
      expect(world.gitops.signedCommits.has(outputs["commit-sha"] ?? "")).toBe(true);
    }
    expect(log.length - 1).toBeLessThan(apps.length);
    expect(world.gitops.git.refs.list("refs/gitops/")).toEqual([]);
  });

  async function makeWorldOf(apps: readonly string[]): Promise<World> {
    const { gitopsRepository } = await import("../support/gitops-repository.ts");
    const gitops = await github.createRepository("acme/many", {
      files: gitopsRepository({ apps }),
    });
    return { ...world, gitops };
  }

  test("alone it writes by itself, in two requests", async () => {
    await updateOverlay(world, { image });

    expect(github.requests.all).toHaveLength(2);
  });

  test("a server that cannot list such refs is read without them, once more", async () => {
    const broken = { message: "Something went wrong while executing your query." };
    github.faults.add({
      fault: { kind: "graphql-errors", effect: "before", errors: [broken] },
      when: { operation: "ReadBranch" },
      times: 1,
    });

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({ operation: "committed", attempts: "1" });
    expect(github.requests.all.length).toBe(3);
  });

  test("of two runs for one app the newer wins, and the older says superseded", async () => {
    github.latency.write = 50;
    const [older, newer] = await Promise.all([
      updateOverlay(world, { image: build("checkout", "old") }, { runNumber: 11 }),
      updateOverlay(world, { image: build("checkout", "new") }, { runNumber: 12 }),
    ]);

    expect(newer.outputs).toMatchObject({ operation: "committed" });
    expect(["committed", "superseded"]).toContain(older.outputs["operation"]);
    expect(await world.gitops.file(overlay("checkout"))).toContain("newTag: new ");
    expect(intents()).toEqual([]);
  });

  test("whoever leads judges what others asked for as its own input", async () => {
    const policy = "version: 1\nenvironments:\n  dev: {}\n  staging: { from: dev }\n";
    await pushTo(world, { message: "policy", path: ".gitops/promotion.yaml", text: policy });
    const ci = "acme/search/.github/workflows/ci.yml@refs/heads/main";
    const context = { repository: "acme/search", workflowRef: ci };
    const newest = build("search", "sha-newest");
    await updateOverlay(world, { image: newest }, { runNumber: 20, context });
    loseRace();
    const listing = slow({ operation: "ListIntents" });
    const running = updateOverlay(world, { image });
    await until(() => listing.hits === 1);
    await leave("cart");
    await leave("cart", { environment: "staging" });
    await leave("search", { tag: "sha-older", runNumber: 19 });

    const run = await running;

    expect(run.outputs).toMatchObject({
      operation: "committed",
      "commit-sha": world.gitops.head(),
    });
    expect(await world.gitops.file(overlay("cart"))).toContain("newTag: sha-dead ");
    expect(await world.gitops.file(overlay("cart", "staging"))).toContain("newTag: sha-0000000");
    expect(await world.gitops.file(overlay("search"))).toContain("newTag: sha-newest ");
    expect(run.stdout).toMatch(/left out intent .* wants pull requests/);
    expect(run.stdout).toMatch(/left out intent .* newer run/);
    expect(intents()).toEqual([]);
  });
});

describe("what else stands below refs/gitops/intents", () => {
  test("is ignored and reported, however it was forged, and not touched", async () => {
    const contents = { contents: "write" } as const;
    await github.createApp({ slug: "other-bot", permissions: contents, installedOn: "acme" });
    const other = github.createToken({ kind: "app", login: "other-bot", permissions: contents });
    const huge = `gitops intent 1\n\n${"x".repeat(70_000)}`;
    const forged = [
      await leave("cart", { token: other }),
      await leave("cart", { token: person("mallory") }),
      await leave("cart", { forged: { message: "gitops intent 1\n\n{}" } }),
      await leave("cart", { forged: { message: huge } }),
      await leave("cart", { forged: { message: "a person's own words" } }),
    ];
    const head = world.gitops.head();
    const blob = world.gitops.git.write("blob", Buffer.from("x"));
    forged.push(`${intentsOf("main")}blob`, `${intentsOf("main")}head`);
    await world.gitops.git.refs.update(
      [
        { name: `${intentsOf("main")}blob`, after: blob },
        { name: `${intentsOf("main")}head`, after: head },
      ],
      github.clock.now(),
    );
    loseRace();

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(await world.gitops.file(overlay("cart"))).toContain("newTag: sha-0000000");
    expect(intents()).toEqual(forged.toSorted());
    for (const name of forged) expect(run.stdout).toContain(`ignored ${name}: `);
    expect(run.stdout).toContain("other-bot[bot] made it, not deploy-bot[bot]");
  });

  test("hundreds that dead runs left are swept away, and hold nobody up", async () => {
    const first = await leave("cart");
    const oid = first.slice(-40);
    const at = github.clock.now().getTime();
    const stale = Array.from({ length: 250 }, (_, index) => ({
      name: intentName("main", { at: at - index * 1000, oid }),
      after: oid,
    }));
    await world.gitops.git.refs.update(stale.slice(1), github.clock.now());
    github.clock.advance(11 * 60_000);
    loseRace();

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(run.milliseconds).toBeLessThan(5_000);
    expect(await world.gitops.file(overlay("cart"))).toContain("newTag: sha-0000000");
    expect(run.stdout).toMatch(
      /refs are below refs\/gitops\/intents\/main\/; the first 10\d are looked at/,
    );
  });
});

describe("where combining is not possible", () => {
  const missing: Fault = {
    kind: "graphql-errors",
    effect: "before",
    errors: [
      { message: "Field 'updateRefs' doesn't exist on type 'Mutation'", path: ["mutation"] },
    ],
  };
  const forbidden: Fault = {
    kind: "graphql-errors",
    effect: "before",
    errors: [{ message: "Resource not accessible by integration", type: "FORBIDDEN" }],
  };
  test.each([
    ["the server does not know updateRefs", missing],
    ["the token may not make such refs", forbidden],
  ])("%s: it says so once and writes by itself", async (_, fault) => {
    github.faults.add({ fault, when: { operation: "MoveRefs" } });
    loseRace();

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({ operation: "committed", attempts: "2" });
    expect(run.stdout.match(/writing alone, since combining is not possible here/g)).toHaveLength(
      1,
    );
  });

  test("commits of a person's token are not signed by the Git Data API", async () => {
    loseRace();

    const run = await updateOverlay({ github, token: person("alice") }, { image });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(run.stdout).toContain("GitHub does not sign what this token makes");
  });
});

describe("a run that ends badly", () => {
  const steps: [string, RequestMatch][] = [
    ["making its intent", { operation: "MoveRefs" }],
    ["looking", { operation: "LookAtIntents" }],
    ["listing the intents", { operation: "ListIntents" }],
    ["writing the batch's tree", { path: /\/git\/trees$/ }],
  ];
  test.each(steps)("cancelled while %s it takes its intent back", async (_, when) => {
    loseRace();
    const step = slow(when);
    const cancellation = new AbortController();
    const running = updateOverlay(world, { image }, { signal: cancellation.signal });
    await until(() => step.hits === 1);
    cancellation.abort();

    const run = await running;

    expect(run.annotations).toMatchObject([{ message: "The run was cancelled." }]);
    expect(run.stdout).toMatch(/the intent was withdrawn|could not be withdrawn/);
    expect(await world.gitops.log()).toHaveLength(1);
  });

  test("a leader that died is taken over, and what it had asked for lands once", async () => {
    await leave("cart");
    github.clock.advance(2_000);

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(await world.gitops.log()).toHaveLength(2);
    expect(await world.gitops.file(overlay("cart"))).toContain("newTag: sha-dead ");
    expect(intents()).toEqual([]);
  });

  const lost: [string, Fault][] = [
    ["the connection drops after it landed", { kind: "drop", effect: "after" }],
    ["502 before it landed", { kind: "status", status: 502, effect: "before" }],
  ];
  test.each(lost)("the batch's answer is lost (%s): it lands exactly once", async (_, fault) => {
    loseRace();
    github.faults.add({ fault, when: { operation: "MoveRefs" }, skip: 1, times: 1 });

    const run = await updateOverlay(world, { image });

    expect(run.outputs).toMatchObject({
      operation: "committed",
      "commit-sha": world.gitops.head(),
    });
    expect(await world.gitops.log()).toHaveLength(2);
  });

  test("the branch is rewritten while it waits: it decides again on what is there", async () => {
    const start = world.gitops.head();
    await updateOverlay(world, { image: build("cart", "v2") });
    loseRace();
    const listing = slow({ operation: "ListIntents" });
    const running = updateOverlay(world, { image });
    await until(() => listing.hits === 1);
    const before = world.gitops.head();
    await world.gitops.git.refs.update(
      [{ name: "refs/heads/main", before, after: start }],
      github.clock.now(),
    );

    const run = await running;

    expect(run.outputs).toMatchObject({ operation: "committed" });
    expect(await world.gitops.file(overlay("checkout"))).toContain("newTag: sha-1111111 ");
    expect(await world.gitops.log()).toHaveLength(2);
  });

  test("a protection that refuses the batch is told as for a write by itself, and nothing is left", async () => {
    loseRace();
    github.protect(world.gitops, "main", { pullRequest: { approvals: 1 } });

    const run = await updateOverlay(world, { image });

    expect(run.annotations).toMatchObject([{ title: "branch-protected" }]);
    expect(intents()).toEqual([]);
    expect(await world.gitops.log()).toHaveLength(1);
  });

  test("out of time it takes its intent back and says conflict-timeout", async () => {
    await leave("cart");
    github.clock.advance(2_000);

    const run = await updateOverlay(world, { image, "timeout-seconds": "2" });

    expect(run.annotations).toMatchObject([{ title: "conflict-timeout" }]);
    expect(intents()).toHaveLength(1);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
