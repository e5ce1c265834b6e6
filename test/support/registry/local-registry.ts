import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../free-port.ts";

/** The real docker-registry on loopback, empty, open to all; its files go with it. */
export class LocalRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(host: string, parts: { process: ChildProcess; folder: string }) {
    this.host = host;
    this.#process = parts.process;
    this.#folder = parts.folder;
  }

  /** Starts the program at `path`, and waits until it answers. */
  static async start(path: string): Promise<LocalRegistry> {
    const folder = mkdtempSync(join(tmpdir(), "registry-"));
    const host = `127.0.0.1:${await freePort()}`;
    const config = {
      version: 0.1,
      log: { level: "error", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
      http: { addr: host, relativeurls: true },
    };
    const file = join(folder, "config.yml"); // JSON is YAML
    writeFileSync(file, JSON.stringify(config));
    const process = spawn(path, ["serve", file], { stdio: "ignore" });
    const registry = new LocalRegistry(host, { process, folder });
    await registry.#ready();
    return registry;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async #ready(): Promise<void> {
    for (let tries = 0; tries < 300; tries += 1) {
      if (this.#process.exitCode !== null) throw new Error("docker-registry ended at its start");
      const answer = await fetch(`${this.url}/v2/`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
    throw new Error("docker-registry did not answer within 15 s");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    if (this.#process.exitCode === null && this.#process.kill()) await ended;
    rmSync(this.#folder, { recursive: true });
  }
}
