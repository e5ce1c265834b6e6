import { fieldAt, type KubeObject, listAt, textAt } from "@gitops-actions/core/verify";
import {
  HttpFailure,
  type HttpReply,
  type HttpRequest,
  type HttpStream,
  openStream,
  sendRequest,
} from "../http/index.ts";
import { parseObject } from "../json.ts";
import type { Cluster } from "./cluster.ts";
import { KubernetesFailure, statusFailure, transportFailure } from "./failure.ts";
import { collectionPath, type Selection } from "./resource.ts";

/** The objects of a selection, and the version from which a watch goes on. */
export interface Listing {
  readonly objects: readonly KubeObject[];
  readonly version: string;
}

/** One event of a watch. `BOOKMARK` only moves the version; `ERROR` never gets here. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: KubeObject;
}

/** A part of an object that is changed, as a merge patch. */
export interface Patch {
  readonly selection: Selection & { readonly name: string };
  readonly subresource?: "status";
  readonly patch: object;
}

/** A cluster's API as one login sees it. Each call is one request (a list one for 500 objects): it never retries. */
export interface Kubernetes {
  readonly server: string;
  /** How many requests were sent. */
  readonly requests: number;
  /** @throws `KubernetesFailure` */
  list(selection: Selection): Promise<Listing>;
  /** The events since a version, until the server ends the watch. @throws `KubernetesFailure` */
  watch(selection: Selection, version: string): AsyncIterable<WatchEvent>;
  /** @throws `KubernetesFailure` */
  patch(patch: Patch): Promise<KubeObject>;
}

/** How long the server is asked to keep a watch open. It may end it sooner. */
const WATCH_SECONDS = 900;
const REQUEST_TIMEOUT_MS = 30_000;
/** A watch is sent a bookmark about once a minute; without one for so long the connection is dead. */
const SILENCE_MS = 150_000;
const PAGE = 500;
/** More than any object: etcd takes 1.5 MB. */
const MAX_LINE = 8 * 1024 * 1024;

/**
 * The few calls that are needed, over `node:https`. The official client, @kubernetes/client-node 2.0.1, weighs
 * 1.9 MB minified and takes 8 times the CPU of an empty Node before it does anything; what it adds, types
 * for every kind, is not used.
 */
export function createKubernetes(
  cluster: Cluster,
  { signal }: { readonly signal: AbortSignal },
): Kubernetes {
  let requests = 0;

  function request(path: string, query: Readonly<Record<string, string>>): HttpRequest {
    requests += 1;
    const base = cluster.server.href.replace(/\/$/, "");
    const authorization = cluster.authorization();
    return {
      url: new URL(`${base}${path}?${new URLSearchParams(query)}`),
      headers: {
        accept: "application/json",
        "user-agent": "gitops-actions",
        ...(authorization === undefined ? {} : { authorization }),
      },
      tls: cluster.tls,
      timeoutMs: REQUEST_TIMEOUT_MS,
      signal,
    };
  }

  async function page(selection: Selection, after: string): Promise<KubeObject> {
    const query = { ...selectorOf(selection), limit: String(PAGE), continue: after };
    return jsonOf(await sent(sendRequest(request(collectionPath(selection), query))));
  }

  return {
    server: cluster.server.host,
    get requests() {
      return requests;
    },

    async list(selection) {
      const objects: KubeObject[] = [];
      let after = "";
      for (;;) {
        const reply = await page(selection, after);
        // The items of a list do not say what they are.
        const { group, version, kind } = selection.resource;
        const apiVersion = group === "" ? version : `${group}/${version}`;
        for (const item of listAt(reply, "items")) {
          objects.push({ ...(item as KubeObject), apiVersion, kind }); // the API's items are objects
        }
        after = textAt(reply, "metadata", "continue") ?? "";
        if (after === "") {
          return { objects, version: textAt(reply, "metadata", "resourceVersion") ?? "" };
        }
      }
    },

    async *watch(selection, version) {
      const query = {
        ...selectorOf(selection),
        watch: "true",
        allowWatchBookmarks: "true",
        resourceVersion: version,
        timeoutSeconds: String(WATCH_SECONDS),
      };
      const asked = { ...request(collectionPath(selection), query), timeoutMs: SILENCE_MS };
      const stream = await sent(openStream(asked));
      if (stream.status !== 200) throw await streamFailure(stream);
      for await (const line of linesOf(stream)) yield eventOf(line);
    },

    async patch({ selection, subresource, patch }) {
      const path = `${collectionPath(selection)}/${encodeURIComponent(selection.name)}`;
      const asked = request(subresource === undefined ? path : `${path}/${subresource}`, {});
      return jsonOf(
        await sent(
          sendRequest({
            ...asked,
            method: "PATCH",
            headers: { ...asked.headers, "content-type": "application/merge-patch+json" },
            body: JSON.stringify(patch),
          }),
        ),
      );
    },
  };
}

function selectorOf({ name }: Selection): Record<string, string> {
  return name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
}

async function sent<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    throw error instanceof HttpFailure ? transportFailure(error) : error;
  }
}

function jsonOf({ status, body }: HttpReply): KubeObject {
  const object = parseObject(body);
  if (status >= 200 && status < 300 && object !== undefined) return object;
  throw statusFailure(status < 300 ? 502 : status, messageOf(object, body));
}

/** The server's own words; of anything else the beginning. */
function messageOf(object: KubeObject | undefined, body: string): string {
  return textAt(object, "message") ?? body.slice(0, 200).trim();
}

async function streamFailure(stream: HttpStream): Promise<KubernetesFailure> {
  let body = "";
  for await (const chunk of stream.chunks) body += chunk;
  return statusFailure(stream.status, messageOf(parseObject(body), body));
}

async function* linesOf({ chunks }: HttpStream): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE) {
        throw new KubernetesFailure("refused", "an event of the watch is larger than any object");
      }
      yield* lines.filter((line) => line !== "");
    }
  } catch (error) {
    throw error instanceof HttpFailure ? transportFailure(error) : error;
  }
}

const EVENT_TYPES = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"] as const;

function eventOf(line: string): WatchEvent {
  const event = parseObject(line);
  const object = fieldAt(event, "object");
  const type = EVENT_TYPES.find((known) => known === event?.["type"]);
  if (type !== undefined) return { type, object: object as KubeObject }; // the API's own shape
  const code = fieldAt(object, "code");
  throw statusFailure(
    typeof code === "number" ? code : 502,
    textAt(object, "message") ?? "the watch sent something that is no event",
  );
}
