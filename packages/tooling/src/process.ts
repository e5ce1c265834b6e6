import { spawn } from "node:child_process";
import { root } from "./project.ts";

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where the program's own words go; a command whose standard output is data sends them to standard error. */
  readonly stdout?: "inherit" | "stderr";
}

/** The exit code of `program`, run in the project's root with the words given (no shell). */
export function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", options.stdout === "stderr" ? 2 : "inherit", "inherit"],
      env: { ...process.env, ...options.env },
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
