/**
 * The only file that runs on whatever Node a machine happens to have (20 or newer). It installs the
 * locked dependencies when they are not there yet, Node 24 among them, and hands over to
 * `src/<command>.ts` on that Node 24. Everything it says goes to standard error: standard output
 * belongs to the command (`npm run -s facts` prints JSON lines there).
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** package.json cannot name it: pnpm 12 would then want itself in the lockfile, which `--frozen-lockfile` refuses to add. */
const pnpm = "pnpm@12.21.0";
const [command, ...args] = process.argv.slice(2);

const commands = [
  "setup",
  "demo",
  "test",
  "check",
  "build",
  "gen",
  "bench",
  "facts",
  "gitops",
  "release",
  "starters",
];
if (!commands.includes(command)) {
  fail(`unknown command "${command ?? ""}"; expected one of: ${commands.join(", ")}`);
}

installWhenStale();
const node = findNode24();
const bin = join(root, "node_modules", ".bin");
const child = spawn(
  node,
  [
    "--conditions=source",
    "--disable-warning=ExperimentalWarning",
    join(root, "packages/tooling/src", `${command}.ts`),
    ...args,
  ],
  {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: "inherit",
    env: { ...process.env, PATH: [dirname(node), bin, process.env.PATH].join(delimiter) },
  },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

/** The stamp holds a hash of everything that decides what gets installed, so a pull that changes it installs again. */
function installWhenStale() {
  const stamp = join(root, "node_modules", ".gitops-actions-installed");
  const wanted = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) {
    wanted.update(readFileSync(join(root, file)));
  }
  const hash = wanted.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;

  console.error("Installing the locked dependencies (once) ...");
  const install = spawnSync("npx", ["--yes", pnpm, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (install.status !== 0) {
    fail(
      `"npx ${pnpm} install --frozen-lockfile" failed (${install.error?.message ?? `exit code ${install.status}`}); its output is above`,
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** GitHub runs our actions on Node 24, so everything here does too: the running Node when it is that, else the installed one. */
function findNode24() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const require = createRequire(join(root, "package.json"));
  const platform = process.platform === "darwin" ? "bin-darwin" : process.platform;
  try {
    return join(
      dirname(require.resolve(`node-${platform}-${process.arch}/package.json`)),
      "bin",
      "node",
    );
  } catch {
    return fail(
      `no Node 24 for ${process.platform}-${process.arch} comes with the dependencies and this is Node ${process.versions.node}; install Node 24 and run this command with it`,
    );
  }
}

function fail(message) {
  console.error(`gitops-actions: ${message}`);
  process.exit(1);
}
