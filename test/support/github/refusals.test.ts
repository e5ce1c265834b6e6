import { expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import { LocalGitHub } from "./index.ts";

async function start() {
  const github = await LocalGitHub.start();
  await github.createRepository("org/gitops", { files: { "a.txt": "0" } });
  const permissions = { contents: "write", pull_requests: "write" } as const;
  const { value } = github.createToken({ kind: "actions", permissions });
  return { github, client: new Client(github, value) };
}

const rest: [string, string, string, object | undefined, string][] = [
  [
    "a path that is not described",
    "GET",
    "/repos/org/gitops/no/such/thing",
    undefined,
    "GET /repos/org/gitops/no/such/thing yet: add the operation",
  ],
  [
    "a parameter that nobody reads",
    "GET",
    "/repos/org/gitops?verbose=1",
    undefined,
    'the parameter "verbose" of repos/get yet',
  ],
  [
    "a property that nobody reads",
    "POST",
    "/repos/org/gitops/git/refs",
    { ref: "refs/heads/x", sha: "HEAD", typo: 1 },
    'the parameter "typo" of git/create-ref yet',
  ],
];
test.each(rest)("REST: %s is refused loudly", async (_, method, path, body, message) => {
  const { github, client } = await start();
  const sha = github.state.repository("org/gitops")?.head();
  const sent = body && { ...body, sha };

  const reply = await client.rest(method, path, sent === undefined ? {} : { body: sent });

  expect(reply.status).toBe(501);
  expect(reply.body.message).toContain(`the local GitHub does not know ${message}`);
  await expect(github[Symbol.asyncDispose]()).rejects.toThrow(message);
});

const graphql: [string, string, string][] = [
  [
    "a field",
    '{ repository(owner: "org", name: "gitops") { forkCount } }',
    "Repository.forkCount yet: add the field",
  ],
  [
    "a field below a fragment",
    '{ node(id: "x") { ... on Commit { blame(path: "a") { ranges { age } } } } }',
    "Commit.blame yet",
  ],
  [
    "an argument",
    '{ repository(owner: "org", name: "gitops") { labels(first: 1, orderBy: {field: NAME, direction: ASC}) { totalCount } } }',
    'the argument "orderBy" of Repository.labels yet',
  ],
  [
    "a mutation",
    'mutation { deleteProjectV2(input: { projectId: "x" }) { clientMutationId } }',
    "Mutation.deleteProjectV2 yet",
  ],
];
test.each(graphql)(
  "GraphQL: %s that has no answer is refused loudly",
  async (_, query, message) => {
    const { github, client } = await start();

    const { status, body } = await client.graphql(query);

    expect(status).toBe(501);
    expect(body.message).toContain(`the local GitHub does not know ${message}`);
    await expect(github[Symbol.asyncDispose]()).rejects.toThrow(message);
  },
);

test("GraphQL: what GitHub's schema does not have is an error of the request, not of ours", async () => {
  const { github, client } = await start();
  await using _ = github;

  const field = await client.graphql('{ repository(owner: "org", name: "gitops") { foo } }');
  const input = await client.graphql(
    "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { clientMutationId } }",
    { input: { branch: {}, foo: 1 } },
  );
  const syntax = await client.graphql("{ repository(");

  for (const { status, body } of [field, input, syntax]) {
    expect(status).toBe(200);
    expect(body.data).toBeUndefined();
    expect(body.errors?.length).toBeGreaterThan(0);
  }
  expect(field.body.errors?.[0]?.message).toContain(
    'Cannot query field "foo" on type "Repository"',
  );
});

test("a reply of ours that breaks GitHub's description never goes out", async () => {
  const { github, client } = await start();
  const repository = github.state.repository("org/gitops");
  // A label without a name: GitHub's description wants one.
  repository?.labels.push({ id: 1, nodeId: "LA_1", repository } as never);
  const issues = new Client(
    github,
    github.createToken({ kind: "actions", permissions: { issues: "read" } }).value,
  );

  const { status } = await issues.rest("GET", "/repos/org/gitops/labels");

  expect(client).toBeDefined();
  expect(status).toBe(500);
  await expect(github[Symbol.asyncDispose]()).rejects.toThrow("issues/list-labels-for-repo: /0");
});

test("a body that is not JSON, or no object, is the caller's mistake", async () => {
  const { github } = await start();
  await using _ = github;
  const { value } = github.createToken({ kind: "actions", permissions: { contents: "write" } });
  const send = (body: string) =>
    fetch(`${github.apiUrl}/repos/org/gitops/git/refs`, {
      method: "POST",
      headers: { authorization: `Bearer ${value}` },
      body,
    });

  expect((await send("{")).status).toBe(400);
  expect((await send("1")).status).toBe(400);
});

test("every request is remembered with what it was and cost", async () => {
  const { github, client } = await start();
  await using _ = github;

  await client.rest("GET", "/repos/org/gitops");
  await client.graphql(
    'query Head { viewer { login } repository(owner: "org", name: "gitops") { id } }',
  );

  expect(github.requests.all).toMatchObject([
    {
      surface: "rest",
      method: "GET",
      path: "/api/v3/repos/org/gitops",
      kind: "read",
      status: 200,
      cost: 1,
    },
    {
      surface: "graphql",
      operation: "Head",
      rootFields: ["viewer", "repository"],
      kind: "read",
      login: "github-actions[bot]",
      status: 200,
    },
  ]);
  for (const { responseBytes, id } of github.requests.all) {
    expect(responseBytes).toBeGreaterThan(0);
    expect(id).toMatch(/^[0-9A-F]{4}:[0-9A-F:]+$/);
  }
  expect(String(github.requests)).toBe(
    "GET /api/v3/repos/org/gitops 200\nPOST /api/graphql viewer repository 200",
  );
});
