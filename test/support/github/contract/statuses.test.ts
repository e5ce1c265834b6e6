import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

async function freshCommit(): Promise<string> {
  return target.commit(await target.freshBranch(), { "status.txt": target.freshName() });
}

const post = (sha: string, body: object) =>
  target.client.rest("POST", target.path(`/statuses/${sha}`), { body });

test("the newest status of each context counts, and all are kept", async () => {
  const sha = await freshCommit();
  await post(sha, { state: "pending", context: "gitops/promotion" });
  await post(sha, { state: "success", context: "ci", target_url: "https://example.com/1" });
  await post(sha, { state: "success", context: "gitops/promotion", description: "all gates pass" });

  const combined = await target.client.rest("GET", target.path(`/commits/${sha}/status`));
  const all = await target.client.rest("GET", target.path(`/commits/${sha}/statuses?per_page=2`));

  expect(combined.body).toMatchObject({ state: "success", sha, total_count: 2 });
  expect(all.body).toMatchObject([
    { context: "gitops/promotion", state: "success", description: "all gates pass" },
    { context: "ci", state: "success", target_url: "https://example.com/1" },
  ]);
  expect(all.headers.get("link")).toContain('rel="next"');
});

test("GraphQL shows the same contexts with their creator", async () => {
  const sha = await freshCommit();
  await post(sha, { state: "failure", context: "ci" });

  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $sha: GitObjectID!) {
      repository(owner: $owner, name: $name) {
        object(oid: $sha) {
          ... on Commit { status { state contexts { context state creator { __typename login } } } }
        }
      }
    }`,
    { owner: target.owner, name: target.name, sha },
  );

  expect(repository.object.status).toMatchObject({
    state: "FAILURE",
    contexts: [{ context: "ci", state: "FAILURE", creator: { login: expect.any(String) } }],
  });
});

test("a status belongs to a commit that is there", async () => {
  const { status, body } = await post("1".repeat(40), { state: "success" });

  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain("No commit found for SHA");
});

test("a description has at most 140 characters", async () => {
  const { status } = await post(await freshCommit(), {
    state: "success",
    description: "x".repeat(141),
  });

  expect(status).toBe(422);
});
