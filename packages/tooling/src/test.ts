/** `npm test [FILTER ...]`: bundles what changed, then runs vitest with the words given. */
import { run } from "./process.ts";

const built = await run(process.execPath, [
  ...process.execArgv,
  new URL("build.ts", import.meta.url).pathname,
]);
if (built !== 0) process.exit(built);
process.exitCode = await run("vitest", ["run", ...process.argv.slice(2)]);
