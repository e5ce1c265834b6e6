import { afterAll, expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import { LocalGitHub, type Permissions } from "./index.ts";

const github = await LocalGitHub.start();
afterAll(() => github[Symbol.asyncDispose]());
github.createTeam("org/platform", ["pat", "quin"]);
const repository = await github.createRepository("org/gitops", {
  files: {
    CODEOWNERS: "*.yaml @org/platform\n/bad/ @nobody\n[a-z] @pat\n",
    ".github/workflows/deploy-dev.yml": "on: workflow_dispatch\n",
  },
  collaborators: { "org/platform": "write", zoe: "read" },
  environments: {
    prod: { waitTimerMinutes: 5, reviewers: ["zoe", "org/platform"], branches: "protected" },
  },
  rulesets: [{ name: "r", pullRequest: { approvals: 1 }, statusChecks: ["ci"] }],
  protection: { main: { pullRequest: { approvals: 2, codeOwners: true }, enforceAdmins: true } },
});
const client = (permissions: Permissions) =>
  new Client(github, github.createToken({ kind: "app", login: "reader", permissions }).value);
const get = (path: string, permissions: Permissions = { members: "read" }) =>
  client(permissions).rest("GET", path);

test("who is in a team can be read with members: read, and does not exist without", async () => {
  const members = await get("/orgs/org/teams/platform/members");
  const one = await get("/orgs/org/teams/platform/memberships/pat");
  const other = await get("/orgs/org/teams/platform/memberships/zoe");
  const hidden = await get("/orgs/org/teams/platform/members", {});

  expect(members.body.map(({ login }: { login: string }) => login)).toEqual(["pat", "quin"]);
  expect(one.body).toMatchObject({ state: "active", role: "member" });
  expect([other.status, hidden.status]).toEqual([404, 404]);
  expect((await get("/orgs/org/teams/platform")).body).toMatchObject({
    slug: "platform",
    members_count: 2,
  });
});

test("members of an organisation", async () => {
  expect((await get("/orgs/org/memberships/pat")).body).toMatchObject({
    state: "active",
    role: "member",
  });
  expect((await get("/orgs/org/memberships/zoe")).status).toBe(404);
});

test("a role in a repository, as the API's three levels", async () => {
  const level = async (login: string) =>
    (await get(`/repos/org/gitops/collaborators/${login}/permission`)).body.permission;
  github.createUser("stranger");

  expect(await Promise.all(["pat", "zoe", "stranger"].map(level))).toEqual([
    "write",
    "read",
    "none",
  ]);
});

test("accounts, people and Apps alike", async () => {
  expect((await get("/users/reader%5Bbot%5D")).body).toMatchObject({
    login: "reader[bot]",
    type: "Bot",
  });
  expect((await get("/users/nobody-here")).status).toBe(404);
  expect((await get("/user")).status).toBe(403);
});

test("what is wrong with CODEOWNERS, by line", async () => {
  const { body } = await get("/repos/org/gitops/codeowners/errors", { contents: "read" });

  expect(body.errors).toMatchObject([
    { line: 2, column: 7, kind: "Unknown owner", path: "CODEOWNERS" },
    { line: 3, kind: "Invalid pattern" },
  ]);
});

test("an environment with its protection", async () => {
  const { body } = await get("/repos/org/gitops/environments/prod", { actions: "read" });

  expect(body).toMatchObject({
    name: "prod",
    protection_rules: [
      { type: "wait_timer", wait_timer: 5 },
      { type: "required_reviewers", reviewers: [{ type: "User" }, { type: "Team" }] },
      { type: "branch_policy" },
    ],
    deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
  });
});

test("a branch, its protection and its rules", async () => {
  const branch = await get("/repos/org/gitops/branches/main", { contents: "read" });
  const protection = await get("/repos/org/gitops/branches/main/protection", {
    administration: "read",
  });
  const forbidden = await get("/repos/org/gitops/branches/main/protection", { contents: "read" });
  const rules = await get("/repos/org/gitops/rules/branches/main");

  expect(branch.body).toMatchObject({ protected: true, commit: { sha: repository.head() } });
  expect(protection.body).toMatchObject({
    required_pull_request_reviews: {
      required_approving_review_count: 2,
      require_code_owner_reviews: true,
    },
    enforce_admins: { enabled: true },
    allow_force_pushes: { enabled: false },
  });
  expect(forbidden.status).toBe(403);
  expect(rules.body).toMatchObject([
    { type: "pull_request", parameters: { required_approving_review_count: 1 } },
    { type: "required_status_checks", parameters: { required_status_checks: [{ context: "ci" }] } },
  ]);
});

test("GraphQL shows the branch protection rule of a ref", async () => {
  const data = await client({ contents: "read" }).data(`{
    repository(owner: "org", name: "gitops") {
      ref(qualifiedName: "refs/heads/main") {
        branchProtectionRule { pattern requiredApprovingReviewCount isAdminEnforced allowsForcePushes }
      }
    }
  }`);

  expect(data.repository.ref.branchProtectionRule).toEqual({
    pattern: "main",
    requiredApprovingReviewCount: 2,
    isAdminEnforced: true,
    allowsForcePushes: false,
  });
});

test("dispatches are remembered with their inputs", async () => {
  const actions = client({ actions: "write", contents: "write" });
  const dispatch = (workflow: string) =>
    actions.rest("POST", `/repos/org/gitops/actions/workflows/${workflow}/dispatches`, {
      body: { ref: "main", inputs: { app: "checkout" } },
    });

  const { status } = await dispatch("deploy-dev.yml");
  const missing = await dispatch("no.yml");
  await actions.rest("POST", "/repos/org/gitops/dispatches", {
    body: { event_type: "built", client_payload: { digest: "sha256:1" } },
  });

  expect([status, missing.status]).toEqual([204, 404]);
  expect(repository.triggers).toMatchObject([
    {
      event: "workflow_dispatch",
      detail: "deploy-dev.yml",
      payload: { app: "checkout" },
      runs: "start",
    },
    { event: "repository_dispatch", detail: "built", payload: { digest: "sha256:1" } },
  ]);
});

test("attestations are found by the digest they speak of", async () => {
  const digest = "a".repeat(64);
  const statement = {
    subject: [{ digest: { sha256: digest } }],
    predicateType: "https://slsa.dev/provenance/v1",
  };
  const bundle = {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: {},
    dsseEnvelope: { payload: Buffer.from(JSON.stringify(statement)).toString("base64") },
  };
  const attestations = client({ attestations: "write" });
  const list = (query = "") =>
    attestations.rest("GET", `/repos/org/gitops/attestations/sha256:${digest}${query}`);

  const made = await attestations.rest("POST", "/repos/org/gitops/attestations", {
    body: { bundle },
  });

  expect(made.status).toBe(201);
  expect((await list()).body.attestations).toMatchObject([{ bundle }]);
  expect((await list("?predicate_type=https://spdx.dev/Document")).body.attestations).toEqual([]);
});

test("a workflow's own token opens no pull request where the settings forbid it", async () => {
  repository.settings.actionsMayOpenPulls = false;
  const { value } = github.createToken({
    kind: "actions",
    permissions: { pull_requests: "write" },
  });

  const { status, body } = await new Client(github, value).rest("POST", "/repos/org/gitops/pulls", {
    body: { title: "t", head: "x", base: "main" },
  });

  expect(status).toBe(403);
  expect(body.message).toBe("GitHub Actions is not permitted to create or approve pull requests.");
});
