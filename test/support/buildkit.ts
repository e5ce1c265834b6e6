import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningProgram, startProgram } from "./running-program.ts";

/** A real buildkitd, and docker with buildx that speaks with it. */
export class LocalBuildKit implements AsyncDisposable {
  /** The value of BUILDX_BUILDER that names it. */
  readonly builder = "local";
  readonly #folder: string;
  readonly #program: RunningProgram;

  private constructor(folder: string, program: RunningProgram) {
    this.#folder = folder;
    this.#program = program;
  }

  static async start(buildkitd: string): Promise<LocalBuildKit> {
    const folder = mkdtempSync(join(tmpdir(), "buildkit-"));
    const socket = join(folder, "buildkit.sock");
    const program = await startProgram(
      buildkitd,
      [
        ...["--root", join(folder, "root"), "--addr", `unix://${socket}`],
        ...["--oci-worker=true", "--oci-worker-snapshotter=native", "--oci-worker-net=host"],
        "--containerd-worker=false",
      ],
      { isReady: async () => existsSync(socket) },
    );
    return new LocalBuildKit(folder, program);
  }

  /** Makes buildx and this builder known to a `DOCKER_CONFIG`. */
  install(dockerConfig: string, buildx: string): void {
    const plugins = join(dockerConfig, "cli-plugins");
    const instances = join(dockerConfig, "buildx", "instances");
    for (const folder of [plugins, instances]) mkdirSync(folder, { recursive: true });
    copyFileSync(buildx, join(plugins, "docker-buildx"));
    const node = {
      Name: "local0",
      Endpoint: `unix://${join(this.#folder, "buildkit.sock")}`,
      Platforms: null,
      DriverOpts: null,
      Flags: null,
      Files: null,
    };
    const instance = { Name: this.builder, Driver: "remote", Nodes: [node], Dynamic: false };
    writeFileSync(join(instances, this.builder), JSON.stringify(instance));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
