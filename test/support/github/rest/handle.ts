import { createHash } from "node:crypto";
import type { Call } from "../call.ts";
import { type GitHubError, Unsupported, unprocessable } from "../errors.ts";
import { parseJsonObject } from "../json-body.ts";
import { watched } from "../strict-reads.ts";
import type { Operation, RestDescription } from "./description.ts";
import type { RestReply, RestRequest, Route } from "./route.ts";
import { allRoutes } from "./routes/index.ts";

export interface RawRestRequest {
  readonly method: string;
  readonly url: URL;
  /** Below `/api/v3`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A reply of ours broke GitHub's description: a bug of the local GitHub. */
class WrongReply extends Error {
  override readonly name = "WrongReply";
}

/** Answers a REST request. Throws GitHub's refusals, and what is a bug or a gap of the local GitHub. */
export async function handleRest(
  call: Call,
  description: RestDescription,
  raw: RawRestRequest,
): Promise<RestReply> {
  const { method, path, url, headers } = raw;
  const body = raw.body.length === 0 ? {} : parseJsonObject(raw.body);
  const operation = description.find({ method, path, query: url.searchParams, body });
  const route = operation && allRoutes[operation.id];
  if (operation === undefined || route === undefined) throw unknownOperation(raw, operation);
  if (operation.faults.length > 0) {
    throw unprocessable(`Invalid request.\n\n${operation.faults.join("\n")}`);
  }
  const request = { parameters: operation.parameters, body, headers, url };
  const reply = await answer(call, { operation, route }, request);
  return withEtag(raw, withPermission(route, reply));
}

/** How GitHub gives a refusal; status 200 only comes over GraphQL, where the errors stand in the body. */
export function errorReply({ message, status, type, errors }: GitHubError): RestReply {
  if (status === 200) return { status, body: { errors: [{ type, message }] } };
  const body = {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  };
  return { status, body };
}

async function answer(
  call: Call,
  { operation, route }: { readonly operation: Operation; readonly route: Route },
  request: RestRequest<object, object>,
): Promise<RestReply> {
  const { parameters, body } = request;
  const read = new Set<string>();
  const reply = await route.handle(
    {
      ...request,
      // Both fit GitHub's description, which is where the route's own types come from.
      parameters: watched(parameters, read) as never,
      body: watched(body, read) as never,
    },
    call,
  );
  const unread = Object.keys({ ...parameters, ...body }).find((key) => !read.has(key));
  if (unread !== undefined) {
    throw new Unsupported(
      `the parameter "${unread}" of ${operation.id}`,
      "use it in that operation of test/support/github/rest/routes",
    );
  }
  if (reply.body instanceof Uint8Array) return reply;
  const faults = operation.replyFaults(reply.status, jsonOf(reply.body));
  if (faults.length > 0) throw new WrongReply(faults.join("; "));
  return reply;
}

function unknownOperation({ method, path }: RawRestRequest, operation: Operation | undefined) {
  return new Unsupported(
    `${method} ${path}`,
    operation === undefined
      ? "add the operation to packages/tooling/src/extract-openapi.ts, run it, and add a route"
      : `add a route for ${operation.id} in test/support/github/rest/routes`,
  );
}

function withPermission({ needs }: Route, reply: RestReply): RestReply {
  if (needs === undefined) return reply;
  const accepted = { "x-accepted-github-permissions": needs.join("=") };
  return { ...reply, headers: { ...accepted, ...reply.headers } };
}

/** A client that has this very reply is told so and gets no body; it is not counted either. */
function withEtag({ method, headers }: RawRestRequest, reply: RestReply): RestReply {
  if (method !== "GET" || reply.status !== 200) return reply;
  const bytes = reply.body instanceof Uint8Array ? reply.body : JSON.stringify(reply.body);
  const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
  if (headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
  return { ...reply, headers: { ...reply.headers, etag } };
}

/** As the client will see it: dates as text, absent properties gone. */
function jsonOf(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body));
}
