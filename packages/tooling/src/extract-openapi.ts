/**
 * Writes `test/support/github/openapi.gen.json`: the operations of GitHub's REST description that the
 * local GitHub answers, with every component they reach and without prose. Run by hand after adding an
 * operation below or to follow GitHub's changes: `node --conditions=source packages/tooling/src/extract-openapi.ts`.
 *
 * The description comes from npm (`@octokit/openapi`) into a temporary folder: unpacked it takes 385 MB,
 * which is why it is no dependency.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./project.ts";

const source = "@octokit/openapi@23.0.2";
const description = "package/generated/api.github.com.json";
const output = join(root, "test/support/github/openapi.gen.json");

/** By GitHub's own operation ids, as its REST documentation and octokit name them. */
const operations = [
  "actions/create-workflow-dispatch",
  "actions/get-github-actions-default-workflow-permissions-repository",
  "actions/get-github-actions-permissions-repository",
  "apps/create-installation-access-token",
  "apps/get-authenticated",
  "apps/get-installation",
  "apps/get-org-installation",
  "apps/get-repo-installation",
  "apps/list-installations",
  "apps/list-repos-accessible-to-installation",
  "apps/revoke-installation-access-token",
  "checks/create",
  "checks/get",
  "checks/list-for-ref",
  "checks/update",
  "git/create-blob",
  "git/create-commit",
  "git/create-ref",
  "git/create-tree",
  "git/delete-ref",
  "git/get-blob",
  "git/get-commit",
  "git/get-ref",
  "git/get-tree",
  "git/list-matching-refs",
  "git/update-ref",
  "issues/add-labels",
  "issues/create-comment",
  "issues/create-label",
  "issues/get-label",
  "issues/list-comments",
  "issues/list-labels-for-repo",
  "issues/list-labels-on-issue",
  "issues/remove-label",
  "issues/set-labels",
  "issues/update-comment",
  "orgs/check-membership-for-user",
  "orgs/get-membership-for-user",
  "pulls/create",
  "pulls/create-review",
  "pulls/get",
  "pulls/list",
  "pulls/list-commits",
  "pulls/list-files",
  "pulls/list-requested-reviewers",
  "pulls/list-reviews",
  "pulls/merge",
  "pulls/remove-requested-reviewers",
  "pulls/request-reviewers",
  "pulls/update",
  "pulls/update-branch",
  "rate-limit/get",
  "repos/codeowners-errors",
  "repos/compare-commits-with-basehead",
  "repos/create-attestation",
  "repos/create-commit-status",
  "repos/create-deployment",
  "repos/create-deployment-status",
  "repos/create-dispatch-event",
  "repos/get",
  "repos/get-all-environments",
  "repos/get-branch",
  "repos/get-branch-protection",
  "repos/get-branch-rules",
  "repos/get-collaborator-permission-level",
  "repos/get-combined-status-for-ref",
  "repos/get-commit",
  "repos/get-content",
  "repos/get-deployment",
  "repos/get-environment",
  "repos/get-repo-ruleset",
  "repos/list-attestations",
  "repos/list-commit-statuses-for-ref",
  "repos/list-commits",
  "repos/list-deployment-branch-policies",
  "repos/list-deployment-statuses",
  "repos/list-deployments",
  "repos/list-pull-requests-associated-with-commit",
  "teams/get-by-name",
  "teams/get-membership-for-user-in-org",
  "teams/list-members-in-org",
  "users/get-authenticated",
  "users/get-by-username",
];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** What explains without binding: the local GitHub checks shapes. */
const prose = new Set([
  "description",
  "summary",
  "examples",
  "example",
  "externalDocs",
  "tags",
  "title",
  "deprecated",
  "headers",
  "x-github",
  "x-octokit",
  "x-github-breaking-changes",
]);

const folder = mkdtempSync(join(tmpdir(), "openapi-"));
try {
  writeFileSync(output, print(extract(fetchDescription(folder))));
} finally {
  rmSync(folder, { recursive: true });
}

function fetchDescription(folder: string): JsonObject {
  execFileSync("npm", ["pack", source, "--silent", "--pack-destination", folder]);
  const archive = join(folder, `${source.slice(1).replace("/", "-").replace("@", "-")}.tgz`);
  execFileSync("tar", ["-xzf", archive, "-C", folder, description]);
  return JSON.parse(readFileSync(join(folder, description), "utf8"));
}

function extract(document: JsonObject): JsonObject {
  const missing = new Set(operations);
  const paths: JsonObject = {};
  for (const [path, item] of Object.entries(object(document["paths"]))) {
    for (const [method, operation] of Object.entries(object(item))) {
      if (!missing.delete(String(object(operation)["operationId"]))) continue;
      paths[path] = { ...object(paths[path] ?? {}), [method]: simplified(operation) };
    }
  }
  if (missing.size > 0) throw new Error(`${source} does not describe: ${[...missing].join(", ")}`);
  return {
    openapi: document["openapi"] ?? null,
    info: { title: "The part of GitHub's REST API that the local GitHub answers", version: source },
    paths,
    components: reachable(paths, object(document["components"])),
  };
}

/** The components that `paths` name, and those that these name, to the end. */
function reachable(paths: JsonObject, components: JsonObject): JsonObject {
  const kept: Record<string, JsonObject> = {};
  const waiting: Json[] = [paths];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [, kind = "", name = ""] of JSON.stringify(next).matchAll(
      /"#\/components\/(\w+)\/([^"]+)"/g,
    )) {
      kept[kind] ??= {};
      if (kept[kind][name] !== undefined) continue;
      const component = simplified(object(components[kind])[name] ?? null);
      kept[kind][name] = component;
      waiting.push(component);
    }
  }
  return Object.fromEntries(Object.entries(kept).map(([kind, named]) => [kind, sorted(named)]));
}

/**
 * Without prose, and with what OpenAPI says in its own way as JSON Schema says it. Under `properties` the
 * keys are names of GitHub's, so a property called "description" stays.
 */
function simplified(value: Json, keysAreNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => simplified(item));
  if (value === null || typeof value !== "object") return value;
  const simple: JsonObject = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keysAreNames || !prose.has(key))
      .map(([key, item]) => [key, simplified(item, key === "properties" && !keysAreNames)]),
  );
  return keysAreNames ? simple : orNull(orEmpty(simple));
}

function orNull({ nullable, ...schema }: JsonObject): JsonObject {
  if (nullable !== true) return schema;
  const { type, enum: values } = schema;
  if (typeof type !== "string") return { anyOf: [{ type: "null" }, schema] };
  const withNull = Array.isArray(values) ? { enum: [...values, null] } : {};
  return { ...schema, type: [type, "null"], ...withNull };
}

/** A URL that is empty by default is no URL then. */
function orEmpty({ format, ...schema }: JsonObject): JsonObject {
  return format === undefined || schema["default"] === "" ? schema : { ...schema, format };
}

function sorted(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One line an operation or component: small, and a diff names what changed. */
function print(document: JsonObject): string {
  return `${lines(document, 3, "")}\n`;
}

function lines(value: Json, depth: number, indent: string): string {
  if (depth === 0 || value === null || typeof value !== "object" || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const inner = `${indent} `;
  const rows = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${lines(item, depth - 1, inner)}`,
  );
  return rows.length === 0 ? "{}" : `{\n${rows.join(",\n")}\n${indent}}`;
}

function object(value: Json | undefined): JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(`${source}: expected an object, found ${JSON.stringify(value)?.slice(0, 80)}`);
  }
  return value;
}
