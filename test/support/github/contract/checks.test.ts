import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const post = (path: string, body: object) =>
  target.client.rest("POST", target.path(path), { body });

async function freshCommit(): Promise<string> {
  return target.commit(await target.freshBranch(), { "check.txt": target.freshName() });
}

test("a check run is made, changed and listed", async () => {
  const sha = await freshCommit();
  const made = await post("/check-runs", {
    name: "gitops/promotion",
    head_sha: sha,
    status: "in_progress",
  });
  const path = target.path(`/check-runs/${made.body.id}`);

  const changed = await target.client.rest("PATCH", path, {
    body: {
      conclusion: "success",
      output: {
        title: "3 of 3 gates pass",
        summary: "all",
        annotations: [
          {
            path: "README.md",
            start_line: 1,
            end_line: 1,
            annotation_level: "notice",
            message: "n",
          },
        ],
      },
    },
  });
  const listed = await target.client.rest("GET", target.path(`/commits/${sha}/check-runs`));

  expect(made.body).toMatchObject({ status: "in_progress", conclusion: null });
  expect(changed.body).toMatchObject({
    status: "completed",
    conclusion: "success",
    output: { title: "3 of 3 gates pass", annotations_count: 1 },
  });
  expect(listed.body).toMatchObject({ total_count: 1, check_runs: [{ id: made.body.id }] });
});

test("more than 50 annotations at once are refused", async () => {
  const annotation = {
    path: "a",
    start_line: 1,
    end_line: 1,
    annotation_level: "notice",
    message: "m",
  };

  const { status } = await post("/check-runs", {
    name: "x",
    head_sha: await freshCommit(),
    output: { title: "t", summary: "s", annotations: Array(51).fill(annotation) },
  });

  expect(status).toBe(422);
});

test("checks and statuses roll up into one state", async () => {
  const sha = await freshCommit();
  const query = `query ($owner: String!, $name: String!, $sha: GitObjectID!) {
    repository(owner: $owner, name: $name) {
      object(oid: $sha) {
        ... on Commit {
          statusCheckRollup {
            state
            contexts(first: 10) {
              nodes { __typename ... on CheckRun { name conclusion } ... on StatusContext { context state } }
            }
          }
        }
      }
    }
  }`;
  const rollup = async () =>
    (await target.client.data(query, { owner: target.owner, name: target.name, sha })).repository
      .object.statusCheckRollup;

  const none = await rollup();
  await post("/check-runs", { name: "build", head_sha: sha, conclusion: "success" });
  const passing = await rollup();
  await post(`/statuses/${sha}`, { state: "failure", context: "e2e" });
  const failing = await rollup();

  expect(none).toBeNull();
  expect(passing.state).toBe("SUCCESS");
  expect(failing.state).toBe("FAILURE");
  expect(failing.contexts.nodes).toEqual(
    expect.arrayContaining([
      { __typename: "CheckRun", name: "build", conclusion: "SUCCESS" },
      { __typename: "StatusContext", context: "e2e", state: "FAILURE" },
    ]),
  );
});
