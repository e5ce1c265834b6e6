import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const createCommit = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit {
      oid
      url
      message
      messageHeadline
      messageBody
      parents(first: 2) { nodes { oid } }
      committer { name email }
      signature { isValid state wasSignedByGitHub }
    }
    ref { name prefix }
  }
}`;
const file = "apps/checkout/overlays/dev/kustomization.yaml";

test("createCommitOnBranch appends a verified commit by GitHub", async () => {
  const branch = await target.freshBranch();
  const input = target.commitInput(branch, {
    additions: { [file]: "new\n" },
    headline: "chore: set tag",
    body: "Why.\n\nRun: 7",
  });

  const { createCommitOnBranch } = await target.client.data(createCommit, { input });

  expect(createCommitOnBranch.commit).toMatchObject({
    message: "chore: set tag\n\nWhy.\n\nRun: 7",
    messageHeadline: "chore: set tag",
    messageBody: "Why.\n\nRun: 7",
    parents: { nodes: [{ oid: branch.head }] },
    committer: { name: "GitHub", email: "noreply@github.com" },
    signature: { isValid: true, state: "VALID", wasSignedByGitHub: true },
  });
  expect(createCommitOnBranch.ref).toEqual({ name: branch.name, prefix: "refs/heads/" });
  expect(await target.refOid(`heads/${branch.name}`)).toBe(createCommitOnBranch.commit.oid);
});

test("a branch that has moved is STALE_DATA, and nothing is written", async () => {
  const branch = await target.freshBranch();
  const first = await target.commit(branch, { [file]: "first\n" });

  const { status, body } = await target.client.graphql(createCommit, {
    input: target.commitInput(branch, { additions: { [file]: "second\n" } }),
  });

  expect(status).toBe(200);
  expect(body.data).toEqual({ createCommitOnBranch: null });
  expect(body.errors).toMatchObject([
    {
      type: "STALE_DATA",
      path: ["createCommitOnBranch"],
      message: `Expected branch to point to "${branch.head}" but it did not.  Pull and try again.`,
    },
  ]);
  expect(await target.refOid(`heads/${branch.name}`)).toBe(first);
});

test("the branch is not created", async () => {
  const { head } = await target.freshBranch();
  const name = target.freshName();

  const { body } = await target.client.graphql(createCommit, {
    input: target.commitInput({ name, head }, { additions: { [file]: "x" } }),
  });

  expect(body.data.createCommitOnBranch).toBeNull();
  expect(body.errors).toHaveLength(1);
  expect(await target.refOid(`heads/${name}`)).toBeUndefined();
});

test("deleting a path that is not there is refused", async () => {
  const branch = await target.freshBranch();

  const { body } = await target.client.graphql(createCommit, {
    input: target.commitInput(branch, { deletions: ["no/such/file"] }),
  });

  expect(body.errors?.[0]?.message).toContain("requested for deletion which does not exist");
});

test("an empty change makes an empty commit", async () => {
  const branch = await target.freshBranch();

  const oid = await target.commit(branch, {});

  const trees = await Promise.all(
    [branch.head, oid].map((sha) => target.client.rest("GET", target.path(`/git/commits/${sha}`))),
  );
  expect(oid).not.toBe(branch.head);
  expect(trees[0]?.body.tree.sha).toBe(trees[1]?.body.tree.sha);
});

test("a written file loses its executable bit", async () => {
  const branch = await target.freshBranch();
  const tree = await target.client.rest("POST", target.path("/git/trees"), {
    body: {
      base_tree: branch.head,
      tree: [{ path: "run.sh", mode: "100755", type: "blob", content: "#!/bin/sh\n" }],
    },
  });
  const made = await target.client.rest("POST", target.path("/git/commits"), {
    body: { message: "executable", tree: tree.body.sha, parents: [branch.head] },
  });
  const ref = target.path(`/git/refs/heads/${branch.name}`);
  await target.client.rest("PATCH", ref, { body: { sha: made.body.sha } });

  const oid = await target.commit(
    { ...branch, head: made.body.sha },
    { "run.sh": "#!/bin/sh\ntrue\n" },
  );

  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $before: GitObjectID!, $after: GitObjectID!) {
      repository(owner: $owner, name: $name) {
        before: object(oid: $before) { ... on Commit { file(path: "run.sh") { mode } } }
        after: object(oid: $after) { ... on Commit { file(path: "run.sh") { mode } } }
      }
    }`,
    { owner: target.owner, name: target.name, before: made.body.sha, after: oid },
  );
  expect(repository.before.file.mode).toBe(0o100755);
  expect(repository.after.file.mode).toBe(0o100644);
});

test("mutations of one document run in turn, and one that fails does not stop the next", async () => {
  const branch = await target.freshBranch();
  const input = target.commitInput(branch, { additions: { [file]: "one\n" } });

  const { body } = await target.client.graphql(
    `mutation ($input: CreateCommitOnBranchInput!, $last: CreateCommitOnBranchInput!) {
      first: createCommitOnBranch(input: $input) { commit { oid } }
      second: createCommitOnBranch(input: $input) { commit { oid } }
      third: createCommitOnBranch(input: $last) { commit { oid } }
    }`,
    {
      input,
      last: target.commitInput(await target.freshBranch(), { additions: { [file]: "three\n" } }),
    },
  );

  expect(body.data.first.commit.oid).toMatch(/^[0-9a-f]{40}$/);
  expect(body.data.second).toBeNull();
  expect(body.data.third.commit.oid).toMatch(/^[0-9a-f]{40}$/);
  expect(body.errors).toMatchObject([{ type: "STALE_DATA", path: ["second"] }]);
});
