/** `npm run build [-- ACTION ...]`: compiles, bundles what changed, prints each bundle with its size. */
import { bundleAction } from "./bundle.ts";
import { run } from "./process.ts";
import { actionNames } from "./project.ts";

const compiled = await run("tsc", ["--build"]);
if (compiled !== 0) process.exit(compiled);

/**
 * What a bundle and its chunks may weigh, bytes; the runner downloads the whole suite for any one action.
 * The largest, verify-canary, holds a language, the health rules of every kind, and the policy with its clock.
 */
const BUDGET = 600_000;

const wanted = process.argv.slice(2);
const names = actionNames().filter((name) => wanted.length === 0 || wanted.includes(name));
for (const name of names) {
  for (const { file, bytes, fresh } of await bundleAction(name)) {
    console.log(`${file}  ${(bytes / 1000).toFixed(1)} kB${fresh ? "" : "  (unchanged)"}`);
    if (bytes <= BUDGET) continue;
    console.error(`${file} is above its budget of ${BUDGET / 1000} kB`);
    process.exitCode = 1;
  }
}
