import { afterAll, expect, test } from "vitest";
import { LocalGitHub } from "../index.ts";
import { codeOwners, ownerName, ownersOf } from "./code-owners.ts";

const github = await LocalGitHub.start();
afterAll(() => github[Symbol.asyncDispose]());
github.createTeam("org/team", ["tim"]);
github.createTeam("org/readers", ["rae"]);

let count = 0;
async function owners(file: string, path: string): Promise<string[]> {
  count += 1;
  const repository = await github.createRepository(`org/c${count}`, {
    files: { CODEOWNERS: file },
    collaborators: {
      ann: "write",
      bob: "write",
      rae: "read",
      "org/team": "write",
      "org/readers": "read",
    },
  });
  return ownersOf(await codeOwners(github.state, repository, "main"), path).map(ownerName);
}

test.each([
  ["the last line that fits counts", "* @ann\n/apps/ @bob\n", "apps/x/y.yaml", ["bob"]],
  ["a name fits in every folder", "prod @ann\n", "apps/prod/k.yaml", ["ann"]],
  [
    "a folder means all that lies in it",
    "overlays/prod/ @ann\n",
    "overlays/prod/a/b.yaml",
    ["ann"],
  ],
  ["with a slash inside, only from the root", "apps/x @ann\n", "other/apps/x/k.yaml", []],
  ["a star stops at a slash", "/apps/*/prod @ann\n", "apps/a/b/prod/k.yaml", []],
  ["a star at the end means files of that folder", "docs/* @ann\n", "docs/a/b.md", []],
  ["two stars cross folders", "/apps/**/prod/ @ann\n", "apps/a/b/prod/k.yaml", ["ann"]],
  ["an ending fits anywhere", "*.yaml @org/team\n", "a/b/c.yaml", ["org/team"]],
  ["case counts", "/Apps/ @ann\n", "apps/x", []],
  ["a line without owners takes them away", "* @ann\n/free/\n", "free/x", []],
  [
    "a line with an unknown owner does not count",
    "* @ann\n/apps/ @bob @nobody\n",
    "apps/x",
    ["ann"],
  ],
  [
    "nor does one whose owner may not write",
    "* @ann\n/apps/ @rae\n/b/ @org/readers\n",
    "apps/x",
    ["ann"],
  ],
  ["an address means its account", "* ann@users.test # her\n", "x", ["ann"]],
  ["a negation is no pattern", "* @ann\n!/apps/ @bob\n", "apps/x", ["ann"]],
])("%s", async (_, file, path, expected) => {
  expect(await owners(file, path)).toEqual(expected);
});

test("the file in .github comes before the one at the root", async () => {
  const repository = await github.createRepository("org/places", {
    files: { ".github/CODEOWNERS": "* @ann\n", CODEOWNERS: "* @bob\n" },
    collaborators: { ann: "write", bob: "write" },
  });

  const file = await codeOwners(github.state, repository, "main");

  expect(file.path).toBe(".github/CODEOWNERS");
  expect(ownersOf(file, "x").map(ownerName)).toEqual(["ann"]);
});
