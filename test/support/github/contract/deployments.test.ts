import { afterAll, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const post = (path: string, body: object) =>
  target.client.rest("POST", target.path(path), { body });

async function deploy(environment: string, ref: string) {
  const { status, body } = await post("/deployments", {
    ref,
    environment,
    auto_merge: false,
    required_contexts: [],
    payload: { app: "checkout" },
  });
  expect(status).toBe(201);
  return body;
}

test("the success of a deployment makes the one before it inactive", async () => {
  const environment = target.freshName();
  const branch = await target.freshBranch();
  const first = await deploy(environment, branch.name);
  await post(`/deployments/${first.id}/statuses`, { state: "success" });
  const second = await deploy(environment, branch.name);

  await post(`/deployments/${second.id}/statuses`, { state: "success", description: "converged" });

  const { repository } = await target.client.data(
    `query ($owner: String!, $name: String!, $environments: [String!]) {
      repository(owner: $owner, name: $name) {
        deployments(environments: $environments, first: 5) {
          nodes { databaseId commitOid state payload latestStatus { state description } }
        }
      }
    }`,
    { owner: target.owner, name: target.name, environments: [environment] },
  );
  expect(repository.deployments.nodes).toMatchObject([
    { databaseId: first.id, commitOid: branch.head, state: "INACTIVE" },
    {
      databaseId: second.id,
      state: "ACTIVE",
      latestStatus: { state: "SUCCESS", description: "converged" },
    },
  ]);
});

test("statuses are listed newest first", async () => {
  const { id } = await deploy(target.freshName(), (await target.freshBranch()).name);
  await post(`/deployments/${id}/statuses`, { state: "in_progress" });
  await post(`/deployments/${id}/statuses`, { state: "failure" });

  const { body } = await target.client.rest("GET", target.path(`/deployments/${id}/statuses`));

  expect(body.map(({ state }: { state: string }) => state)).toEqual(["failure", "in_progress"]);
});

test("by default a pending status stands in the way", async () => {
  const branch = await target.freshBranch();
  const sha = await target.commit(branch, { "deploy.txt": "1" });
  await post(`/statuses/${sha}`, { state: "pending", context: "ci" });

  const { status, body } = await post("/deployments", { ref: sha, auto_merge: false });

  expect(status).toBe(409);
  expect(body.message).toContain("Commit status checks failed");
});
