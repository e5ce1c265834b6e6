/**
 * `npm run release -- VERSION [--repository OWNER/NAME] [--into FOLDER] [--commit] [--push]`: builds the tree
 * that a tag has, writes it into a folder (`.cache/release`) and prints what it weighs. With --commit it is
 * committed on the branch `release`, tagged vVERSION, and the tag of the major version is moved; with --push
 * these go to origin.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run } from "./process.ts";
import { actionNames, root } from "./project.ts";
import { publish, push, writeTree } from "./release/publish.ts";
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
const built = await run(process.execPath, [
  ...process.execArgv,
  new URL("build.ts", import.meta.url).pathname,
]);
if (built !== 0) process.exit(built);

const { repository } = values;
const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
if (values.commit && git("status", "--porcelain") !== "") {
  console.error(
    "release: the working copy has changes; commit them first, a release is made of a commit",
  );
  process.exit(1);
}
const tree = releaseTree({ version, repository });
rmSync(values.into, { recursive: true, force: true });
if (values.commit || values.push) {
  const at = new Date(git("show", "--no-patch", "--format=%cI", "HEAD"));
  const published = publish(tree, { git: root, at, version, repository });
  writeTree(pinWorkflows(tree, { version, repository, commit: published.actions }), values.into);
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
