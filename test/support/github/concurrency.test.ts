import { expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import { LocalGitHub } from "./index.ts";

const mutation =
  "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";

test("15 writers that compare and swap lose nothing, each commit on the one before", async () => {
  await using github = await LocalGitHub.start();
  const repository = await github.createRepository("org/gitops", { files: { "README.md": "x" } });
  const { value } = github.createToken({
    kind: "app",
    login: "promoter",
    permissions: { contents: "write" },
  });
  const client = new Client(github, value);
  const refusals = new Set<string>();

  async function write(path: string): Promise<void> {
    const { repository: read } = await client.data(
      '{ repository(owner: "org", name: "gitops") { ref(qualifiedName: "refs/heads/main") { target { oid } } } }',
    );
    const { body } = await client.graphql(mutation, {
      input: {
        branch: { repositoryNameWithOwner: "org/gitops", branchName: "main" },
        expectedHeadOid: read.ref.target.oid,
        message: { headline: path },
        fileChanges: { additions: [{ path, contents: "eA==" }] },
      },
    });
    if (body.errors === undefined) return;
    refusals.add(body.errors[0]?.message.replace(/[0-9a-f]{40}/g, "X") ?? "");
    await write(path);
  }
  const paths = Array.from({ length: 15 }, (_, at) => `apps/${at}.yaml`);
  await Promise.all(paths.map(write));

  const log = await repository.log("main", 100);
  expect(log).toHaveLength(16);
  expect(new Set(log.map(({ message }) => message))).toEqual(new Set([...paths, "Start\n"]));
  for (const path of paths) expect(await repository.file(path)).toBe("x");
  // A branch that had moved on arrival, and one that moved while the commit was made, are told apart.
  expect([...refusals].every((message) => /but it did not|but expected/.test(message))).toBe(true);
});
