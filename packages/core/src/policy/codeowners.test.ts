import { describe, expect, test } from "vitest";
import { ownerLineOf, readCodeowners } from "./codeowners.ts";

describe("whose a file is", () => {
  test.each([
    ["*", "apps/a/x.yaml", true],
    ["*.yaml", "apps/a/x.yaml", true],
    ["*.yaml", "apps/a/x.json", false],
    ["/apps/", "apps/a/x.yaml", true],
    ["/apps/", "other/apps/x.yaml", false],
    ["apps/", "other/apps/x.yaml", true],
    ["apps", "apps/a/x.yaml", true],
    ["docs/*", "docs/a.md", true],
    ["docs/*", "docs/build/a.md", false],
    ["/docs/*.md", "docs/a.md", true],
    ["**/prod/", "apps/a/overlays/prod/kustomization.yaml", true],
    ["**/prod/", "apps/a/overlays/staging/kustomization.yaml", false],
    ["apps/*/overlays/prod/", "apps/a/overlays/prod/kustomization.yaml", true],
    ["apps/*/overlays/prod/", "apps/a/b/overlays/prod/kustomization.yaml", false],
    ["/apps/**", "apps/a/b.yaml", true],
    ["apps/**/prod", "apps/prod/x.yaml", true],
    ["/a.b", "axb", false],
    ["/my\\ file.yaml", "my file.yaml", true],
    ["*", ".gitops/promotion.yaml", true],
  ])("%s and %s: %s", (pattern, path, expected) => {
    expect(ownerLineOf(path, readCodeowners(`${pattern} @acme/team\n`)) !== undefined).toBe(
      expected,
    );
  });

  test("the last line that matches decides, and one without owners takes them away", () => {
    const lines = readCodeowners("* @acme/platform\n/apps/ @acme/apps\n/apps/web/\n");

    expect(ownerLineOf("README.md", lines)?.owners).toEqual(["@acme/platform"]);
    expect(ownerLineOf("apps/a.yaml", lines)?.owners).toEqual(["@acme/apps"]);
    expect(ownerLineOf("apps/web/a.yaml", lines)?.owners).toEqual([]);
  });
});

test.each([
  ["!apps/ @a", "a pattern that begins with ! is not supported"],
  ["apps/[ab]/ @a", "[ ] is not supported in a pattern"],
  ["\\#x @a", "\\# is not supported at the start of a pattern"],
  ["* team-leads", '"team-leads" is no @user, @org/team or address'],
  ["* @a @b/c x@y.example # why", undefined],
])("%s: %s", (text, fault) => {
  const [line] = readCodeowners(`# comment\n\n${text}\n`);

  expect(line).toMatchObject({ line: 3, fault });
});

test("a line that GitHub passes over decides nothing", () => {
  const lines = readCodeowners("* @acme/platform\n/apps/ team-leads\n");

  expect(ownerLineOf("apps/a.yaml", lines)?.owners).toEqual(["@acme/platform"]);
});
