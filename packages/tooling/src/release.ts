/**
 * `npm run release -- VERSION [--repository OWNER/NAME] [--into FOLDER] [--commit] [--push]`: builds the tree
 * that a tag has, writes it into a folder (`.cache/release`) and prints what it weighs. With --commit it is
 * committed on the branch `release`, tagged vVERSION, and the tag of the major version is moved, and what
 * CHANGELOG.md says of the version is written beside the folder (`.cache/release.md`); with --push these go to
 * origin.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run } from "./process.ts";
import { actionNames, root } from "./project.ts";
import { changesOf } from "./release/changelog.ts";
import { isTagged, publish, push, writeTree } from "./release/publish.ts";
import { compressedBytes, pinWorkflows, releaseTree } from "./release/tree.ts";
import { SUITE } from "./workflows/workflow.ts";

/** What a runner may have to download for any one action, bytes compressed. */
const SUITE_BUDGET = 1_200_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repository: { type: "string", default: SUITE },
    into: { type: "string", default: join(root, ".cache/release") },
    commit: { type: "boolean", default: false },
    push: { type: "boolean", default: false },
  },
});
const [version = ""] = positionals;
if (!/^1\.\d+\.\d+$/.test(version)) {
  console.error(`release: "${version}" is no version of this suite; expected 1.MINOR.PATCH`);
  process.exit(2);
}
const { repository } = values;
const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
const isPublished = values.commit || values.push;
const changes = changesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), version);
if (isPublished) {
  if (git("status", "--porcelain") !== "")
    refuse("the working copy has changes; commit them first, a release is made of a commit");
  if (isTagged(root, `v${version}`))
    refuse(`v${version} is tagged already; a release is never made twice`);
  if (changes === undefined)
    refuse(
      `CHANGELOG.md has nothing below "## ${version}"; write there what is new, and commit it`,
    );
}
const built = await run(process.execPath, [
  ...process.execArgv,
  new URL("build.ts", import.meta.url).pathname,
]);
if (built !== 0) process.exit(built);

const tree = releaseTree({ version, repository });
rmSync(values.into, { recursive: true, force: true });
if (isPublished) {
  const at = new Date(git("show", "--no-patch", "--format=%cI", "HEAD"));
  const published = publish(tree, { git: root, at, version, repository });
  writeTree(pinWorkflows(tree, { version, repository, commit: published.actions }), values.into);
  writeFileSync(`${values.into}.md`, `${changes}\n`);
  console.log(`${published.tags.join(", ")} at ${published.release}`);
  if (values.push) push(root, published);
} else {
  writeTree(tree, values.into);
}
console.log(`Written to ${values.into}.`);
for (const name of actionNames()) {
  console.log(`${name}  ${(compressedBytes(tree, `${name}/`) / 1000).toFixed(1)} kB compressed`);
}
const all = compressedBytes(tree);
console.log(`all of it  ${(all / 1000).toFixed(1)} kB compressed`);
if (all > SUITE_BUDGET) {
  console.error(`release: above the budget of ${SUITE_BUDGET / 1000} kB`);
  process.exitCode = 1;
}

function refuse(reason: string): never {
  console.error(`release: ${reason}`);
  process.exit(1);
}
