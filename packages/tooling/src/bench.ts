/**
 * `npm run bench [-- NAME ...]`: runs `test/bench/NAME.bench.ts`, all of them without a name. Each prints
 * what it measured beside what must be reached; a figure that falls short makes the run fail.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "./process.ts";
import { root } from "./project.ts";

const folder = join(root, "test", "bench");
const all = readdirSync(folder).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(", ")}; expected one of: ${all.join(", ")}`);
  process.exit(2);
}

const build = new URL("build.ts", import.meta.url).pathname;
if ((await run(process.execPath, [...process.execArgv, build])) !== 0) process.exit(1);
let failed = 0;
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n## ${name}`);
  failed +=
    (await run(process.execPath, [...process.execArgv, join(folder, `${name}.bench.ts`)])) === 0
      ? 0
      : 1;
}
process.exitCode = failed === 0 ? 0 : 1;
