import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HttpReply, type HttpRequest, HttpServer } from "./github/http-server.ts";
import { forward, json } from "./http-replies.ts";
import { freePort, type RunningProgram, startProgram } from "./running-program.ts";

const USER = "ci";
const PASSWORD = "let-me-in";
/** `let-me-in` as bcrypt, the only form that the registry takes. */
const HTPASSWD = "ci:$2b$05$abcdefghijklmnopqrstuu3Jd./u/rH1RxB6auX5v7gLP6uWhKCgG\n";

/** What a test wants of a request instead of the registry's own answer; undefined lets it through. */
export type Interference = (
  request: HttpRequest,
) => HttpReply | Promise<HttpReply | undefined> | undefined;

/**
 * A real docker-registry that wants a login, behind a front that counts requests, can refuse a tag that is
 * there already, as ECR does, and can fail as a test wants.
 */
export class LocalRegistry implements AsyncDisposable {
  /** `127.0.0.1:1234`, the front's. */
  readonly host: string;
  /** A `DOCKER_CONFIG` with the login. */
  readonly dockerConfig: string;
  /** `GET /v2/app/manifests/x`, in the order they came. */
  readonly requests: string[] = [];
  immutableTags = false;
  interfere: Interference = () => undefined;
  readonly #front: HttpServer;
  readonly #program: RunningProgram;
  readonly #folder: string;
  readonly #origin: string;

  private constructor(parts: {
    readonly front: HttpServer;
    readonly program: RunningProgram;
    readonly folder: string;
    readonly origin: string;
  }) {
    this.#front = parts.front;
    this.#program = parts.program;
    this.#folder = parts.folder;
    this.#origin = parts.origin;
    this.host = new URL(parts.front.url).host;
    this.dockerConfig = join(parts.folder, "docker");
    mkdirSync(this.dockerConfig);
    const auth = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
    const config = { auths: { [this.host]: { auth } } };
    writeFileSync(join(this.dockerConfig, "config.json"), JSON.stringify(config));
  }

  /** @param path the docker-registry program */
  static async start(path: string): Promise<LocalRegistry> {
    const folder = mkdtempSync(join(tmpdir(), "registry-"));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    writeFileSync(join(folder, "htpasswd"), HTPASSWD);
    writeFileSync(join(folder, "config.yml"), configOf(folder, port));
    const program = await startProgram(path, ["serve", join(folder, "config.yml")], {
      isReady: () =>
        fetch(`${origin}/v2/`).then(
          () => true,
          () => false,
        ),
    });
    let registry: LocalRegistry | undefined;
    const front = await HttpServer.start(async (request) => {
      if (registry === undefined) throw new Error("the front serves before it is made");
      return registry.#answer(request);
    });
    registry = new LocalRegistry({ front, program, folder, origin });
    return registry;
  }

  /** The digest under a tag; undefined when there is none. */
  async digest(path: string, tag: string): Promise<string | undefined> {
    const url = `${this.#origin}/v2/${path}/manifests/${tag}`;
    const accept =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
    const reply = await fetch(url, { method: "HEAD", headers: { ...this.login(), accept } });
    return reply.ok ? (reply.headers.get("docker-content-digest") ?? undefined) : undefined;
  }

  /** The tags of a repository. */
  async tags(path: string): Promise<readonly string[]> {
    const reply = await fetch(`${this.#origin}/v2/${path}/tags/list`, { headers: this.login() });
    const { tags }: { readonly tags?: readonly string[] } = Object(await reply.json());
    return tags ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#front.close();
    await this.#program[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What a client sends that is logged in. */
  login(): { readonly authorization: string } {
    return { authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}` };
  }

  async #answer(request: HttpRequest): Promise<HttpReply> {
    this.requests.push(`${request.method} ${request.url.pathname}`);
    const other = (await this.interfere(request)) ?? (await this.#refuseTaken(request));
    return other ?? forward(request, this.#origin);
  }

  /** In ECR's words. */
  async #refuseTaken({ method, url }: HttpRequest): Promise<HttpReply | undefined> {
    const [, path, tag] = /^\/v2\/(.+)\/manifests\/([^:]+)$/.exec(url.pathname) ?? [];
    const isNamed = tag !== undefined && !/^sha256-[0-9a-f]{64}/.test(tag);
    if (!this.immutableTags || method !== "PUT" || path === undefined || !isNamed) return undefined;
    if ((await this.digest(path, tag)) === undefined) return undefined;
    const message = `The image tag '${tag}' already exists in the '${path}' repository and cannot be overwritten because the tag is immutable.`;
    return json(400, { errors: [{ code: "TAG_INVALID", message }] });
  }
}

function configOf(folder: string, port: number): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, relativeurls: true },
    auth: { htpasswd: { realm: "test", path: join(folder, "htpasswd") } },
  });
}
