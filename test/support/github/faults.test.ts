import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import { type Fault, LocalGitHub } from "./index.ts";

const github = await LocalGitHub.start();
afterAll(() => github[Symbol.asyncDispose]());
const repository = await github.createRepository("org/gitops", { files: { "a.txt": "0" } });
const token = github.createToken({ kind: "actions", permissions: { contents: "write" } });
const client = new Client(github, token.value);

beforeEach(() => {
  github.faults.clear();
  github.requests.clear();
});

let written = 0;
function commit() {
  written += 1;
  const input = {
    branch: { repositoryNameWithOwner: "org/gitops", branchName: "main" },
    expectedHeadOid: repository.head(),
    message: { headline: "write" },
    fileChanges: {
      additions: [{ path: "a.txt", contents: Buffer.from(`${written}`).toString("base64") }],
    },
  };
  return client.graphql(
    "mutation Write($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    { input },
  );
}

const read = () => client.rest("GET", "/repos/org/gitops/git/ref/heads/main");

describe("a fault before the effect leaves the branch, one after it has moved it", () => {
  const faults: [string, (effect: "before" | "after") => Fault][] = [
    ["a 502", (effect) => ({ kind: "status", status: 502, effect })],
    ["a dropped connection", (effect) => ({ kind: "drop", effect })],
    [
      "GraphQL errors in HTTP 200",
      (effect) => ({
        kind: "graphql-errors",
        errors: [{ message: "Something went wrong" }],
        effect,
      }),
    ],
  ];
  test.each(faults)("%s", async (_, fault) => {
    const before = repository.head();
    const rule = github.faults.add({ fault: fault("before"), times: 1 });
    await commit().catch((error: unknown) => error);
    expect(repository.head()).toBe(before);
    expect(rule.hits).toBe(1);

    github.faults.add({ fault: fault("after"), times: 1 });
    await commit().catch((error: unknown) => error);
    expect(repository.head()).not.toBe(before);
  });
});

test("a reply ends in the middle though its length was announced", async () => {
  github.faults.add({ fault: { kind: "truncate", bytes: 20 } });

  await expect(read()).rejects.toThrow();

  expect(github.requests.all).toMatchObject([{ status: 200, faults: ["truncate"] }]);
});

test("a 5xx is a page, as servers in front of GitHub send it", async () => {
  github.faults.add({ fault: { kind: "status", status: 503, effect: "before" } });

  const { status, headers, body } = await read();

  expect(status).toBe(503);
  expect(headers.get("content-type")).toContain("text/html");
  expect(body).toContain("<html>");
});

describe("whom a rule strikes", () => {
  const fault: Fault = { kind: "status", status: 500, effect: "before" };
  const statuses = async (actions: (() => Promise<{ status: number }>)[]) => {
    const seen: number[] = [];
    for (const action of actions) seen.push((await action()).status);
    return seen;
  };

  test("only a kind of request", async () => {
    github.faults.add({ fault, when: { kind: "write" } });
    expect(await statuses([read, commit, read])).toEqual([200, 500, 200]);
  });

  test("a GraphQL operation, by its name or by a field at its top", async () => {
    const byName = github.faults.add({ fault, when: { operation: "Write" }, times: 1 });
    const byField = github.faults.add({
      fault,
      when: { operation: "createCommitOnBranch" },
      skip: 1,
      times: 1,
    });
    expect(await statuses([commit, commit, commit])).toEqual([500, 500, 200]);
    expect([byName.hits, byField.hits]).toEqual([1, 1]);
  });

  test("a path", async () => {
    github.faults.add({ fault, when: { path: /\/git\/ref\// } });
    expect(await statuses([read, commit])).toEqual([500, 200]);
  });

  test("a share of them, the same ones for the same seed", async () => {
    const draw = async () => {
      github.faults.clear();
      github.faults.add({ fault, probability: 0.5, seed: 7 });
      return statuses(Array.from({ length: 20 }, () => read));
    };
    const first = await draw();
    expect(await draw()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  test("none after it was removed", async () => {
    const rule = github.faults.add({ fault });
    rule.remove();
    expect(await statuses([read])).toEqual([200]);
  });
});

test("a lagging replica shows the branch as it was, and catches up", async () => {
  const old = repository.head();
  github.clock.advance(60_001);
  await commit();
  github.faults.add({
    fault: { kind: "stale-read", lagMilliseconds: 60_000 },
    when: { kind: "read" },
  });

  const stale = await read();
  github.clock.advance(60_001);
  const fresh = await read();

  expect(stale.body.object.sha).toBe(old);
  expect(fresh.body.object.sha).toBe(repository.head());
});

test("reads and writes wait for as long as they are told to", async () => {
  github.latency.read = 30;
  github.latency.write = 60;

  await read();
  await commit();

  github.latency.read = 0;
  github.latency.write = 0;
  const [first, second] = github.requests.all;
  expect(first?.milliseconds).toBeGreaterThanOrEqual(29);
  expect(second?.milliseconds).toBeGreaterThanOrEqual(59);
});

test("a token that dies midway is refused from then on", async () => {
  const dying = github.createToken({
    kind: "actions",
    permissions: { contents: "read" },
    diesAfterRequests: 2,
  });
  const other = new Client(github, dying.value);
  const statuses: number[] = [];
  for (let at = 0; at < 3; at += 1) {
    statuses.push((await other.rest("GET", "/repos/org/gitops")).status);
  }

  expect(statuses).toEqual([200, 200, 401]);
});
