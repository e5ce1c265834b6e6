import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type ImageContents, writeBuildContext } from "./build-context.ts";
import { LocalBuildKit } from "./buildkit.ts";
import { type Advisory, grypeDatabase } from "./grype-database.ts";
import { LocalRegistry } from "./local-registry.ts";
import { type RealPart, realPart } from "./real-parts.ts";
import { type BundleRun, type RunBundleOptions, runBundle } from "./run-bundle.ts";
import { ISSUER, LocalSigstore } from "./sigstore.ts";

/** Everything between a Dockerfile and a tag: a builder, a registry, a scanner's database, sigstore. */
export class ImageWorld implements AsyncDisposable {
  readonly registry: LocalRegistry;
  readonly sigstore: LocalSigstore;
  readonly #buildKit: LocalBuildKit;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(parts: {
    readonly registry: LocalRegistry;
    readonly sigstore: LocalSigstore;
    readonly buildKit: LocalBuildKit;
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
  }) {
    this.registry = parts.registry;
    this.sigstore = parts.sigstore;
    this.#buildKit = parts.buildKit;
    this.#folder = parts.folder;
    this.#env = parts.env;
  }

  static async start(advisories: readonly Advisory[]): Promise<ImageWorld> {
    const folder = mkdtempSync(join(tmpdir(), "image-world-"));
    const [registry, sigstore, buildKit] = await Promise.all([
      LocalRegistry.start(needed("docker-registry")),
      LocalSigstore.start(),
      LocalBuildKit.start(needed("buildkitd")),
    ]);
    buildKit.install(registry.dockerConfig, needed("buildx"));
    const tools = ["docker", "grype", "syft"] as const;
    const env = {
      ...grypeDatabase(needed("grype-database"), join(folder, "database"), advisories),
      ...sigstore.runnerEnvironment,
      SYFT_CHECK_FOR_APP_UPDATE: "false",
      DOCKER_CONFIG: registry.dockerConfig,
      BUILDX_BUILDER: buildKit.builder,
      GITHUB_SERVER_URL: "https://github.com",
      PATH: [...tools.map((tool) => dirname(needed(tool))), process.env["PATH"]].join(delimiter),
    };
    return new ImageWorld({ registry, sigstore, buildKit, folder, env });
  }

  /** What a job needs in its environment to build, scan and sign here. */
  get environment(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** The name of an image in the registry. */
  name(path: string): string {
    return `${this.registry.host}/${path}`;
  }

  /** A new folder with a build in it. */
  context(contents: ImageContents): string {
    const folder = mkdtempSync(join(this.#folder, "context-"));
    writeBuildContext(folder, contents);
    return folder;
  }

  /** Runs `build-and-scan` in a folder, as the CI of `org/app` does after a push. */
  run(
    cwd: string,
    inputs: Readonly<Record<string, string>>,
    {
      sha = this.sigstore.claims.sha,
      env,
      ...options
    }: Omit<RunBundleOptions, "with" | "cwd"> & { readonly sha?: string } = {},
  ): Promise<BundleRun> {
    this.sigstore.claims = { ...this.sigstore.claims, sha };
    return runBundle("build-and-scan", {
      cwd,
      runnerTemp: this.#folder,
      with: {
        "fulcio-url": this.sigstore.url,
        "rekor-url": this.sigstore.url,
        "trusted-root": this.sigstore.trustedRootFile,
        ...inputs,
      },
      ...options,
      env: { ...this.#env, ...env },
      context: { sha, ...options.context },
    });
  }

  /** Runs cosign or crane, as somebody with this registry's login. */
  tool(name: "cosign" | "crane", args: readonly string[]): Promise<Ended> {
    const { dockerConfig } = this.registry;
    const env = { HOME: this.#folder, DOCKER_CONFIG: dockerConfig, PATH: process.env["PATH"] };
    return new Promise((resolve) => {
      execFile(needed(name), args, { env }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  /** What cosign says of an image that the CI of `org/app` signed. */
  cosign(command: readonly string[], image: string): Promise<Ended> {
    const identity = `https://github.com/${this.sigstore.claims.workflowRef}`;
    return this.tool("cosign", [
      ...command,
      ...["--trusted-root", this.sigstore.trustedRootFile],
      ...["--certificate-identity", identity, "--certificate-oidc-issuer", ISSUER],
      image,
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#buildKit[Symbol.asyncDispose](),
      this.registry[Symbol.asyncDispose](),
      this.sigstore[Symbol.asyncDispose](),
    ]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The parts that a world is made of. */
export const imageParts: readonly RealPart[] = [
  "docker-registry",
  "buildkitd",
  "runc",
  "buildx",
  "docker",
  "grype",
  "grype-database",
  "syft",
  "cosign",
  "crane",
];

/** How a program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function needed(name: RealPart): string {
  const path = realPart(name);
  if (path === undefined) throw new Error(`there is no ${name}`);
  return path;
}
