import { spawn } from "node:child_process";

/** What one process used from its start to its end. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMiB: number;
  readonly wallMs: number;
}

const hook = new URL("report-usage.cjs", import.meta.url).pathname;

/** What a run of this Node with some words used; its output is thrown away. */
export function usageOf(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Usage> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ["--require", hook, ...args], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      env: { PATH: process.env["PATH"], ...env },
    });
    let told = "";
    child.stdio[3]?.on("data", (data) => {
      told += data;
    });
    child.on("error", reject);
    child.on("close", () => resolve({ ...JSON.parse(told), wallMs: performance.now() - began }));
  });
}
