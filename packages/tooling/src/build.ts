/** `npm run build [-- ACTION ...]`: compiles, bundles what changed, prints each bundle with its size. */
import { bundleAction } from "./bundle.ts";
import { run } from "./process.ts";
import { actionNames } from "./project.ts";

const compiled = await run("tsc", ["--build"]);
if (compiled !== 0) process.exit(compiled);

/** What a bundle and its chunks may weigh, bytes; the runner downloads the whole suite for any one action. */
const BUDGET = 400_000;

/** Actions that are allowed more, each for a reason. */
const BUDGETS: Readonly<Record<string, number>> = {
  promote: 500_000, // policy, gates and rendering on top of all that update-overlay has
  "verify-canary": 600_000, // a language, the health rules of every kind, and the policy's clock
};

const wanted = process.argv.slice(2);
const names = actionNames().filter((name) => wanted.length === 0 || wanted.includes(name));
for (const name of names) {
  for (const { file, bytes, fresh } of await bundleAction(name)) {
    console.log(`${file}  ${(bytes / 1000).toFixed(1)} kB${fresh ? "" : "  (unchanged)"}`);
    const budget = BUDGETS[name] ?? BUDGET;
    if (bytes <= budget) continue;
    console.error(`${file} is above its budget of ${budget / 1000} kB`);
    process.exitCode = 1;
  }
}
