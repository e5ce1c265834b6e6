import { expect, test } from "vitest";
import { parseDigest, parseImageName } from "../image/index.ts";
import { provenanceOf, sourceOf, statementOf } from "./statement.ts";

const facts = {
  repositoryUrl: "https://github.com/org/app",
  ref: "refs/heads/feature/@odd",
  sha: "0123456789abcdef0123456789abcdef01234567",
  workflowPath: ".github/workflows/ci.yml",
  invocationUrl: "https://github.com/org/app/actions/runs/1/attempts/1",
  eventName: "push",
};

test("a statement is about the digest, in the form that in-toto has it", () => {
  const image = {
    name: parseImageName("ghcr.io/org/app"),
    digest: parseDigest(`sha256:${"a".repeat(64)}`),
  };

  expect(statementOf(image, "https://example.com/kind", { of: "this" })).toEqual({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "ghcr.io/org/app", digest: { sha256: "a".repeat(64) } }],
    predicateType: "https://example.com/kind",
    predicate: { of: "this" },
  });
});

test.each(["refs/heads/main", "refs/tags/v1@2", "refs/heads/feature/@odd"])(
  "provenance of %s says which commit of which repository was built",
  (ref) => {
    expect(sourceOf(provenanceOf({ ...facts, ref }))).toEqual({
      repositoryUrl: facts.repositoryUrl,
      sha: facts.sha,
    });
  },
);

test.each([
  ["nothing", undefined],
  ["no object", "text"],
  ["no materials", { buildDefinition: {} }],
  ["materials that are no list", { buildDefinition: { resolvedDependencies: {} } }],
  ["no commit", { buildDefinition: { resolvedDependencies: [{ uri: "git+https://x/y@z" }] } }],
])("of %s there is no source", (_, predicate) => {
  expect(sourceOf(predicate)).toBeUndefined();
});
