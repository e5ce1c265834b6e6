import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { actionNames } from "@gitops-actions/tooling/project";
import { publish, push, writeTree } from "@gitops-actions/tooling/release/publish";
import { releaseTree, type Tree } from "@gitops-actions/tooling/release/tree";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runWithAct } from "../support/act.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld } from "../support/journey.ts";
import { describeWithRealPart } from "../support/real-parts.ts";
import { runBundle } from "../support/run-bundle.ts";

const run = promisify(execFile);
const at = new Date("2026-11-21T10:00:00Z");
const options = { at, repository: "org/gitops-actions" };
let folder: string;
let tree: Tree;

/** What git prints in a folder. */
async function git(where: string, ...args: string[]): Promise<string> {
  return (await run("git", args, { cwd: join(folder, where) })).stdout.trim();
}

/** A repository with a remote, as the release workflow finds them. */
async function source(name: string): Promise<string> {
  await run("git", ["init", "--quiet", "--bare", join(folder, `${name}.git`)]);
  await run("git", ["init", "--quiet", join(folder, name)]);
  await git(name, "remote", "add", "origin", join(folder, `${name}.git`));
  return join(folder, name);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "release-test-"));
  tree = releaseTree({ version: "1.2.3", repository: options.repository });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a release", () => {
  test("is one push: the branch, the version's tag and the major one; the same source gives the same commit", async () => {
    const [first, second] = [await source("first"), await source("second")];

    const published = publish(tree, { ...options, git: first, version: "1.2.3" });
    push(first, published);

    expect(await git("first.git", "rev-parse", "v1", "v1.2.3", "release")).toBe(
      [published.release, published.release, published.release].join("\n"),
    );
    expect(publish(tree, { ...options, git: second, version: "1.2.3" })).toEqual(published);
    expect(await git("first", "status", "--porcelain")).toBe("");
  });

  test("moves the major tag with the next one, and is never made twice", async () => {
    const where = await source("next");
    const before = publish(tree, { ...options, git: where, version: "1.2.3" });
    push(where, before);

    const after = publish(tree, { ...options, git: where, version: "1.3.0" });
    push(where, after);

    expect(await git("next.git", "rev-parse", "v1", "v1.2.3")).toBe(
      [after.release, before.release].join("\n"),
    );
    expect(await git("next", "rev-parse", `${after.actions}^`)).toBe(before.release);
    expect(() => publish(tree, { ...options, git: where, version: "1.3.0" })).toThrow(
      "v1.3.0 is tagged already",
    );
  });

  test("is called as it is published, and pins every action of a workflow to a commit that has it", async () => {
    const where = await source("named");
    const repository = "acme/gitops-actions";
    const mine = releaseTree({ version: "1.2.3", repository });
    const { actions } = publish(mine, { at, repository, git: where, version: "1.2.3" });

    const workflow = await git("named", "show", "v1:.github/workflows/promote.yml");
    expect(workflow).toContain(`uses: acme/gitops-actions/promote@${actions} # v1.2.3`);
    const pipeline = await git("named", "show", "v1:.github/workflows/pipeline.yml");
    expect(pipeline).toContain("uses: acme/gitops-actions/.github/workflows/build.yml@v1\n");
    expect(await git("named", "ls-tree", "--name-only", actions, "promote/")).toContain(
      "promote/action.yml",
    );
    expect(
      await git("named", "grep", "-l", "org/gitops-actions", "v1", "--", "*.yml", "*.md").catch(
        () => "none",
      ),
    ).toBe("none");
  });

  test("has every action at its root, with its notices, and sums that hold", async () => {
    const where = await source("whole");
    publish(tree, { ...options, git: where, version: "1.2.3" });
    await git("whole", "checkout", "--quiet", "v1");

    for (const name of actionNames()) {
      expect(readdirSync(join(where, name)).sort()).toEqual([
        "README.md",
        "action.yml",
        "dist",
        "licenses.txt",
      ]);
      expect(readFileSync(join(where, name, "licenses.txt"), "utf8")).toContain("yaml 2.");
    }
    const lines = readFileSync(join(where, "SHA256SUMS"), "utf8").trim().split("\n");
    const files = (await git("whole", "ls-files")).split("\n");
    expect(lines.map((line) => line.slice(66)).sort()).toEqual(
      files.filter((file) => file !== "SHA256SUMS").sort(),
    );
    for (const line of lines) {
      const content = readFileSync(join(where, line.slice(66)));
      expect(createHash("sha256").update(content).digest("hex")).toBe(line.slice(0, 64));
    }
    const { components } = JSON.parse(readFileSync(join(where, "sbom.cdx.json"), "utf8"));
    expect(components.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([...actionNames(), "yaml", "@octokit/core"]),
    );
  });

  test("has the lock of the workflows that it has, and of no others", () => {
    const { workflows } = parse(String(tree.get(".github/workflows/actions.lock")));

    expect(Object.keys(workflows)).toEqual(
      [...tree.keys()].filter((path) => path.endsWith("-locked.yml")),
    );
    expect(String(tree.get(".github/workflows/actions.lock"))).not.toContain("actions/attest");
  });

  test.each(actionNames())("starts %s from the tag, with nothing around it", async (name) => {
    const where = join(folder, `alone-${name}`);
    writeTree(new Map([...tree].filter(([path]) => path.startsWith(`${name}/`))), where);

    const { annotations, exitCode, stderr } = await runBundle(join(where, name));

    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    // It tells which input is missing, by a code of ours: it has loaded all that it needs for that.
    expect(annotations[0]?.title).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
  });
});

describeWithRealPart("act", "a caller of the tag", (act) => {
  test("gets the action that was tagged", async () => {
    const where = await source("tagged");
    const { actions } = publish(tree, { ...options, git: where, version: "1.2.3" });
    await git("tagged", "checkout", "--quiet", "v1");
    await using github = await LocalGitHub.start();
    const { gitops, app } = await makeWorld(github);
    const workflow = `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: org/gitops-actions/update-overlay@v1
        with:
          gitops-repository: acme/gitops
          environment: dev
          image: ${build("checkout", "sha-1111111")}
          app-client-id: ${app.clientId}
          app-private-key: \${{ secrets.KEY }}
`;

    const { exitCode } = await runWithAct(act, {
      github,
      repository: "acme/checkout",
      files: { ".github/workflows/ci.yml": workflow },
      event: { name: "push", payload: { repository: { pushed_at: Date.now() / 1000 } } },
      secrets: { KEY: app.privateKey },
      release: { folder: where, commit: actions },
    });

    expect(exitCode).toBe(0);
    expect(await gitops.file("apps/checkout/overlays/dev/kustomization.yaml")).toContain(
      "newTag: sha-1111111",
    );
  });
});
