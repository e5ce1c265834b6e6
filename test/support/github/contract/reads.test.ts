import { createHash } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const file = "apps/checkout/overlays/dev/kustomization.yaml";

test("one query reads head, file, mode and bytes that hash to the blob's oid", async () => {
  const branch = await target.freshBranch();
  const text = "# ümlaut\r\nimages: []";
  const oid = await target.commit(branch, { [file]: text });

  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $ref: String!) {
      repository(owner: $owner, name: $name) {
        id
        nameWithOwner
        isArchived
        ref(qualifiedName: $ref) {
          target {
            oid
            ... on Commit {
              found: file(path: "${file}") {
                mode
                type
                object { oid ... on Blob { text byteSize isBinary isTruncated } }
              }
              absent: file(path: "apps/none/kustomization.yaml") { mode }
            }
          }
        }
      }
    }`,
    { owner: target.owner, name: target.name, ref: `refs/heads/${branch.name}` },
  );

  const bytes = Buffer.from(text);
  const blob = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  expect(repository.ref.target).toEqual({
    oid,
    found: {
      mode: 0o100644,
      type: "blob",
      object: { oid: blob, text, byteSize: bytes.length, isBinary: false, isTruncated: false },
    },
    absent: null,
  });
});

test("a history names only the commits that changed the path", async () => {
  const branch = await target.freshBranch();
  const first = await target.commit(branch, { "a/one.txt": "1" });
  const second = await target.commit({ ...branch, head: first }, { "b/two.txt": "2" });
  const third = await target.commit({ ...branch, head: second }, { "a/one.txt": "3" });

  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $oid: GitObjectID!) {
      repository(owner: $owner, name: $name) {
        object(oid: $oid) {
          ... on Commit {
            all: history(first: 3) { nodes { oid } pageInfo { hasNextPage } }
            file: history(first: 5, path: "a/one.txt") { nodes { oid } pageInfo { hasNextPage } }
            folder: history(first: 1, path: "a") { nodes { oid } pageInfo { hasNextPage } }
          }
        }
      }
    }`,
    { owner: target.owner, name: target.name, oid: third },
  );

  const oids = (history: { nodes: { oid: string }[] }) => history.nodes.map(({ oid }) => oid);
  expect(oids(repository.object.all)).toEqual([third, second, first]);
  expect(oids(repository.object.file)).toEqual([third, first]);
  expect(repository.object.file.pageInfo.hasNextPage).toBe(false);
  expect(oids(repository.object.folder)).toEqual([third]);
  expect(repository.object.folder.pageInfo.hasNextPage).toBe(true);
});

test("pages of a history follow each other", async () => {
  const branch = await target.freshBranch();
  const first = await target.commit(branch, { "p.txt": "1" });
  const second = await target.commit({ ...branch, head: first }, { "p.txt": "2" });
  const query = `query ($owner: String!, $name: String!, $oid: GitObjectID!, $after: String) {
    repository(owner: $owner, name: $name) {
      object(oid: $oid) {
        ... on Commit {
          history(first: 1, path: "p.txt", after: $after) {
            nodes { oid }
            pageInfo { endCursor hasNextPage }
          }
        }
      }
    }
  }`;
  const variables = { owner: target.owner, name: target.name, oid: second };

  const one = (await target.client.data(query, variables)).repository.object.history;
  const after = one.pageInfo.endCursor;
  const two = (await target.client.data(query, { ...variables, after })).repository.object.history;

  expect(one.nodes).toEqual([{ oid: second }]);
  expect(one.pageInfo.hasNextPage).toBe(true);
  expect(two.nodes).toEqual([{ oid: first }]);
  expect(two.pageInfo.hasNextPage).toBe(false);
});

test("a folder is a tree whose entries can be listed", async () => {
  const branch = await target.freshBranch();
  await target.commit(branch, { "envs/dev/a.yaml": "a", "envs/prod.yaml": "b" });

  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $expression: String!) {
      repository(owner: $owner, name: $name) {
        object(expression: $expression) {
          __typename
          ... on Tree { entries { name path type mode } }
        }
      }
    }`,
    { owner: target.owner, name: target.name, expression: `${branch.name}:envs` },
  );

  expect(repository.object.__typename).toBe("Tree");
  expect(repository.object.entries).toEqual([
    { name: "dev", path: "envs/dev", type: "tree", mode: 0o040000 },
    { name: "prod.yaml", path: "envs/prod.yaml", type: "blob", mode: 0o100644 },
  ]);
});

test("a repository that is not there is NOT_FOUND over GraphQL and 404 over REST", async () => {
  const graphql = await target.client.graphql(
    `query ($owner: String!) { repository(owner: $owner, name: "no-such-repository-here") { id } }`,
    { owner: target.owner },
  );
  const rest = await target.client.rest("GET", `/repos/${target.owner}/no-such-repository-here`);

  expect(graphql.body.data).toEqual({ repository: null });
  expect(graphql.body.errors).toMatchObject([
    {
      type: "NOT_FOUND",
      path: ["repository"],
      message: `Could not resolve to a Repository with the name '${target.owner}/no-such-repository-here'.`,
    },
  ]);
  expect(rest.status).toBe(404);
  expect(rest.body.message).toBe("Not Found");
});

test("raw contents are the bytes of the file", async () => {
  const branch = await target.freshBranch();
  await target.commit(branch, { "dir/raw.txt": "plain\r\n" });
  const path = target.path(`/contents/dir/raw.txt?ref=${encodeURIComponent(branch.name)}`);

  const raw = await target.client.rest("GET", path, {
    headers: { accept: "application/vnd.github.raw" },
  });
  const json = await target.client.rest("GET", path);
  const folder = await target.client.rest(
    "GET",
    target.path(`/contents/dir?ref=${encodeURIComponent(branch.name)}`),
  );

  expect(raw.body).toBe("plain\r\n");
  expect(json.body).toMatchObject({
    type: "file",
    encoding: "base64",
    path: "dir/raw.txt",
    size: 7,
  });
  expect(Buffer.from(json.body.content, "base64").toString()).toBe("plain\r\n");
  expect(folder.body).toMatchObject([{ type: "file", name: "raw.txt", path: "dir/raw.txt" }]);
});

test("an unchanged reply costs nothing when its etag is sent", async () => {
  const path = target
    .path("/git/ref/heads/no-such-branch-but-a-prefix")
    .replace("/ref/", "/matching-refs/");
  const first = await target.client.rest("GET", path);
  const etag = first.headers.get("etag") ?? "";

  const second = await target.client.rest("GET", path, { headers: { "if-none-match": etag } });

  expect(second.status).toBe(304);
  expect(second.headers.get("x-ratelimit-used")).toBe(first.headers.get("x-ratelimit-used"));
});
