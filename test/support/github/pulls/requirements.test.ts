import { afterAll, describe, expect, test } from "vitest";
import type { Repository } from "../index.ts";
import { PullRequestWorld } from "./world.ts";

const world = await PullRequestWorld.start();
afterAll(() => world[Symbol.asyncDispose]());

describe("what a branch demands", () => {
  test("approvals by people who may write, not by the author, not by readers", async () => {
    const opened = await world.open({ protection: { main: { pullRequest: { approvals: 2 } } } });

    const before = await world.merge(opened);
    await world.review(opened, "rita", "APPROVE");
    await world.review(opened, "ann", "APPROVE");
    const half = await world.view(opened);
    await world.review(opened, "bob", "APPROVE");
    const full = await world.view(opened);
    const after = await world.merge(opened);

    expect(before.status).toBe(405);
    expect(before.body.message).toBe(
      "At least 2 approving reviews are required by reviewers with write access.",
    );
    expect(half).toMatchObject({ mergeStateStatus: "BLOCKED", reviewDecision: "REVIEW_REQUIRED" });
    expect(full).toMatchObject({ mergeStateStatus: "CLEAN", reviewDecision: "APPROVED" });
    expect(after.status).toBe(200);
  });

  test("nobody judges their own work", async () => {
    const opened = await world.open();
    const own = await world.asApp().rest("POST", opened.path("/pulls/1/reviews"), {
      body: { event: "APPROVE" },
    });

    expect(own.status).toBe(422);
    expect(JSON.stringify(own.body)).toContain("Can not approve your own pull request");
  });

  test("a rejection stands until its author thinks otherwise", async () => {
    const opened = await world.open({ protection: { main: { pullRequest: { approvals: 1 } } } });
    await world.review(opened, "ann", "APPROVE");
    await world.review(opened, "bob", "REQUEST_CHANGES");

    const rejected = await world.view(opened);
    await world.review(opened, "bob", "COMMENT");
    const still = await world.view(opened);
    await world.review(opened, "bob", "APPROVE");
    const approved = await world.view(opened);

    expect([rejected, still, approved].map((pull) => pull.reviewDecision)).toEqual([
      "CHANGES_REQUESTED",
      "CHANGES_REQUESTED",
      "APPROVED",
    ]);
  });

  test.each([
    ["kept", false, "APPROVED"],
    ["dismissed where the rule says so", true, "REVIEW_REQUIRED"],
  ])("an approval is %s when the head moves", async (_, dismissStale, decision) => {
    const opened = await world.open({
      protection: { main: { pullRequest: { approvals: 1, dismissStale } } },
    });
    await world.review(opened, "ann", "APPROVE");

    await world.commit(opened.repository, {
      branch: "promote",
      files: { "apps/a.yaml": "newer\n" },
    });

    expect((await world.view(opened)).reviewDecision).toBe(decision);
  });

  test("the last pusher's approval does not count where it must be somebody else's", async () => {
    const opened = await world.open({
      protection: { main: { pullRequest: { approvals: 1, lastPushApproval: true } } },
    });
    await world.commit(opened.repository, {
      branch: "promote",
      files: { "apps/a.yaml": "by ann\n" },
      by: "ann",
    });
    await world.review(opened, "ann", "APPROVE");

    const own = await world.merge(opened);
    await world.review(opened, "bob", "APPROVE");
    const other = await world.merge(opened);

    expect(own.body.message).toBe(
      "New changes require approval from someone other than the last pusher.",
    );
    expect(other.status).toBe(200);
  });

  test("the owners of changed files are asked, and one of them must approve", async () => {
    const opened = await world.open({
      files: {
        "apps/a.yaml": "old\n",
        ".github/CODEOWNERS": "* @bob\n/apps/ @org/owners # the team\n/docs/\n",
      },
      protection: { main: { pullRequest: { codeOwners: true } } },
    });
    const asked = await world.asApp().rest("GET", opened.path("/pulls/1/requested_reviewers"));
    await world.review(opened, "bob", "APPROVE");
    const notAnOwner = await world.merge(opened);

    await world.review(opened, "olga", "APPROVE");
    const owner = await world.merge(opened);

    expect(asked.body.teams).toMatchObject([{ slug: "owners" }]);
    expect(asked.body.users).toEqual([]);
    expect(notAnOwner.body.message).toBe("Waiting on code owner review from org/owners.");
    expect(owner.status).toBe(200);
  });

  test("a draft asks nobody until it is ready", async () => {
    const opened = await world.open({
      files: { "apps/a.yaml": "old\n", CODEOWNERS: "* @bob\n" },
      draft: true,
    });
    const drafted = [...opened.pull.requestedReviewers];
    const refused = await world.merge(opened);

    await world
      .asApp()
      .data(
        "mutation ($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }",
        { id: opened.pull.nodeId },
      );

    expect(drafted).toEqual([]);
    expect(refused.body.message).toBe("Pull Request is still a draft");
    expect([...opened.pull.requestedReviewers].map(({ login }) => login)).toEqual(["bob"]);
  });

  test("statuses, from the App that is wanted", async () => {
    const opened = await world.open({
      rulesets: [{ name: "gates", statusChecks: [{ context: "gate", app: "promoter" }, "ci"] }],
    });

    const none = await world.merge(opened);
    await world.report(opened, "success", { by: "ann" });
    await world.report(opened, "failure", { by: "ann", context: "ci" });
    const failing = await world.merge(opened);
    await world.report(opened, "success", { by: "ann", context: "ci" });
    const forged = await world.merge(opened);
    await world.report(opened, "success");
    const passing = await world.merge(opened);

    expect(none.body.message).toBe(
      "Repository rule violations found\n\n2 of 2 required status checks are expected.\n\n",
    );
    expect(failing.body.message).toContain('Required status check "ci" is failing.');
    expect(forged.body.message).toContain('Required status check "gate" is expected.');
    expect(passing.status).toBe(200);
  });

  test("a head that is up to date", async () => {
    const opened = await world.open({
      protection: { main: { statusChecks: ["gate"], strictStatusChecks: true } },
    });
    await world.report(opened, "success");
    const { repository } = opened;
    const main = repository.head();
    await repository.git.refs.update(
      [{ name: "refs/heads/main", before: main, after: await sibling(repository, main) }],
      world.github.clock.now(),
    );

    const behind = await world.view(opened);
    const refused = await world.merge(opened);

    expect(behind.mergeStateStatus).toBe("BEHIND");
    expect(refused.status).toBe(405);
  });

  test.each([
    ["squash only", { settings: { mergeMethods: ["squash"] } }, { merge: 405, squash: 200 }],
    [
      "a ruleset",
      { rulesets: [{ name: "m", pullRequest: { mergeMethods: ["rebase"] } }] },
      { squash: 405, rebase: 200 },
    ],
    [
      "a linear history",
      { protection: { main: { linearHistory: true } } },
      { merge: 405, rebase: 200 },
    ],
  ] as const)("methods: %s", async (_, options, expected) => {
    const opened = await world.open(options);
    const statuses: Record<string, number> = {};
    for (const method of Object.keys(expected)) {
      statuses[method] = (
        await world.merge(opened, world.asApp(), { merge_method: method })
      ).status;
    }

    expect(statuses).toEqual(expected);
  });

  test("an administrator passes branch protection that does not bind them", async () => {
    const opened = await world.open({ protection: { main: { pullRequest: { approvals: 1 } } } });

    const { status } = await world.merge(opened, world.as("ada"));

    expect(status).toBe(200);
  });

  test("a status that nothing requires makes it unstable, not blocked", async () => {
    const opened = await world.open();
    await world.report(opened, "failure");

    expect((await world.view(opened)).mergeStateStatus).toBe("UNSTABLE");
    expect((await world.merge(opened)).status).toBe(200);
  });
});

/** A commit on top of another, by nobody in particular. */
async function sibling(repository: Repository, parent: string): Promise<string> {
  const { tree, author, committer } = await repository.commit(parent);
  return repository.git.writeCommit({
    tree,
    parents: [parent],
    author,
    committer,
    message: "other",
  });
}
