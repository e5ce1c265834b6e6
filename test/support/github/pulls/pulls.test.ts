import { afterAll, describe, expect, test } from "vitest";
import { Client } from "../contract/client.ts";
import { type Opened, PullRequestWorld, writer } from "./world.ts";

const world = await PullRequestWorld.start();
afterAll(() => world[Symbol.asyncDispose]());

describe("reviewers", () => {
  const request = (opened: Opened, body: object, client = world.asApp()) =>
    client.rest("POST", opened.path("/pulls/1/requested_reviewers"), { body });

  test("people and teams are asked", async () => {
    const opened = await world.open();

    const { status, body } = await request(opened, {
      reviewers: ["ann"],
      team_reviewers: ["owners"],
    });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      requested_reviewers: [{ login: "ann" }],
      requested_teams: [{ slug: "owners" }],
    });
  });

  test("a team is no person, and a stranger no collaborator", async () => {
    const opened = await world.open();

    for (const reviewers of [["owners"], ["ann", "nobody"]]) {
      const { status, body } = await request(opened, { reviewers });
      expect(status).toBe(422);
      expect(body.message).toMatch(/^Reviews may only be requested from collaborators\./);
    }
    expect([...opened.pull.requestedReviewers]).toEqual([]);
  });

  test("a workflow's own token cannot ask a team, as it cannot see it", async () => {
    const opened = await world.open();
    const { value } = world.github.createToken({ kind: "actions", permissions: writer });

    const { status, body } = await request(
      opened,
      { team_reviewers: ["owners"] },
      new Client(world.github, value),
    );

    expect(status).toBe(422);
    expect(body.message).toMatch(/^Could not resolve to a node with the global id of 'T_/);
  });

  test("the author cannot be asked", async () => {
    const opened = await world.open();
    const ann = world.as("ann");
    await ann.rest("POST", opened.path("/git/refs"), {
      body: { ref: "refs/heads/hers", sha: opened.repository.head("promote") },
    });
    await ann.rest("POST", opened.path("/pulls"), {
      body: { title: "t", head: "hers", base: "main" },
    });

    const { status, body } = await ann.rest("POST", opened.path("/pulls/2/requested_reviewers"), {
      body: { reviewers: ["ann"] },
    });

    expect(status).toBe(422);
    expect(body.message).toBe("Review cannot be requested from pull request author.");
  });
});

test("a pull request by a workflow's own token holds its runs, one by an App starts them", async () => {
  const opened = await world.open();
  const { repository, path } = opened;
  const actions = new Client(
    world.github,
    world.github.createToken({ kind: "actions", permissions: writer }).value,
  );
  await actions.rest("POST", path("/git/refs"), {
    body: { ref: "refs/heads/held", sha: repository.head("promote") },
  });
  await actions.rest("POST", path("/pulls"), { body: { title: "t", head: "held", base: "main" } });

  const runs = repository.triggers.map(({ event, detail, actor, runs: state }) =>
    [event, detail, actor, state].join(" "),
  );
  expect(runs).toContain("pull_request opened #1 promoter[bot] start");
  expect(runs).toContain("push refs/heads/held github-actions[bot] none");
  expect(runs).toContain("pull_request opened #2 github-actions[bot] held");
});

test("what was just made cannot be found by its id for a while", async () => {
  const opened = await world.open();
  world.github.faults.add({
    fault: { kind: "late-nodes", milliseconds: 1_000 },
    times: 1,
    when: { method: "POST", path: /\/pulls$/ },
  });
  await world.asApp().rest("POST", opened.path("/git/refs"), {
    body: { ref: "refs/heads/second", sha: opened.repository.head("promote") },
  });
  const { body: pull } = await world.asApp().rest("POST", opened.path("/pulls"), {
    body: { title: "t", head: "second", base: "main" },
  });
  const label = () =>
    world
      .asApp()
      .rest("POST", opened.path(`/issues/${pull.number}/labels`), { body: { labels: ["x"] } });

  const early = await label();
  const node = await world.asApp().graphql("query ($id: ID!) { node(id: $id) { id } }", {
    id: pull.node_id,
  });
  world.github.clock.advance(1_000);
  const later = await label();

  const message = `Could not resolve to a node with the global id of '${pull.node_id}'.`;
  expect(early.status).toBe(422);
  expect(early.body.message).toBe(message);
  expect(node.body.errors).toMatchObject([{ type: "NOT_FOUND", message }]);
  expect(later.status).toBe(200);
});

test("mergeability may not be known yet", async () => {
  const opened = await world.open();
  world.github.faults.add({ fault: { kind: "unknown-mergeability" }, times: 1 });

  const first = await world.view(opened);
  const second = await world.view(opened);

  expect(first).toMatchObject({ mergeable: "UNKNOWN", mergeStateStatus: "UNKNOWN" });
  expect(second).toMatchObject({ mergeable: "MERGEABLE", mergeStateStatus: "CLEAN" });
});

test("a push of the head to the base counts as a merge", async () => {
  const opened = await world.open();

  await world.asApp().rest("PATCH", opened.path("/git/refs/heads/main"), {
    body: { sha: opened.pull.headOid },
  });

  expect((await world.view(opened)).state).toBe("MERGED");
});
