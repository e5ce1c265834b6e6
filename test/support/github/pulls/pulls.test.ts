import { afterAll, describe, expect, test } from "vitest";
import { Client } from "../contract/client.ts";
import { LocalGitHub, type NewRepository, type Permissions, type Repository } from "../index.ts";

const github = await LocalGitHub.start();
afterAll(() => github[Symbol.asyncDispose]());
github.createTeam("org/owners", ["olga"]);
const app = await github.createApp({
  slug: "promoter",
  permissions: {
    checks: "write",
    contents: "write",
    issues: "write",
    pull_requests: "write",
    statuses: "write",
    members: "read",
  },
  installedOn: "org",
});

const all: Permissions = {
  contents: "write",
  issues: "write",
  pull_requests: "write",
  statuses: "write",
};
const as = (login: string, permissions = all) =>
  new Client(github, github.createToken({ kind: "user", login, permissions }).value);
const asApp = () =>
  new Client(
    github,
    github.createToken({ kind: "app", login: "promoter", permissions: app.permissions }).value,
  );

let count = 0;

/** A repository with one open pull request by the App, from `promote` to `main`. */
async function open(
  options: NewRepository & {
    readonly changes?: Record<string, string>;
    readonly draft?: boolean;
  } = {},
) {
  count += 1;
  const { changes = { "apps/a.yaml": "new\n" }, draft = false, ...rest } = options;
  const repository = await github.createRepository(`org/p${count}`, {
    files: { "apps/a.yaml": "old\n", "README.md": "x\n" },
    collaborators: {
      ann: "write",
      bob: "write",
      ada: "admin",
      rita: "read",
      "org/owners": "write",
    },
    ...rest,
  });
  const path = (suffix: string) => `/repos/${repository.nameWithOwner}${suffix}`;
  await asApp().rest("POST", path("/git/refs"), {
    body: { ref: "refs/heads/promote", sha: repository.head() },
  });
  await commit(repository, "promote", changes);
  const { body } = await asApp().rest("POST", path("/pulls"), {
    body: { title: "Promote", head: "promote", base: "main", draft },
  });
  const [pull] = repository.pulls;
  if (pull === undefined) throw new Error(JSON.stringify(body));
  return { repository, pull, path };
}

async function commit(
  repository: Repository,
  branch: string,
  files: Record<string, string>,
  client = asApp(),
) {
  const additions = Object.entries(files).map(([path, text]) => ({
    path,
    contents: Buffer.from(text).toString("base64"),
  }));
  const { createCommitOnBranch } = await client.data(
    "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    {
      input: {
        branch: { repositoryNameWithOwner: repository.nameWithOwner, branchName: branch },
        expectedHeadOid: repository.head(branch),
        message: { headline: "change" },
        fileChanges: { additions },
      },
    },
  );
  return createCommitOnBranch.commit.oid as string;
}

type Opened = Awaited<ReturnType<typeof open>>;

const merge = ({ path }: Opened, client = asApp(), body: object = {}) =>
  client.rest("PUT", path("/pulls/1/merge"), { body });
const review = ({ path }: Opened, login: string, event: string) =>
  as(login).rest("POST", path("/pulls/1/reviews"), { body: { event, body: "so" } });
const report = ({ path, pull }: Opened, state: string, client = asApp(), context = "gate") =>
  client.rest("POST", path(`/statuses/${pull.headOid}`), { body: { state, context } });

async function view(opened: Opened, client = asApp()) {
  const { repository } = await client.data(
    `query ($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        pullRequest(number: 1) {
          id state mergeStateStatus mergeable reviewDecision isInMergeQueue
          autoMergeRequest { mergeMethod enabledBy { login } }
          mergedBy { login }
        }
      }
    }`,
    { owner: "org", name: opened.repository.name },
  );
  return repository.pullRequest;
}

const enable = async (opened: Opened, input: object = {}, client = asApp()) =>
  (
    await client.graphql(
      `mutation ($input: EnablePullRequestAutoMergeInput!) {
        enablePullRequestAutoMerge(input: $input) { pullRequest { autoMergeRequest { mergeMethod } } }
      }`,
      { input: { pullRequestId: opened.pull.nodeId, ...input } },
    )
  ).body;

describe("what a branch demands", () => {
  test("approvals by people who may write, not by the author, not by readers", async () => {
    const opened = await open({ protection: { main: { pullRequest: { approvals: 2 } } } });

    const before = await merge(opened);
    await review(opened, "rita", "APPROVE");
    await review(opened, "ann", "APPROVE");
    const half = await view(opened);
    await review(opened, "bob", "APPROVE");
    const full = await view(opened);
    const after = await merge(opened);

    expect(before.status).toBe(405);
    expect(before.body.message).toBe(
      "At least 2 approving reviews are required by reviewers with write access.",
    );
    expect(half).toMatchObject({ mergeStateStatus: "BLOCKED", reviewDecision: "REVIEW_REQUIRED" });
    expect(full).toMatchObject({ mergeStateStatus: "CLEAN", reviewDecision: "APPROVED" });
    expect(after.status).toBe(200);
  });

  test("nobody judges their own work", async () => {
    const opened = await open();
    const own = await asApp().rest("POST", opened.path("/pulls/1/reviews"), {
      body: { event: "APPROVE" },
    });

    expect(own.status).toBe(422);
    expect(JSON.stringify(own.body)).toContain("Can not approve your own pull request");
  });

  test("a rejection stands until its author thinks otherwise", async () => {
    const opened = await open({ protection: { main: { pullRequest: { approvals: 1 } } } });
    await review(opened, "ann", "APPROVE");
    await review(opened, "bob", "REQUEST_CHANGES");

    const rejected = await view(opened);
    await review(opened, "bob", "COMMENT");
    const still = await view(opened);
    await review(opened, "bob", "APPROVE");
    const approved = await view(opened);

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
    const opened = await open({
      protection: { main: { pullRequest: { approvals: 1, dismissStale } } },
    });
    await review(opened, "ann", "APPROVE");

    await commit(opened.repository, "promote", { "apps/a.yaml": "newer\n" });

    expect((await view(opened)).reviewDecision).toBe(decision);
  });

  test("the last pusher's approval does not count where it must be somebody else's", async () => {
    const opened = await open({
      protection: { main: { pullRequest: { approvals: 1, lastPushApproval: true } } },
    });
    await commit(opened.repository, "promote", { "apps/a.yaml": "by ann\n" }, as("ann"));
    await review(opened, "ann", "APPROVE");

    const own = await merge(opened);
    await review(opened, "bob", "APPROVE");
    const other = await merge(opened);

    expect(own.body.message).toBe(
      "New changes require approval from someone other than the last pusher.",
    );
    expect(other.status).toBe(200);
  });

  test("the owners of changed files are asked, and one of them must approve", async () => {
    const opened = await open({
      files: {
        "apps/a.yaml": "old\n",
        ".github/CODEOWNERS": "* @bob\n/apps/ @org/owners # the team\n/docs/\n",
      },
      protection: { main: { pullRequest: { codeOwners: true } } },
    });
    const asked = await asApp().rest("GET", opened.path("/pulls/1/requested_reviewers"));
    await review(opened, "bob", "APPROVE");
    const notAnOwner = await merge(opened);

    await review(opened, "olga", "APPROVE");
    const owner = await merge(opened);

    expect(asked.body.teams).toMatchObject([{ slug: "owners" }]);
    expect(asked.body.users).toEqual([]);
    expect(notAnOwner.body.message).toBe("Waiting on code owner review from org/owners.");
    expect(owner.status).toBe(200);
  });

  test("a draft asks nobody until it is ready", async () => {
    const opened = await open({
      files: { "apps/a.yaml": "old\n", CODEOWNERS: "* @bob\n" },
      draft: true,
    });
    const drafted = [...opened.pull.requestedReviewers];
    const refused = await merge(opened);

    await asApp().data(
      "mutation ($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }",
      { id: opened.pull.nodeId },
    );

    expect(drafted).toEqual([]);
    expect(refused.body.message).toBe("Pull Request is still a draft");
    expect([...opened.pull.requestedReviewers].map(({ login }) => login)).toEqual(["bob"]);
  });

  test("statuses, from the App that is wanted", async () => {
    const opened = await open({
      rulesets: [{ name: "gates", statusChecks: [{ context: "gate", app: "promoter" }, "ci"] }],
    });

    const none = await merge(opened);
    await report(opened, "success", as("ann"));
    await report(opened, "failure", as("ann"), "ci");
    const failing = await merge(opened);
    await report(opened, "success", as("ann"), "ci");
    const forged = await merge(opened);
    await report(opened, "success");
    const passing = await merge(opened);

    expect(none.body.message).toBe(
      "Repository rule violations found\n\n2 of 2 required status checks are expected.\n\n",
    );
    expect(failing.body.message).toContain('Required status check "ci" is failing.');
    expect(forged.body.message).toContain('Required status check "gate" is expected.');
    expect(passing.status).toBe(200);
  });

  test("a head that is up to date", async () => {
    const opened = await open({
      protection: { main: { statusChecks: ["gate"], strictStatusChecks: true } },
    });
    await report(opened, "success");
    const { repository } = opened;
    const main = repository.head();
    await repository.git.refs.update(
      [{ name: "refs/heads/main", before: main, after: await sibling(repository, main) }],
      github.clock.now(),
    );

    const behind = await view(opened);
    const refused = await merge(opened);

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
    const opened = await open(options);
    const statuses: Record<string, number> = {};
    for (const method of Object.keys(expected)) {
      statuses[method] = (await merge(opened, asApp(), { merge_method: method })).status;
    }

    expect(statuses).toEqual(expected);
  });

  test("an administrator passes branch protection that does not bind them", async () => {
    const opened = await open({ protection: { main: { pullRequest: { approvals: 1 } } } });

    const { status } = await merge(opened, as("ada"));

    expect(status).toBe(200);
  });

  test("a status that nothing requires makes it unstable, not blocked", async () => {
    const opened = await open();
    await report(opened, "failure");

    expect((await view(opened)).mergeStateStatus).toBe("UNSTABLE");
    expect((await merge(opened)).status).toBe(200);
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

describe("auto-merge", () => {
  const waiting = {
    settings: { autoMerge: true },
    rulesets: [{ name: "main", pullRequest: { approvals: 1 }, statusChecks: ["gate"] }],
  };

  test("merges when the last requirement is met, in the name of who armed it", async () => {
    const opened = await open(waiting);
    const armed = await enable(opened, {
      mergeMethod: "SQUASH",
      expectedHeadOid: opened.pull.headOid,
    });
    await review(opened, "ann", "APPROVE");
    const half = await view(opened);

    await report(opened, "success");

    expect(armed.errors).toBeUndefined();
    expect(half).toMatchObject({
      state: "OPEN",
      autoMergeRequest: { mergeMethod: "SQUASH", enabledBy: { login: "promoter" } },
    });
    expect(await view(opened)).toMatchObject({
      state: "MERGED",
      autoMergeRequest: null,
      mergedBy: { login: "promoter" },
    });
    expect(await opened.repository.file("apps/a.yaml")).toBe("new\n");
    expect(opened.repository.signedCommits.has(opened.repository.head())).toBe(true);
  });

  test("can be taken back", async () => {
    const opened = await open(waiting);
    await enable(opened);

    await asApp().data(
      "mutation ($id: ID!) { disablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }",
      { id: opened.pull.nodeId },
    );
    await review(opened, "ann", "APPROVE");
    await report(opened, "success");

    expect((await view(opened)).state).toBe("OPEN");
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
    const { errors } = await enable(await open(options), input);

    expect(errors).toMatchObject([{ type: "UNPROCESSABLE", message }]);
  });

  test("in unstable status there is nothing to wait for either", async () => {
    const opened = await open({
      settings: { autoMerge: true },
      rulesets: [{ name: "m", pullRequest: {} }],
    });
    await report(opened, "pending", asApp(), "optional");

    const { errors } = await enable(opened);

    expect(errors?.[0]?.message).toBe("Pull request is in unstable status");
  });
});

describe("the merge queue", () => {
  const queued = {
    settings: { autoMerge: true },
    rulesets: [{ name: "queue", mergeQueue: "squash", statusChecks: ["gate"] }],
  } as const;
  const enqueue = async (opened: Opened, client = asApp()) =>
    (
      await client.graphql(
        `mutation ($id: ID!) {
          enqueuePullRequest(input: { pullRequestId: $id }) { mergeQueueEntry { position headCommit { oid } } }
        }`,
        { id: opened.pull.nodeId },
      )
    ).body;

  test("builds a merge-group commit, and merges when its checks pass", async () => {
    const opened = await open(queued);
    const { repository, path } = opened;
    const direct = await merge(opened);
    const early = await enqueue(opened);
    await report(opened, "success");

    const { data } = await enqueue(opened);
    const { oid } = data.enqueuePullRequest.mergeQueueEntry.headCommit;
    const inQueue = await view(opened);
    const groups = repository.git.refs.list("refs/heads/gh-readonly-queue/main/");
    await asApp().rest("POST", path(`/statuses/${oid}`), {
      body: { state: "success", context: "gate" },
    });

    expect(direct.body.message).toContain("Changes must be made through the merge queue");
    expect(early.errors).toHaveLength(1);
    expect(inQueue).toMatchObject({ state: "OPEN", isInMergeQueue: true });
    expect(groups).toMatchObject([{ oid }]);
    expect(repository.triggers).toContainEqual(expect.objectContaining({ event: "merge_group" }));
    expect((await view(opened)).state).toBe("MERGED");
    expect(repository.head()).toBe(oid);
    expect(repository.git.refs.list("refs/heads/gh-readonly-queue/")).toEqual([]);
  });

  test("drops what fails", async () => {
    const opened = await open(queued);
    await report(opened, "success");
    const { data } = await enqueue(opened);
    const { oid } = data.enqueuePullRequest.mergeQueueEntry.headCommit;

    await asApp().rest("POST", opened.path(`/statuses/${oid}`), {
      body: { state: "failure", context: "gate" },
    });

    expect(await view(opened)).toMatchObject({ state: "OPEN", isInMergeQueue: false });
    expect(opened.repository.git.refs.list("refs/heads/gh-readonly-queue/")).toEqual([]);
  });

  test("is where auto-merge goes when the branch has one", async () => {
    const opened = await open(queued);
    await enable(opened, { mergeMethod: "SQUASH" });

    await report(opened, "success");

    expect(await view(opened)).toMatchObject({ state: "OPEN", isInMergeQueue: true });
  });
});

describe("reviewers", () => {
  const request = (opened: Opened, body: object, client = asApp()) =>
    client.rest("POST", opened.path("/pulls/1/requested_reviewers"), { body });

  test("people and teams are asked", async () => {
    const opened = await open();

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
    const opened = await open();

    for (const reviewers of [["owners"], ["ann", "nobody"]]) {
      const { status, body } = await request(opened, { reviewers });
      expect(status).toBe(422);
      expect(body.message).toMatch(/^Reviews may only be requested from collaborators\./);
    }
    expect([...opened.pull.requestedReviewers]).toEqual([]);
  });

  test("a workflow's own token cannot ask a team, as it cannot see it", async () => {
    const opened = await open();
    const { value } = github.createToken({ kind: "actions", permissions: all });

    const { status, body } = await request(
      opened,
      { team_reviewers: ["owners"] },
      new Client(github, value),
    );

    expect(status).toBe(422);
    expect(body.message).toMatch(/^Could not resolve to a node with the global id of 'T_/);
  });

  test("the author cannot be asked", async () => {
    const opened = await open();
    const ann = as("ann");
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
  const opened = await open();
  const { repository, path } = opened;
  const actions = new Client(
    github,
    github.createToken({ kind: "actions", permissions: all }).value,
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
  const opened = await open();
  github.faults.add({
    fault: { kind: "late-nodes", milliseconds: 1_000 },
    times: 1,
    when: { method: "POST", path: /\/pulls$/ },
  });
  await asApp().rest("POST", opened.path("/git/refs"), {
    body: { ref: "refs/heads/second", sha: opened.repository.head("promote") },
  });
  const { body: pull } = await asApp().rest("POST", opened.path("/pulls"), {
    body: { title: "t", head: "second", base: "main" },
  });
  const label = () =>
    asApp().rest("POST", opened.path(`/issues/${pull.number}/labels`), { body: { labels: ["x"] } });

  const early = await label();
  const node = await asApp().graphql("query ($id: ID!) { node(id: $id) { id } }", {
    id: pull.node_id,
  });
  github.clock.advance(1_000);
  const later = await label();

  const message = `Could not resolve to a node with the global id of '${pull.node_id}'.`;
  expect(early.status).toBe(422);
  expect(early.body.message).toBe(message);
  expect(node.body.errors).toMatchObject([{ type: "NOT_FOUND", message }]);
  expect(later.status).toBe(200);
});

test("mergeability may not be known yet", async () => {
  const opened = await open();
  github.faults.add({ fault: { kind: "unknown-mergeability" }, times: 1 });

  const first = await view(opened);
  const second = await view(opened);

  expect(first).toMatchObject({ mergeable: "UNKNOWN", mergeStateStatus: "UNKNOWN" });
  expect(second).toMatchObject({ mergeable: "MERGEABLE", mergeStateStatus: "CLEAN" });
});

test("a push of the head to the base counts as a merge", async () => {
  const opened = await open();

  await asApp().rest("PATCH", opened.path("/git/refs/heads/main"), {
    body: { sha: opened.pull.headOid },
  });

  expect((await view(opened)).state).toBe("MERGED");
});
