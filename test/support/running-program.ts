import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that serves until it is closed. */
export interface RunningProgram extends AsyncDisposable {
  /** Everything it has printed. */
  output(): string;
}

const PATIENCE_MS = 30_000;

/**
 * Starts a program and waits until `isReady` says that it serves.
 * @throws when it ends before that, with what it printed
 */
export async function startProgram(
  path: string,
  args: readonly string[],
  {
    env = {},
    isReady,
  }: {
    readonly env?: Readonly<Record<string, string>>;
    isReady(): Promise<boolean>;
  },
): Promise<RunningProgram> {
  const child = spawn(path, args, {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isReady())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`${path} does not serve:\n${printed}`);
    }
    await sleep(50);
  }
  return { output: () => printed, [Symbol.asyncDispose]: () => end(child, ended) };
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const inTime = ended.then(() => true);
  if (!(await Promise.race([inTime, sleep(5_000, false, { ref: false })]))) child.kill("SIGKILL");
  await ended;
}

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has an address with a port
  await new Promise((resolve) => server.close(resolve));
  return port;
}
