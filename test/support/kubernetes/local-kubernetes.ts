import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An object of the API; what a test gives it needs no resourceVersion. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** One request as it came. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request is to meet instead of its answer. */
interface Fault {
  readonly status: number | "drop";
  readonly isFor: (request: ApiRequest) => boolean;
  times: number;
}

interface Watcher {
  readonly collection: string;
  readonly name: string | undefined;
  readonly response: ServerResponse;
}

const PLURALS: Readonly<Record<string, string>> = {
  ReplicaSet: "replicasets",
  Ingress: "ingresses",
};

/**
 * A Kubernetes API on loopback: get, list, watch with bookmarks, merge patches, tokens, and on demand 403,
 * 410, 5xx and dropped connections. It keeps objects and checks nothing of them. Held to what a real
 * kube-apiserver answers by `kubernetes.test.ts`, which runs the same cases on both.
 */
export class LocalKubernetes implements AsyncDisposable {
  readonly url: string;
  readonly token = "local-kubernetes-token";
  readonly requests: ApiRequest[] = [];
  readonly #server: Server;
  readonly #objects = new Map<string, ApiObject>();
  readonly #watchers = new Set<Watcher>();
  readonly #faults: Fault[] = [];
  #version = 100;
  /** Watches from an older version are told 410. */
  #oldest = 0;

  static async start(): Promise<LocalKubernetes> {
    const holder: { api?: LocalKubernetes } = {};
    const server = createServer((request, response) => void holder.api?.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    holder.api = new LocalKubernetes(server);
    return holder.api;
  }

  private constructor(server: Server) {
    this.#server = server;
    const { port } = server.address() as AddressInfo; // it listens on a port
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Puts an object as it is given, in place of the one of its name. */
  put(object: ApiObject): ApiObject {
    const key = keyOf(object);
    const kept = this.#stamped(object);
    const type = this.#objects.has(key) ? "MODIFIED" : "ADDED";
    this.#objects.set(key, kept);
    this.#send(type, kept);
    return kept;
  }

  /** Changes an object by what `change` makes of it. */
  update(kind: string, name: string, change: (object: ApiObject) => ApiObject): void {
    const found = this.find(kind, name);
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    this.put(change(found));
  }

  find(kind: string, name: string): ApiObject | undefined {
    return [...this.#objects.values()].find(
      (one) => one.kind === kind && one.metadata.name === name,
    );
  }

  delete(kind: string, name: string): void {
    const found = this.find(kind, name);
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    this.#objects.delete(keyOf(found));
    this.#send("DELETED", this.#stamped(found));
  }

  /** The next requests that fit meet this status, or a dropped connection. */
  fault(status: number | "drop", isFor: Fault["isFor"], times = Number.POSITIVE_INFINITY): void {
    this.#faults.push({ status, isFor, times });
  }

  /** Forgets every earlier version: running watches are told 410, and so are those that go on from one. */
  expire(): void {
    this.#oldest = this.#version;
    for (const { response } of this.#watchers) {
      writeEvent(response, "ERROR", statusObject(410, "too old resource version"));
      response.end();
    }
  }

  /** Drops every open watch in the middle. */
  dropWatches(): void {
    for (const { response } of this.#watchers) response.destroy();
  }

  get openWatches(): number {
    return this.#watchers.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "/", this.url);
    const request: ApiRequest = {
      method: incoming.method ?? "GET",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: await bodyOf(incoming),
    };
    this.requests.push(request);
    const fault = this.#faults.find((one) => one.times > 0 && one.isFor(request));
    if (fault !== undefined) {
      fault.times -= 1;
      if (fault.status === "drop") response.destroy();
      else reply(response, fault.status, statusObject(fault.status, `fault ${fault.status}`));
      return;
    }
    if (incoming.headers.authorization !== `Bearer ${this.token}`) {
      reply(response, 401, statusObject(401, "Unauthorized"));
      return;
    }
    if (request.method === "PATCH") this.#patch(request, response);
    else if (request.query["watch"] === "true") this.#watch(request, response);
    else this.#list(request, response);
  }

  #list({ path, query }: ApiRequest, response: ServerResponse): void {
    const all = this.#selected(path, nameIn(query));
    const limit = Number(query["limit"] ?? "500");
    const from = Number(query["continue"] || "0");
    const items = all.slice(from, from + limit);
    const next = from + limit < all.length ? String(from + limit) : "";
    reply(response, 200, {
      kind: "List",
      metadata: { resourceVersion: String(this.#version), continue: next },
      items: items.map(({ apiVersion: _, kind: __, ...item }) => item),
    });
  }

  #watch({ path, query }: ApiRequest, response: ServerResponse): void {
    const since = Number(query["resourceVersion"]);
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    if (since < this.#oldest) {
      writeEvent(response, "ERROR", statusObject(410, "too old resource version"));
      response.end();
      return;
    }
    const watcher = { collection: path, name: nameIn(query), response };
    this.#watchers.add(watcher);
    response.on("close", () => this.#watchers.delete(watcher));
    // What happened between the list and the watch comes first.
    for (const object of this.#selected(path, watcher.name)) {
      if (versionOf(object) > since) writeEvent(response, "MODIFIED", object);
    }
  }

  #patch({ path, body }: ApiRequest, response: ServerResponse): void {
    const target = path.replace(/\/status$/, "");
    const found = this.#objects.get(target);
    if (found === undefined) {
      reply(response, 404, statusObject(404, `${target} not found`));
      return;
    }
    reply(response, 200, this.put(merged(found, JSON.parse(body)) as ApiObject));
  }

  #selected(collection: string, name: string | undefined): ApiObject[] {
    return [...this.#objects]
      .filter(
        ([key, { metadata }]) => isIn(key, collection) && (name ?? metadata.name) === metadata.name,
      )
      .map(([, object]) => object);
  }

  #stamped(object: ApiObject): ApiObject {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    return { ...object, metadata: { ...object.metadata, resourceVersion } };
  }

  #send(type: string, object: ApiObject): void {
    for (const { collection, name, response } of this.#watchers) {
      const isWanted =
        isIn(keyOf(object), collection) && (name ?? object.metadata.name) === object.metadata.name;
      if (isWanted) writeEvent(response, type, object);
    }
  }
}

/** `/apis/apps/v1/namespaces/shop/deployments/web` */
function keyOf({ apiVersion, kind, metadata }: ApiObject): string {
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  return `${root}${scope}/${plural}/${metadata.name}`;
}

function isIn(key: string, collection: string): boolean {
  return key.slice(0, key.lastIndexOf("/")) === collection;
}

function versionOf({ metadata }: ApiObject): number {
  return Number(metadata["resourceVersion"]);
}

function nameIn(query: Readonly<Record<string, string>>): string | undefined {
  return /^metadata\.name=(.+)$/.exec(query["fieldSelector"] ?? "")?.[1];
}

/** A merge patch by RFC 7386. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = merged(result[field], value);
  }
  return result;
}

function statusObject(code: number, message: string): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", message, code };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function writeEvent(response: ServerResponse, type: string, object: object): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
