import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CloudWorld, deployRole, trustPolicy } from "../support/cloud-world.ts";

let world: CloudWorld;
let workspace: string;
beforeEach(async () => {
  world = await CloudWorld.start();
  workspace = mkdtempSync(join(tmpdir(), "workspace-"));
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  rmSync(workspace, { recursive: true });
});

test("a policy that is too broad fails, at its lines, and nothing is called", async () => {
  const policy = trustPolicy({ sub: "repo:acme/*" }, "StringLike");
  writeFileSync(join(workspace, "trust.json"), JSON.stringify(policy, null, 2));

  const run = await world.login(
    { mode: "check", "trust-policy": "trust.json" },
    { cwd: workspace, env: { ACTIONS_ID_TOKEN_REQUEST_URL: "" } },
  );

  expect(run.exitCode).toBe(1);
  expect(run.annotations).toMatchObject([
    { level: "error", title: "whole-organization", file: "trust.json", line: "15" },
    { level: "error", title: "trust-too-broad", message: expect.stringContaining("acme") },
  ]);
  expect(JSON.parse(run.outputs["result"] ?? "")).toMatchObject({ trust: { rating: "too-broad" } });
  expect(run.summary).toContain("Trust is **🔴 too broad**");
  expect(run.summary).toContain('"repo:acme/REPOSITORY:environment:ENVIRONMENT"');
  expect(world.issuer.audiences).toEqual([]);
});

test("a condition of Google Cloud that is best passes", async () => {
  const run = await world.login({
    mode: "check",
    "trust-policy":
      "assertion.repository_id == '7301' && assertion.environment == 'prod' && assertion.job_workflow_ref == 'acme/ci/.github/workflows/deploy.yml@refs/tags/v1'",
  });

  expect(run.exitCode).toBe(0);
  expect(run.annotations).toEqual([]);
  expect(run.summary).toContain("Trust is **🟢 best**");
});

test("a login tells how tight its trust is", async () => {
  const policy = trustPolicy({ sub: "repo:acme/checkout:ref:refs/heads/main" });

  const run = await world.login({
    "role-to-assume": deployRole,
    "aws-region": "eu-west-1",
    "trust-policy": JSON.stringify(policy),
  });

  expect(run.exitCode).toBe(0);
  expect(run.summary).toContain("Trust is **🟡 good**: acme/checkout, refs/heads/main");
  expect(run.annotations).toMatchObject([{ level: "warning", title: "name-reusable" }]);
});

test.each([
  ["there is none", "missing.json", "trust-policy-invalid", "no such file"],
  ["it is outside the workspace", "../trust.json", "file-path-invalid", "../trust.json"],
  ["it cannot be read", "{", "trust-policy-invalid", "not valid YAML"],
  ["it is not given", "", "input-missing", '"trust-policy" is empty'],
])("told where %s", async (_, policy, code, words) => {
  const run = await world.login({ mode: "check", "trust-policy": policy }, { cwd: workspace });

  expect(run.annotations).toMatchObject([{ title: code, message: expect.stringContaining(words) }]);
});
