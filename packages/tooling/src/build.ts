/** `npm run build [-- ACTION ...]` (`cli` is the command line tool): compiles, bundles what changed, prints each bundle with its size. */
import { bundleAction, bundleCli } from "./bundle.ts";
import { run } from "./process.ts";
import { actionNames } from "./project.ts";

const compiled = await run("tsc", ["--build"]);
if (compiled !== 0) process.exit(compiled);

/** What a bundle and its chunks may weigh, bytes; the runner downloads the whole suite for any one action. */
const BUDGET = 400_000;

/** Those that are allowed more, each for a reason. */
const LARGER: Readonly<Record<string, number>> = {
  cli: 600_000, // no action downloads it
  "build-and-scan": 480_000, // half of it is what signs and verifies, a chunk that loads only then
  promote: 750_000, // policy and gates beside all of update-overlay, and what verifies signatures as a chunk
  "verify-canary": 600_000, // a language, the health rules of every kind, and the policy's clock
};

const wanted = process.argv.slice(2);
const names = [...actionNames(), "cli"].filter(
  (name) => wanted.length === 0 || wanted.includes(name),
);
for (const name of names) {
  const bundles = name === "cli" ? await bundleCli() : await bundleAction(name);
  for (const { file, bytes, fresh } of bundles) {
    console.log(`${file}  ${(bytes / 1000).toFixed(1)} kB${fresh ? "" : "  (unchanged)"}`);
    const budget = LARGER[name] ?? BUDGET;
    if (bytes <= budget) continue;
    console.error(`${file} is above its budget of ${budget / 1000} kB`);
    process.exitCode = 1;
  }
}
