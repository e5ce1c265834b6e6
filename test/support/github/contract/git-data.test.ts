import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const post = (path: string, body: object) =>
  target.client.rest("POST", target.path(path), { body });

test("blobs give back their bytes", async () => {
  const bytes = Buffer.from([0, 255, 13, 10]);

  const made = await post("/git/blobs", { content: bytes.toString("base64"), encoding: "base64" });
  const read = await target.client.rest("GET", target.path(`/git/blobs/${made.body.sha}`));

  expect(made.status).toBe(201);
  expect(read.body).toMatchObject({ encoding: "base64", size: 4, sha: made.body.sha });
  expect(Buffer.from(read.body.content, "base64")).toEqual(bytes);
});

test("a tree keeps modes, adds to its base and leaves out what has no sha", async () => {
  const branch = await target.freshBranch();
  const base = await post("/git/trees", {
    base_tree: branch.head,
    tree: [
      { path: "t/run.sh", mode: "100755", type: "blob", content: "#!/bin/sh\n" },
      { path: "t/old.txt", mode: "100644", type: "blob", content: "old" },
    ],
  });

  const tree = await post("/git/trees", {
    base_tree: base.body.sha,
    tree: [
      { path: "t/link", mode: "120000", type: "blob", content: "run.sh" },
      { path: "t/old.txt", mode: "100644", type: "blob", sha: null },
    ],
  });
  const read = await target.client.rest(
    "GET",
    target.path(`/git/trees/${tree.body.sha}?recursive=1`),
  );

  const below = read.body.tree.filter(({ path }: { path: string }) => path.startsWith("t/"));
  expect(below).toMatchObject([
    { path: "t/link", mode: "120000", type: "blob" },
    { path: "t/run.sh", mode: "100755", type: "blob" },
  ]);
});

test("a commit that names its author is exactly that, and not verified", async () => {
  const branch = await target.freshBranch();
  const { body: parent } = await target.client.rest(
    "GET",
    target.path(`/git/commits/${branch.head}`),
  );
  const author = { name: "Ann", email: "ann@example.com", date: "2026-01-02T03:04:05Z" };

  const { status, body } = await post("/git/commits", {
    message: "by hand",
    tree: parent.tree.sha,
    parents: [branch.head],
    author,
  });

  expect(status).toBe(201);
  expect(body).toMatchObject({
    message: "by hand",
    author,
    committer: author,
    parents: [{ sha: branch.head }],
    verification: { verified: false, reason: "unsigned" },
  });
});

test("what does not exist cannot be committed or pointed to", async () => {
  const nothing = "1".repeat(40);

  const commit = await post("/git/commits", { message: "x", tree: nothing, parents: [] });
  const ref = await post("/git/refs", { ref: `refs/heads/${target.freshName()}`, sha: nothing });

  expect(commit.status).toBe(422);
  expect(ref.status).toBe(422);
  expect(ref.body.message).toBe("Object does not exist");
});

test("a body without what it needs is 422 and names it", async () => {
  const { status, body } = await post("/git/refs", { ref: "refs/heads/x" });

  expect(status).toBe(422);
  expect(body.message).toContain('"sha" wasn\'t supplied');
});
