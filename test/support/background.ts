import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that runs until it is disposed of. */
export class Background implements AsyncDisposable {
  /** The last of what it printed, for when it does not come up. */
  output = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (text: Buffer) => {
        this.output = (this.output + text.toString()).slice(-4_000);
      });
    }
    this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
  }

  /** Waits until it is ready. @throws what it printed, when it ends before or is not so in time */
  async ready(isReady: () => Promise<boolean>, seconds = 30): Promise<void> {
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until && this.#child.exitCode === null) {
      if (await isReady().catch(() => false)) return;
      await sleep(50);
    }
    throw new Error(`${this.#child.spawnfile} is not ready: ${this.output}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return address.port;
}
