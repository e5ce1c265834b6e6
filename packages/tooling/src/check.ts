/**
 * `npm run check`: everything that is cheap, each part on its own so that one run names all that is
 * wrong: format and lint, types, generated files, workflows and templates, unit tests.
 */
import { run } from "./process.ts";

const parts: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ["format and lint", "biome", "check", "--error-on-warnings"],
  ["types", "tsc", "--build"],
  ["types of the tests", "tsc", "--project", "tsconfig.test.json", "--noEmit"],
  ["generated files", ...command("gen.ts"), "--check"],
  ["workflows and templates", ...command("check-templates.ts")],
  ["unit tests", "vitest", "run", "packages", "actions"],
];

const failed: string[] = [];
for (const [name, program, ...args] of parts) {
  console.log(`\n== ${name}`);
  if ((await run(program, args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** The words that run a file beside this one. */
function command(file: string): [string, ...string[]] {
  return [process.execPath, ...process.execArgv, new URL(file, import.meta.url).pathname];
}
