/** `npm run build [-- ACTION ...]`: compiles, bundles what changed, prints each bundle with its size. */
import { bundleAction } from "./bundle.ts";
import { run } from "./process.ts";
import { actionNames } from "./project.ts";

const compiled = await run("tsc", ["--build"]);
if (compiled !== 0) process.exit(compiled);

/** What a bundle and its chunks may weigh, bytes; the runner downloads the whole suite for any one action. */
const BUDGET = 400_000;

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
