import { expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import { type LimitAnswer, LocalGitHub } from "./index.ts";

async function start() {
  const github = await LocalGitHub.start({ now: new Date("2026-11-20T10:00:00Z") });
  const repository = await github.createRepository("org/gitops", { files: { "a.txt": "0" } });
  const { value } = github.createToken({ kind: "actions", permissions: { contents: "write" } });
  const client = new Client(github, value);
  const read = () => client.rest("GET", "/repos/org/gitops");
  const write = () =>
    client.rest("POST", "/repos/org/gitops/git/blobs", { body: { content: "x" } });
  return { github, repository, client, read, write };
}

test("the primary limit counts down in the headers and opens again at its reset", async () => {
  const { github, client, read } = await start();
  await using _ = github;
  github.limits.numbers.perHour.actions = 2;

  const replies = [await read(), await read(), await read()];
  const graphql = await client.graphql("{ viewer { login } }");
  github.clock.advance(3_600_000);
  const later = await read();

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 403]);
  expect(replies.map(({ headers }) => headers.get("x-ratelimit-remaining"))).toEqual([
    "1",
    "0",
    "0",
  ]);
  expect(replies[2]?.body.message).toMatch(/^API rate limit exceeded for /);
  expect(graphql.status).toBe(200);
  expect(later.status).toBe(200);
});

test("over GraphQL an exhausted limit is an error in a reply with status 200", async () => {
  const { github, client } = await start();
  await using _ = github;
  github.faults.add({ fault: { kind: "primary-limit", resetInSeconds: 90 }, times: 1 });

  const { status, headers, body } = await client.graphql("{ viewer { login } }");

  expect(status).toBe(200);
  expect(body.errors).toMatchObject([{ type: "RATE_LIMITED" }]);
  expect(headers.get("x-ratelimit-remaining")).toBe("0");
  expect(headers.get("x-ratelimit-reset")).toBe(String(Date.parse("2026-11-20T10:01:30Z") / 1_000));
});

const answers: [LimitAnswer, number][] = [
  [403, 403],
  [429, 429],
];
test.each(answers)(
  "with secondary limits on, writes are paced: answer %s",
  async (answer, status) => {
    const { github, read, write } = await start();
    await using _ = github;
    github.limits.secondary = answer;
    github.limits.numbers.contentPerMinute = 2;

    const replies = [await write(), await write(), await write(), await read()];
    github.clock.advance(60_000);
    const later = await write();

    expect(replies.map((reply) => reply.status)).toEqual([201, 201, status, 200]);
    expect(replies[2]?.headers.get("retry-after")).toBe("60");
    expect(replies[2]?.body.message).toContain("You have exceeded a secondary rate limit");
    expect(later.status).toBe(201);
  },
);

test("a secondary limit can come as a GraphQL error in a reply with status 200", async () => {
  const { github, client } = await start();
  await using _ = github;
  github.faults.add({
    fault: { kind: "secondary-limit", answer: "graphql-error", retryAfterSeconds: 7 },
    times: 1,
  });

  const { status, headers, body } = await client.graphql("{ viewer { login } }");

  expect(status).toBe(200);
  expect(headers.get("retry-after")).toBe("7");
  expect(body.data).toBeUndefined();
  expect(body.errors).toMatchObject([{ type: "RATE_LIMITED" }]);
});

test("too many requests at the same time are refused", async () => {
  const { github, read } = await start();
  await using _ = github;
  github.limits.secondary = 403;
  github.limits.numbers.concurrent = 0;

  expect((await read()).status).toBe(403);
});

test("a query costs what its connections would take", async () => {
  const { github, client } = await start();
  await using _ = github;

  const { rateLimit } = await client.data(`{
    rateLimit { cost nodeCount }
    repository(owner: "org", name: "gitops") {
      refs(refPrefix: "refs/heads/", first: 100) {
        nodes { target { ... on Commit { history(first: 50) { nodes { parents(first: 10) { totalCount } } } } } }
      }
    }
  }`);

  // One request for the refs, 100 for their histories, 5,000 for the parents; over 100.
  expect(rateLimit).toEqual({ cost: 51, nodeCount: 100 + 5_000 + 50_000 });
});

test.each([
  [
    '{ repository(owner: "org", name: "gitops") { refs(refPrefix: "refs/heads/") { totalCount } } }',
    "MISSING_PAGINATION_BOUNDARIES",
  ],
  [
    '{ repository(owner: "org", name: "gitops") { refs(refPrefix: "refs/heads/", first: 101) { totalCount } } }',
    "EXCESSIVE_PAGINATION",
  ],
])("a connection needs a size of at most 100: %s", async (query, type) => {
  const { github, client } = await start();
  await using _ = github;

  const { body } = await client.graphql(query);

  expect(body.data).toBeUndefined();
  expect(body.errors).toMatchObject([{ type }]);
});
