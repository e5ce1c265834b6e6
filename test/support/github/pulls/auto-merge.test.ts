import { afterAll, describe, expect, test } from "vitest";
import { type Opened, PullRequestWorld } from "./world.ts";

const world = await PullRequestWorld.start();
afterAll(() => world[Symbol.asyncDispose]());

const enable = async (opened: Opened, input: object = {}, client = world.asApp()) =>
  (
    await client.graphql(
      `mutation ($input: EnablePullRequestAutoMergeInput!) {
        enablePullRequestAutoMerge(input: $input) { pullRequest { autoMergeRequest { mergeMethod } } }
      }`,
      { input: { pullRequestId: opened.pull.nodeId, ...input } },
    )
  ).body;

describe("auto-merge", () => {
  const waiting = {
    settings: { autoMerge: true },
    rulesets: [{ name: "main", pullRequest: { approvals: 1 }, statusChecks: ["gate"] }],
  };

  test("merges when the last requirement is met, in the name of who armed it", async () => {
    const opened = await world.open(waiting);
    const armed = await enable(opened, {
      mergeMethod: "SQUASH",
      expectedHeadOid: opened.pull.headOid,
    });
    await world.review(opened, "ann", "APPROVE");
    const half = await world.view(opened);

    await world.report(opened, "success");

    expect(armed.errors).toBeUndefined();
    expect(half).toMatchObject({
      state: "OPEN",
      autoMergeRequest: { mergeMethod: "SQUASH", enabledBy: { login: "promoter" } },
    });
    expect(await world.view(opened)).toMatchObject({
      state: "MERGED",
      autoMergeRequest: null,
      mergedBy: { login: "promoter" },
    });
    expect(await opened.repository.file("apps/a.yaml")).toBe("new\n");
    expect(opened.repository.signedCommits.has(opened.repository.head())).toBe(true);
  });

  test("can be taken back", async () => {
    const opened = await world.open(waiting);
    await enable(opened);

    await world
      .asApp()
      .data(
        "mutation ($id: ID!) { disablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }",
        { id: opened.pull.nodeId },
      );
    await world.review(opened, "ann", "APPROVE");
    await world.report(opened, "success");

    expect((await world.view(opened)).state).toBe("OPEN");
  });

  test.each([
    [
      "the repository forbids it",
      { rulesets: waiting.rulesets },
      {},
      "Pull request Auto merge is not allowed for this repository",
    ],
    [
      "nothing is demanded",
      { settings: { autoMerge: true } },
      {},
      "Pull request Protected branch rules not configured for this branch",
    ],
    [
      "the head is another",
      waiting,
      { expectedHeadOid: "1".repeat(40) },
      "expected head sha didn’t match current head ref.",
    ],
    [
      "everything is there already",
      { settings: { autoMerge: true }, rulesets: [{ name: "m", pullRequest: {} }] },
      {},
      "Pull request is in clean status",
    ],
    [
      "it is a draft",
      { ...waiting, draft: true },
      {},
      "Can't enable auto-merge for this pull request",
    ],
  ])("is refused when %s", async (_, options, input, message) => {
    const { errors } = await enable(await world.open(options), input);

    expect(errors).toMatchObject([{ type: "UNPROCESSABLE", message }]);
  });

  test("in unstable status there is nothing to wait for either", async () => {
    const opened = await world.open({
      settings: { autoMerge: true },
      rulesets: [{ name: "m", pullRequest: {} }],
    });
    await world.report(opened, "pending", { context: "optional" });

    const { errors } = await enable(opened);

    expect(errors?.[0]?.message).toBe("Pull request is in unstable status");
  });
});

describe("the merge queue", () => {
  const queued = {
    settings: { autoMerge: true },
    rulesets: [{ name: "queue", mergeQueue: "squash", statusChecks: ["gate"] }],
  } as const;
  const enqueue = async (opened: Opened, client = world.asApp()) =>
    (
      await client.graphql(
        `mutation ($id: ID!) {
          enqueuePullRequest(input: { pullRequestId: $id }) { mergeQueueEntry { position headCommit { oid } } }
        }`,
        { id: opened.pull.nodeId },
      )
    ).body;

  test("builds a merge-group commit, and merges when its checks pass", async () => {
    const opened = await world.open(queued);
    const { repository, path } = opened;
    const direct = await world.merge(opened);
    const early = await enqueue(opened);
    await world.report(opened, "success");

    const { data } = await enqueue(opened);
    const { oid } = data.enqueuePullRequest.mergeQueueEntry.headCommit;
    const inQueue = await world.view(opened);
    const groups = repository.git.refs.list("refs/heads/gh-readonly-queue/main/");
    await world.asApp().rest("POST", path(`/statuses/${oid}`), {
      body: { state: "success", context: "gate" },
    });

    expect(direct.body.message).toContain("Changes must be made through the merge queue");
    expect(early.errors).toHaveLength(1);
    expect(inQueue).toMatchObject({ state: "OPEN", isInMergeQueue: true });
    expect(groups).toMatchObject([{ oid }]);
    expect(repository.triggers).toContainEqual(expect.objectContaining({ event: "merge_group" }));
    expect((await world.view(opened)).state).toBe("MERGED");
    expect(repository.head()).toBe(oid);
    expect(repository.git.refs.list("refs/heads/gh-readonly-queue/")).toEqual([]);
  });

  test("drops what fails", async () => {
    const opened = await world.open(queued);
    await world.report(opened, "success");
    const { data } = await enqueue(opened);
    const { oid } = data.enqueuePullRequest.mergeQueueEntry.headCommit;

    await world.asApp().rest("POST", opened.path(`/statuses/${oid}`), {
      body: { state: "failure", context: "gate" },
    });

    expect(await world.view(opened)).toMatchObject({ state: "OPEN", isInMergeQueue: false });
    expect(opened.repository.git.refs.list("refs/heads/gh-readonly-queue/")).toEqual([]);
  });

  test("is where auto-merge goes when the branch has one", async () => {
    const opened = await world.open(queued);
    await enable(opened, { mergeMethod: "SQUASH" });

    await world.report(opened, "success");

    expect(await world.view(opened)).toMatchObject({ state: "OPEN", isInMergeQueue: true });
  });
});
