import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiObject } from "./kubernetes/index.ts";

/**
 * The three calls of Argo CD's API that are made, on loopback, with the shapes of its published swagger:
 * an application, its resource tree, and a live resource as JSON in `manifest`. As the real one it answers
 * 403 for an application that is not there.
 */
export class LocalArgocd implements AsyncDisposable {
  readonly url: string;
  readonly token = "local-argocd-token";
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #objects = new Map<string, ApiObject>();

  static async start(): Promise<LocalArgocd> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new LocalArgocd(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    const { port } = server.address() as AddressInfo; // it listens on a port
    this.url = `http://127.0.0.1:${port}`;
    server.on("request", (request, response) => {
      this.requests.push(request.url ?? "");
      const isKnown = request.headers.authorization === `Bearer ${this.token}`;
      if (isKnown) this.#answer(new URL(request.url ?? "/", this.url), response);
      else
        reply(response, 401, {
          error: "no session information",
          code: 16,
          message: "no session information",
        });
    });
  }

  put(...objects: readonly ApiObject[]): void {
    for (const object of objects)
      this.#objects.set(`${object.kind}/${object.metadata.name}`, object);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer({ pathname, searchParams }: URL, response: ServerResponse): void {
    const [, name = "", rest] =
      /^\/api\/v1\/applications\/([^/]+)(?:\/(.+))?$/.exec(pathname) ?? [];
    const application = this.#objects.get(`Application/${name}`);
    if (application === undefined) {
      reply(response, 403, { error: "permission denied", code: 7, message: "permission denied" });
      return;
    }
    if (rest === undefined) {
      reply(response, 200, application);
      return;
    }
    if (rest === "resource-tree") {
      reply(response, 200, { nodes: [...this.#objects.values()].map(nodeOf) });
      return;
    }
    const wanted = `${searchParams.get("kind")}/${searchParams.get("resourceName")}`;
    const object = this.#objects.get(wanted);
    if (object === undefined) reply(response, 404, { code: 5, message: `${wanted} not found` });
    else reply(response, 200, { manifest: JSON.stringify(object) });
  }
}

function nodeOf({ apiVersion, kind, metadata }: ApiObject): object {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  return { group, version, kind, namespace: metadata.namespace, name: metadata.name };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
