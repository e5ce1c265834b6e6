import { afterAll, describe, expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import {
  LocalGitHub,
  type ProtectionOptions,
  type Repository,
  type RulesetOptions,
} from "./index.ts";

const github = await LocalGitHub.start();
afterAll(() => github[Symbol.asyncDispose]());
const app = await github.createApp({
  slug: "promoter",
  permissions: { contents: "write", statuses: "write" },
  installedOn: "org",
});
github.createTeam("org/release", ["rob"]);

let count = 0;
async function repositoryWith(rules: {
  readonly protection?: ProtectionOptions;
  readonly ruleset?: Omit<RulesetOptions, "name">;
}): Promise<Repository> {
  count += 1;
  const { protection, ruleset } = rules;
  return github.createRepository(`org/r${count}`, {
    files: { "a.txt": "0" },
    collaborators: { wil: "write", ada: "admin", "org/release": "write" },
    ...(protection === undefined ? {} : { protection: { main: protection } }),
    ...(ruleset === undefined ? {} : { rulesets: [{ name: "main", ...ruleset }] }),
  });
}

function clientAs(login: string): Client {
  const kind = login === "promoter" ? "app" : "user";
  return new Client(
    github,
    github.createToken({ kind, login, permissions: { contents: "write", statuses: "write" } })
      .value,
  );
}

function commit(repository: Repository, login: string) {
  const input = {
    branch: { repositoryNameWithOwner: repository.nameWithOwner, branchName: "main" },
    expectedHeadOid: repository.head(),
    message: { headline: "x" },
    fileChanges: { additions: [{ path: "a.txt", contents: "MQ==" }] },
  };
  return clientAs(login).graphql(
    "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    { input },
  );
}

/** A commit beside the branch, and the attempt to move the branch there. */
async function move(repository: Repository, login: string, options: { from?: string } = {}) {
  const client = clientAs(login);
  const path = `/repos/${repository.nameWithOwner}/git`;
  const parent = options.from ?? repository.head();
  const { tree } = await repository.commit(parent);
  const { body } = await client.rest("POST", `${path}/commits`, {
    body: { message: "m", tree, parents: [parent] },
  });
  return client.rest("PATCH", `${path}/refs/heads/main`, { body: { sha: body.sha, force: true } });
}

describe("branch protection", () => {
  test("a pull request is required, over GraphQL and REST", async () => {
    const repository = await repositoryWith({ protection: { pullRequest: {} } });
    const before = repository.head();

    const graphql = await commit(repository, "promoter");
    const rest = await move(repository, "promoter");

    expect(graphql.body.errors).toMatchObject([
      {
        type: "BRANCH_PROTECTION_RULE_VIOLATION",
        message:
          "protected branch 'main' check failed:\n  Changes must be made through a pull request.",
      },
    ]);
    expect(rest.status).toBe(422);
    expect(rest.body.message).toBe(
      "Protected branch update failed for refs/heads/main.\nChanges must be made through a pull request.",
    );
    expect(repository.head()).toBe(before);
  });

  test.each([
    ["an administrator passes", {}, "ada", true],
    ["an administrator is bound too", { enforceAdmins: true }, "ada", false],
    ["an App on the list passes", { enforceAdmins: true, bypass: ["promoter"] }, "promoter", true],
    ["a member of a team on the list passes", { bypass: ["org/release"] }, "rob", true],
    ["others do not", { bypass: ["promoter", "org/release"] }, "wil", false],
  ])("%s", async (_, options, login, passes) => {
    const repository = await repositoryWith({ protection: { pullRequest: {}, ...options } });

    const { body } = await commit(repository, login);

    expect(body.errors === undefined).toBe(passes);
  });

  test("other branches are free", async () => {
    const repository = await repositoryWith({ protection: { pullRequest: {} } });

    const { status } = await clientAs("wil").rest(
      "POST",
      `/repos/${repository.nameWithOwner}/git/refs`,
      {
        body: { ref: "refs/heads/promote/x", sha: repository.head() },
      },
    );

    expect(status).toBe(201);
  });

  test("force pushes and deletions are refused unless allowed", async () => {
    const bound = await repositoryWith({ protection: {} });
    const free = await repositoryWith({ protection: { allowForcePushes: true } });
    for (const repository of [bound, free]) await commit(repository, "wil");
    const [, first] = await bound.log();
    const [, freeFirst] = await free.log();

    const refused = await move(bound, "wil", { from: first?.oid ?? "" });
    const allowed = await move(free, "wil", { from: freeFirst?.oid ?? "" });

    expect(refused.body.message).toContain("Cannot force-push to this branch");
    expect(allowed.status).toBe(200);
  });
});

describe("rulesets", () => {
  test("speak otherwise than branch protection", async () => {
    const repository = await repositoryWith({ ruleset: { pullRequest: {} } });
    const message =
      "Repository rule violations found\n\nChanges must be made through a pull request.\n\n";

    const graphql = await commit(repository, "promoter");
    const rest = await move(repository, "promoter");

    expect(graphql.body.errors).toMatchObject([{ type: "FORBIDDEN", message }]);
    expect(rest.status).toBe(422);
    expect(rest.body.message).toBe(message);
  });

  test("bind administrators, and let pass who always may, not who may only merge", async () => {
    const repository = await repositoryWith({
      ruleset: {
        pullRequest: {},
        bypass: ["promoter", { actor: "wil", mode: "pull_request" }],
      },
    });

    expect((await commit(repository, "ada")).body.errors).toHaveLength(1);
    expect((await commit(repository, "wil")).body.errors).toHaveLength(1);
    expect((await commit(repository, "promoter")).body.errors).toBeUndefined();
  });

  test("a required status must be on the commit, from the App that is wanted", async () => {
    const repository = await repositoryWith({
      ruleset: { statusChecks: [{ context: "gitops/promotion", app: app.slug }] },
    });
    const path = `/repos/${repository.nameWithOwner}`;
    const client = clientAs("wil");
    const { tree } = await repository.commit(repository.head());
    const { body } = await client.rest("POST", `${path}/git/commits`, {
      body: { message: "m", tree, parents: [repository.head()] },
    });
    const push = () =>
      client.rest("PATCH", `${path}/git/refs/heads/main`, { body: { sha: body.sha } });
    const report = (login: string) =>
      clientAs(login).rest("POST", `${path}/statuses/${body.sha}`, {
        body: { state: "success", context: "gitops/promotion" },
      });

    const missing = await push();
    await report("wil");
    const forged = await push();
    await report("promoter");
    const right = await push();

    expect(missing.body.message).toContain('Required status check "gitops/promotion" is expected.');
    expect([missing.status, forged.status, right.status]).toEqual([422, 422, 200]);
  });

  test("match refs by pattern, one star within a folder, two across", async () => {
    const repository = await repositoryWith({
      ruleset: {
        include: ["refs/heads/promote/*", "refs/heads/release/**/*"],
        exclude: ["refs/heads/promote/free"],
        restrictCreations: true,
      },
    });
    const make = (name: string) =>
      clientAs("wil").rest("POST", `/repos/${repository.nameWithOwner}/git/refs`, {
        body: { ref: `refs/heads/${name}`, sha: repository.head() },
      });

    const names = ["promote/a", "promote/a/b", "promote/free", "release/1", "release/a/b", "other"];
    const statuses: number[] = [];
    for (const name of names) statuses.push((await make(name)).status);

    expect(statuses).toEqual([422, 201, 201, 422, 422, 201]);
  });

  test("demand a linear, signed history", async () => {
    const repository = await repositoryWith({ ruleset: { linearHistory: true, signatures: true } });

    const unsigned = await move(repository, "wil");
    const signed = await commit(repository, "wil");

    expect(unsigned.body.message).toContain("Commits must have verified signatures.");
    expect(signed.body.errors).toBeUndefined();
  });
});
