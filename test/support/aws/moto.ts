import { freePort, type RunningProgram, startProgram } from "../running-program.ts";

/** moto, which others keep: a second opinion on what AWS's services send and take. */
export class Moto {
  readonly url: string;
  readonly #program: RunningProgram;

  private constructor(url: string, program: RunningProgram) {
    this.url = url;
    this.#program = program;
  }

  /** @param path the moto_server program */
  static async start(path: string): Promise<Moto> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const program = await startProgram(path, ["-H", "127.0.0.1", "-p", String(port)], {
      isReady: () =>
        fetch(`${url}/moto-api/`).then(
          ({ ok }) => ok,
          () => false,
        ),
    });
    return new Moto(url, program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}
