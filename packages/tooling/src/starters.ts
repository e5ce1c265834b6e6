/**
 * `npm run starters -- FOLDER [--suite OWNER/NAME] [--check]`: copies the starters into the working copy of an
 * organisation's `.github` repository, where GitHub looks for them (`workflow-templates`). With --check nothing
 * is written, and it fails where they differ. Starters are copied into repositories once: what is thin stays up
 * to date, so all they do is call workflows.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./project.ts";
import { SUITE, TEMPLATES } from "./workflows/workflow.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    suite: { type: "string", default: SUITE },
    check: { type: "boolean", default: false },
  },
});
const [folder] = positionals;
if (folder === undefined || !existsSync(folder)) {
  console.error(
    `starters: there is no folder "${folder ?? ""}"; expected the working copy of OWNER/.github`,
  );
  process.exit(2);
}
const target = join(resolve(folder), "workflow-templates");
const stale = readdirSync(join(root, TEMPLATES)).filter((name) => {
  const text = readFileSync(join(root, TEMPLATES, name), "utf8").replaceAll(SUITE, values.suite);
  const path = join(target, name);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  console.log(`${values.check ? "differs" : "written"}: workflow-templates/${name}`);
  if (values.check) return true;
  mkdirSync(target, { recursive: true });
  writeFileSync(path, text);
  return false;
});
if (stale.length > 0) process.exitCode = 1;
