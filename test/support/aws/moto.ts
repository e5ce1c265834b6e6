import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../free-port.ts";

/** moto, which others keep: a second opinion on what AWS's services send and take. */
export class Moto {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  /** Starts the program at `path`, and waits until it answers. */
  static async start(path: string): Promise<Moto> {
    const port = await freePort();
    const process = spawn(path, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    const moto = new Moto(`http://127.0.0.1:${port}`, process);
    for (let tries = 0; tries < 600; tries += 1) {
      if (process.exitCode !== null) throw new Error("moto ended at its start");
      const answer = await fetch(`${moto.url}/moto-api/`).catch(() => undefined);
      if (answer?.ok) return moto;
      await sleep(50);
    }
    throw new Error("moto did not answer within 30 s");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    if (this.#process.exitCode === null && this.#process.kill()) await ended;
  }
}
