/**
 * `npm run gen`: writes every generated file. `npm run gen -- --check` writes nothing, names what is
 * out of date and fails.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { generateActions } from "./gen/actions.ts";
import { generateSchemas } from "./gen/schemas.ts";
import { generateWorkflows } from "./gen/workflows.ts";
import { root } from "./project.ts";

/** Text of one generated file; `path` is absolute. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

const check = process.argv.includes("--check");
const generated = [...(await generateSchemas()), ...generateActions(), ...generateWorkflows()];
const stale = generated.filter(
  ({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text,
);
for (const { path, text } of stale) {
  console.log(`${check ? "out of date" : "written"}: ${relative(root, path)}`);
  if (!check) writeFileSync(path, text);
}
if (check && stale.length > 0) {
  console.error('Run "npm run gen" and commit what it writes.');
  process.exitCode = 1;
}
