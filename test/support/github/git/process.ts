import { spawn } from "node:child_process";

/** Git without the machine's and the user's settings, so that a run is the same everywhere. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
  TZ: "UTC",
};

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures; 0 is always one. */
  readonly accept?: readonly number[];
}

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
}

/** What one run of git in the repository at `gitDir` printed. Throws with its words when it fails. */
export function git(
  gitDir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--git-dir", gitDir, ...args], {
      env: { ...gitEnvironment, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0 || (code !== null && options.accept?.includes(code))) {
        resolve({ code, stdout: Buffer.concat(stdout) });
      } else {
        reject(new Error(`git ${args.join(" ")} (exit ${code}): ${Buffer.concat(stderr)}`));
      }
    });
    // Git may end before it has read everything; its exit code says what went wrong.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input);
  });
}
