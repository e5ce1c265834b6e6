/** `npm run demo`: bundles what changed, then plays test/demo/demo.ts on a local GitHub. */
import { run } from "./process.ts";
import { root } from "./project.ts";

const node = (script: string, options = {}): Promise<number> =>
  run(process.execPath, [...process.execArgv, script, ...process.argv.slice(2)], options);
const built = await node(new URL("build.ts", import.meta.url).pathname, { stdout: "stderr" });
process.exitCode = built === 0 ? await node(`${root}/test/demo/demo.ts`) : built;
