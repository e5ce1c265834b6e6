import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "@gitops-actions/tooling/project";
import { thirdParties } from "@gitops-actions/tooling/workflows/third-party";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { runWithAct } from "../support/act.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { describeWithRealPart } from "../support/real-parts.ts";

const run = promisify(execFile);
const repository = "acme/gitops-actions";
const workflow = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");

let github: LocalGitHub;
let folder: string;
/** A person's clone of the repository. */
let clone: string;
/** Where the stand-ins put what they were given. */
let given: string;

/** What git prints in a folder. */
async function git(where: string, ...args: string[]): Promise<string> {
  const person = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test"];
  return (await run("git", [...person, ...args], { cwd: where })).stdout.trim();
}

/** Commits files in the clone, on top of what is there, and pushes main. */
async function push(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(clone, path), text);
  await git(clone, "add", "--all");
  await git(clone, "commit", "--quiet", "--message", "Changes");
  await git(clone, "push", "--quiet", "origin", "main");
}

/** The changelog with what is new in some versions, the newest first. */
function changelog(...versions: string[]): Record<string, string> {
  const sections = versions.map((version) => `## ${version}\n\nWhat ${version} brings.\n`);
  return { "CHANGELOG.md": `# Changes\n\n## Unreleased\n\n${sections.join("\n")}` };
}

/** The commits of branches and tags on GitHub by name, main apart. */
async function refs(): Promise<Record<string, string>> {
  const lines = (await git(clone, "ls-remote", "--heads", "--tags", "origin")).split("\n");
  const commits = lines.map((line) => line.split("\t").reverse());
  return Object.fromEntries(commits.filter(([name]) => name !== "refs/heads/main"));
}

/** The files that stand-ins were given, by name; they are forgotten. */
function takeGiven(): Record<string, string> {
  const files = readdirSync(given).map((name) => [name, readFileSync(join(given, name), "utf8")]);
  for (const [name = ""] of files) rmSync(join(given, name));
  return Object.fromEntries(files);
}

/** An action of somebody else's that cannot be downloaded here; `more` is of its action.yml. */
function standIn(action: string, script: string, more: object): Record<string, string> {
  const path = join(folder, action);
  const runs = { using: "composite", steps: [{ shell: "bash", run: script }] };
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "action.yml"), JSON.stringify({ name: action, ...more, runs }));
  return { [`${action}@${thirdParties.get(action)?.commit}`]: path };
}

/** As actions/checkout leaves a workspace, on a machine that has the dependencies and what was built before. */
async function checkout(): Promise<Record<string, string>> {
  const ignored = await git(root, "ls-files", "-oi", "--directory", "--exclude-standard");
  const paths = ignored.split("\n").filter((path) => !/^(?:\.cache|test\/tools)\//.test(path));
  const [installed, built] = [true, false].map((wanted) =>
    paths.filter((path) => path.endsWith("node_modules/") === wanted).join(" "),
  );
  return standIn(
    "actions/checkout",
    `test "\${{ inputs.fetch-depth }}/\${{ inputs.persist-credentials }}" = 0/false
git init --quiet .
git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
basic=$(printf 'x-access-token:%s' "\${{ github.token }}" | base64 --wrap 0)
git -c http.extraheader="authorization: basic $basic" fetch --quiet --tags origin '+refs/heads/*:refs/remotes/origin/*'
git checkout --quiet -B main refs/remotes/origin/main
workspace=$PWD
cd ${root}
cp --archive --parents --link ${installed} "$workspace" || cp --archive --parents ${installed} "$workspace"
cp --archive --parents ${built} "$workspace"`,
    { inputs: { "fetch-depth": { default: "1" }, "persist-credentials": { default: "true" } } },
  );
}

/** Pushes the button. */
async function release(act: string, version: string) {
  const { steps } = parse(workflow).jobs.release;
  const wanted = steps.find((step: { id?: string }) => step.id === "token")?.with ?? {};
  const ofJob = github.createToken({ kind: "actions", permissions: { contents: "read" } });
  const ofApp = github.createToken({
    kind: "app",
    login: "release-bot",
    permissions: {
      contents: wanted["permission-contents"],
      workflows: wanted["permission-workflows"],
    },
  });
  return runWithAct(act, {
    github,
    repository,
    files: { ".github/workflows/release.yml": workflow },
    event: { name: "workflow_dispatch", payload: { inputs: { version } } },
    secrets: { GITHUB_TOKEN: ofJob.value, RELEASE_APP_PRIVATE_KEY: ofApp.value },
    env: { NPM_CONFIG_UPDATE_NOTIFIER: "false" },
    programs: join(folder, "programs"),
    checksOut: true,
    release: { folder, commit: "0".repeat(40) },
    actions: {
      ...(await checkout()),
      ...standIn("actions/attest", `cp "\${{ inputs.subject-checksums }}" ${given}/attested`, {
        inputs: { "subject-checksums": {} },
      }),
      ...standIn("actions/create-github-app-token", "true", {
        inputs: { "private-key": {} },
        outputs: { token: { value: `\${{ inputs.private-key }}` } },
      }),
    },
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "release-run-"));
  [clone, given] = [join(folder, "clone"), join(folder, "given")];
  for (const name of ["given", "programs"]) mkdirSync(join(folder, name));
  const gh = `#!/bin/sh
test -n "$GH_TOKEN" && printf '%s\\n' "$*" > ${given}/words
for word; do [ ! -f "$word" ] || cp "$word" ${given}/; done
`;
  writeFileSync(join(folder, "programs/gh"), gh);
  chmodSync(join(folder, "programs/gh"), 0o755);

  github = await LocalGitHub.start();
  await github.createRepository(repository, { isPrivate: true, collaborators: { ann: "write" } });
  const permissions = { contents: "write", workflows: "write" } as const;
  const { value } = github.createToken({ kind: "user", login: "ann", permissions });
  const url = `${github.serverUrl}/${repository}`.replace("://", `://ann:${value}@`);
  await git(folder, "clone", "--quiet", url, clone);
  const sources = await git(root, "ls-files", "-z", "-co", "--exclude-standard");
  for (const path of sources.split("\0").filter((one) => existsSync(join(root, one))))
    if (path !== "") cpSync(join(root, path), join(clone, path));
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describeWithRealPart("act", "the release workflow", (act) => {
  test("releases a version once, and then the next", { timeout: 180_000 }, async () => {
    await push(changelog("1.0.0"));

    const first = await release(act, "1.0.0");

    expect(first.exitCode, first.output).toBe(0);
    const before = await refs();
    const one = before["refs/heads/release"];
    expect(before).toEqual({
      "refs/heads/release": one,
      "refs/tags/v1": one,
      "refs/tags/v1.0.0": one,
    });
    await git(clone, "fetch", "--quiet", "--tags", "origin");
    await git(clone, "worktree", "add", "--quiet", join(folder, "tagged"), "v1.0.0");
    await run("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: join(folder, "tagged") });
    const sums = readFileSync(join(folder, "tagged/SHA256SUMS"), "utf8");
    const tool = await run(process.execPath, [join(given, "gitops.cjs"), "--help"]);
    expect(tool.stdout).toMatch(/^gitops: /);
    expect(takeGiven()).toEqual({
      words:
        "release create v1.0.0 --verify-tag --title v1.0.0 --notes-file .cache/release.md .cache/gitops.cjs .cache/release/SHA256SUMS .cache/release/sbom.cdx.json\n",
      "release.md": "What 1.0.0 brings.\n",
      "gitops.cjs": expect.any(String),
      SHA256SUMS: sums,
      "sbom.cdx.json": readFileSync(join(folder, "tagged/sbom.cdx.json"), "utf8"),
      attested: sums,
    });

    const again = await release(act, "1.0.0");

    expect(again.exitCode).not.toBe(0);
    expect(again.output).toContain(
      "release: v1.0.0 is tagged already; a release is never made twice",
    );
    expect(await refs()).toEqual(before);
    expect(takeGiven()).toEqual({});

    const source = "actions/oidc-login/src/index.ts";
    const words = "of the next release";
    const text = readFileSync(join(clone, source), "utf8");
    await push({ ...changelog("1.1.0", "1.0.0"), [source]: `${text}\nconsole.log("${words}");\n` });
    const next = await release(act, "1.1.0");

    expect(next.exitCode, next.output).toBe(0);
    const after = await refs();
    const two = after["refs/heads/release"];
    expect(two).not.toBe(one);
    expect(after).toEqual({
      "refs/heads/release": two,
      "refs/tags/v1": two,
      "refs/tags/v1.0.0": one,
      "refs/tags/v1.1.0": two,
    });
    expect(takeGiven()["release.md"]).toBe("What 1.1.0 brings.\n");
    await git(clone, "fetch", "--quiet", "--tags", "--force", "origin");
    expect(await git(clone, "merge-base", "v1.0.0", "v1")).toBe(one);
    expect(await git(clone, "show", "v1:oidc-login/dist/index.js")).toContain(words);
    expect(await git(clone, "show", "v1.0.0:oidc-login/dist/index.js")).not.toContain(words);
  });

  test("refuses a version that the changelog says nothing of", async () => {
    await push(changelog("1.0.0"));

    const { exitCode, output } = await release(act, "1.1.0");

    expect(exitCode).not.toBe(0);
    expect(output).toContain(
      'release: CHANGELOG.md has nothing below "## 1.1.0"; write there what is new, and commit it',
    );
    expect(await refs()).toEqual({});
    expect(takeGiven()).toEqual({});
  });
});
