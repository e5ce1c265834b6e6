/** `npm run build [-- ACTION ...]` (`cli` is the command line tool): compiles, bundles what changed, prints each bundle with its size. */
import { bundleBudget } from "./budget.ts";
import { bundleAction, bundleCli } from "./bundle.ts";
import { run } from "./process.ts";
import { actionNames } from "./project.ts";

const compiled = await run("tsc", ["--build"]);
if (compiled !== 0) process.exit(compiled);

const wanted = process.argv.slice(2);
const names = [...actionNames(), "cli"].filter(
  (name) => wanted.length === 0 || wanted.includes(name),
);
for (const name of names) {
  const bundles = name === "cli" ? await bundleCli() : await bundleAction(name);
  for (const { file, bytes, fresh } of bundles) {
    console.log(`${file}  ${(bytes / 1000).toFixed(1)} kB${fresh ? "" : "  (unchanged)"}`);
    const budget = bundleBudget(name);
    if (bytes <= budget) continue;
    console.error(`${file} is above its budget of ${budget / 1000} kB`);
    process.exitCode = 1;
  }
}
