import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const post = (path: string, body: object) =>
  target.client.rest("POST", target.path(path), { body });
const get = (path: string) => target.client.rest("GET", target.path(path));

/** A base of its own for each test, so that merging leaves the default branch alone. */
async function branches(files: Record<string, string> = { "pull.txt": "new\n" }) {
  const base = await target.freshBranch();
  const head = await target.freshBranch();
  const oid = await target.commit(head, files);
  return { base: base.name, head: head.name, oid, baseOid: base.head };
}

async function openPull(files?: Record<string, string>) {
  const made = await branches(files);
  const { body } = await post("/pulls", { title: "A change", head: made.head, base: made.base });
  return { ...made, number: body.number as number, nodeId: body.node_id as string };
}

const inGraphQL = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id number title body state isDraft headRefName headRefOid baseRefName mergeable mergeStateStatus
      reviewDecision
      author { login }
      labels(first: 10) { nodes { name } }
      commits(first: 10) { totalCount nodes { commit { oid } } }
      files(first: 10) { nodes { path additions deletions changeType } }
      autoMergeRequest { enabledAt }
    }
  }
}`;
const read = async (number: number) =>
  (await target.client.data(inGraphQL, { owner: target.owner, name: target.name, number }))
    .repository.pullRequest;

test("ref, commit and pull request are made by one document", async () => {
  const { head } = await target.freshBranch();
  const base = await target.freshBranch();
  const name = target.freshName();
  const { repository } = await target.client.data(
    "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }",
    { owner: target.owner, name: target.name },
  );

  const data = await target.client.data(
    `mutation ($ref: CreateRefInput!, $commit: CreateCommitOnBranchInput!, $pull: CreatePullRequestInput!) {
      createRef(input: $ref) { ref { name } }
      createCommitOnBranch(input: $commit) { commit { oid } }
      createPullRequest(input: $pull) { pullRequest { number headRefOid url state } }
    }`,
    {
      ref: { repositoryId: repository.id, name: `refs/heads/${name}`, oid: head },
      commit: target.commitInput({ name, head }, { additions: { "one.txt": "1" } }),
      pull: {
        repositoryId: repository.id,
        title: "promote",
        body: "why",
        headRefName: name,
        baseRefName: base.name,
      },
    },
  );

  expect(data.createPullRequest.pullRequest).toMatchObject({
    headRefOid: data.createCommitOnBranch.commit.oid,
    state: "OPEN",
  });
});

test("a pull request shows its branches, commits and files", async () => {
  const { number, head, base, oid } = await openPull({ "dir/new.txt": "1\n2\n" });

  expect(await read(number)).toMatchObject({
    title: "A change",
    state: "OPEN",
    isDraft: false,
    headRefName: head,
    headRefOid: oid,
    baseRefName: base,
    commits: { totalCount: 1, nodes: [{ commit: { oid } }] },
    files: { nodes: [{ path: "dir/new.txt", additions: 2, deletions: 0, changeType: "ADDED" }] },
    autoMergeRequest: null,
  });
  const files = await get(`/pulls/${number}/files`);
  expect(files.body).toMatchObject([
    { filename: "dir/new.txt", status: "added", additions: 2, patch: "@@ -0,0 +1,2 @@\n+1\n+2" },
  ]);
});

test("it is found by its head branch, with the owner in front", async () => {
  const { number, head } = await openPull();

  const found = await get(`/pulls?state=open&head=${target.owner}:${encodeURIComponent(head)}`);
  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $head: String!) {
      repository(owner: $owner, name: $name) {
        pullRequests(headRefName: $head, states: OPEN, first: 5) { nodes { number } }
      }
    }`,
    { owner: target.owner, name: target.name, head },
  );

  expect(found.body.map((pull: { number: number }) => pull.number)).toEqual([number]);
  expect(repository.pullRequests.nodes).toEqual([{ number }]);
});

test("there is one pull request for a pair of branches", async () => {
  const { head, base } = await openPull();

  const { status, body } = await post("/pulls", { title: "again", head, base });

  expect(status).toBe(422);
  expect(body.message).toBe("Validation Failed");
  expect(body.errors).toMatchObject([
    {
      resource: "PullRequest",
      code: "custom",
      message: `A pull request already exists for ${target.owner}:${head}.`,
    },
  ]);
});

test("without commits, or without a branch, there is none", async () => {
  const base = await target.freshBranch();
  const head = await target.freshBranch();

  const same = await post("/pulls", { title: "x", head: head.name, base: base.name });
  const missing = await post("/pulls", { title: "x", head: target.freshName(), base: base.name });

  expect(same.status).toBe(422);
  expect(same.body.errors[0].message).toBe(`No commits between ${base.name} and ${head.name}`);
  expect(missing.status).toBe(422);
  expect(missing.body.errors).toMatchObject([
    { resource: "PullRequest", field: "head", code: "invalid" },
  ]);
});

test("a body of more than 65,536 characters is refused", async () => {
  const { head, base } = await branches();

  const { status } = await post("/pulls", { title: "x", head, base, body: "x".repeat(65_537) });

  expect(status).toBe(422);
});

test("title and body change; it can be closed and opened again", async () => {
  const { number } = await openPull();
  const path = target.path(`/pulls/${number}`);
  const patch = (body: object) => target.client.rest("PATCH", path, { body });

  await patch({ title: "Other", body: "text" });
  const closed = await patch({ state: "closed" });
  const open = await patch({ state: "open" });

  expect(closed.body).toMatchObject({
    title: "Other",
    body: "text",
    state: "closed",
    merged: false,
  });
  expect(open.body.state).toBe("open");
});

test("a head that goes back to its base closes the pull request", async () => {
  const { number, head, baseOid } = await openPull();

  await target.client.rest("PATCH", target.path(`/git/refs/heads/${head}`), {
    body: { sha: baseOid, force: true },
  });

  await expect.poll(async () => (await read(number)).state, target.patience).toBe("CLOSED");
});

test("deleting the head branch closes it, and it cannot be opened then", async () => {
  const { number, head } = await openPull();

  await target.client.rest("DELETE", target.path(`/git/refs/heads/${head}`));
  await expect.poll(async () => (await read(number)).state, target.patience).toBe("CLOSED");
  const { status } = await target.client.rest("PATCH", target.path(`/pulls/${number}`), {
    body: { state: "open" },
  });

  expect(status).toBe(422);
});

test("labels added by name are made, and taken off again", async () => {
  const { number } = await openPull();
  const label = target.freshName();
  const issue = `/issues/${number}`;

  const added = await post(`${issue}/labels`, { labels: [label] });
  const again = await post("/labels", { name: label });
  const removed = await target.client.rest(
    "DELETE",
    target.path(`${issue}/labels/${encodeURIComponent(label)}`),
  );

  expect(added.body).toMatchObject([{ name: label, color: "ededed" }]);
  expect(again.status).toBe(422);
  expect(again.body.errors).toMatchObject([
    { resource: "Label", code: "already_exists", field: "name" },
  ]);
  expect(removed.body).toEqual([]);
});

test("comments are added, listed and changed", async () => {
  const { number } = await openPull();
  const { body: made } = await post(`/issues/${number}/comments`, { body: "first" });

  await target.client.rest("PATCH", target.path(`/issues/comments/${made.id}`), {
    body: { body: "edited" },
  });
  const listed = await get(`/issues/${number}/comments`);

  expect(listed.body).toMatchObject([{ id: made.id, body: "edited" }]);
});

test("a merge goes through only for the head that is expected", async () => {
  const { number, oid, base, baseOid } = await openPull();
  const merge = (body: object) =>
    target.client.rest("PUT", target.path(`/pulls/${number}/merge`), { body });
  await expect.poll(async () => (await read(number)).mergeable, target.patience).toBe("MERGEABLE");

  const stale = await merge({ sha: baseOid });
  const merged = await merge({ sha: oid, merge_method: "squash", commit_title: "Squashed" });
  const again = await merge({ sha: oid });

  expect(stale.status).toBe(409);
  expect(stale.body.message).toBe("Head branch was modified. Review and try the merge again.");
  expect(merged.body).toMatchObject({ merged: true, message: "Pull Request successfully merged" });
  expect(again.status).toBe(405);
  expect(await target.refOid(`heads/${base}`)).toBe(merged.body.sha);
  const commit = await get(`/git/commits/${merged.body.sha}`);
  expect(commit.body).toMatchObject({
    message: expect.stringMatching(/^Squashed/),
    parents: [{ sha: baseOid }],
    verification: { verified: true },
  });
});

test("a conflict makes it dirty and refuses the merge", async () => {
  const base = await target.freshBranch();
  const head = await target.freshBranch();
  await target.commit(base, { "same.txt": "ours\n" });
  await target.commit(head, { "same.txt": "theirs\n" });
  const { body } = await post("/pulls", { title: "x", head: head.name, base: base.name });

  await expect
    .poll(async () => (await read(body.number)).mergeable, target.patience)
    .toBe("CONFLICTING");
  const { status, body: refusal } = await target.client.rest(
    "PUT",
    target.path(`/pulls/${body.number}/merge`),
    { body: {} },
  );

  expect((await read(body.number)).mergeStateStatus).toBe("DIRTY");
  expect(status).toBe(405);
  expect(refusal.message).toBe("Pull Request is not mergeable");
});

test("auto-merge is refused where nothing is to be waited for", async () => {
  const { nodeId } = await openPull();

  const { body } = await target.client.graphql(
    "mutation ($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }",
    { id: nodeId },
  );

  expect(body.errors).toHaveLength(1);
});

test("an update brings the base into the head, once", async () => {
  const { number, head, base, oid, baseOid } = await openPull();
  await target.commit({ name: base, head: baseOid }, { "base.txt": "moved\n" });
  const update = () =>
    target.client.rest("PUT", target.path(`/pulls/${number}/update-branch`), {
      body: { expected_head_sha: oid },
    });

  const first = await update();
  await expect.poll(() => target.refOid(`heads/${head}`), target.patience).not.toBe(oid);
  const second = await update();

  expect(first.status).toBe(202);
  expect(second.status).toBe(422);
});

test("a comparison counts the commits on each side", async () => {
  const { head, base, oid, baseOid } = await branches();
  const other = await target.commit({ name: base, head: baseOid }, { "base.txt": "moved\n" });

  const ahead = await get(`/compare/${baseOid}...${oid}`);
  const diverged = await get(`/compare/${other}...${oid}`);
  const same = await get(`/compare/${oid}...${oid}`);

  expect(head).not.toBe(base);
  expect(ahead.body).toMatchObject({ status: "ahead", ahead_by: 1, behind_by: 0 });
  expect(ahead.body.files).toMatchObject([{ filename: "pull.txt", status: "added" }]);
  expect(diverged.body).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1 });
  expect(same.body.status).toBe("identical");
});
