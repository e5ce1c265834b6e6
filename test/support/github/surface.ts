import type { Call } from "./call.ts";
import { GitHubError } from "./errors.ts";
import { type GraphQLRequest, type PreparedRequest, prepare, run } from "./graphql/execute.ts";
import type { HttpRequest } from "./http-server.ts";
import { badRequest, parseJsonObject } from "./json-body.ts";
import type { LimitedRequest } from "./limits.ts";
import type { MatchableRequest } from "./requests.ts";
import type { RestDescription } from "./rest/description.ts";
import { errorReply, handleRest } from "./rest/handle.ts";
import type { RestReply } from "./rest/route.ts";

/** A request understood far enough to record, limit and answer it. */
export interface Surface {
  readonly request: MatchableRequest;
  /** `undefined`: Git's own traffic, which the API's limits do not count. */
  readonly limited: LimitedRequest | undefined;
  readonly weight: Call["weight"];
  answer(call: Call): Promise<RestReply>;
  /** A refusal in the form of this interface. */
  refuse(error: GitHubError): RestReply;
}

const apiPath = "/api/v3";
const graphqlPath = "/api/graphql";

/** The API that a request is for. */
export function apiSurface(request: HttpRequest, description: RestDescription): Surface {
  return request.url.pathname === graphqlPath
    ? graphqlSurface(request)
    : restSurface(request, description);
}

function restSurface(request: HttpRequest, description: RestDescription): Surface {
  const { method, url } = request;
  const isWrite = !["GET", "HEAD"].includes(method);
  const mintsToken = /\/(access_tokens|installation\/token)$/.test(url.pathname);
  const path = url.pathname.startsWith(apiPath) ? url.pathname.slice(apiPath.length) : url.pathname;
  return {
    request: {
      surface: "rest",
      method,
      path: url.pathname,
      operation: undefined,
      rootFields: [],
      kind: isWrite ? "write" : "read",
    },
    limited: { resource: "core", isWrite, isContent: isWrite && !mintsToken },
    weight: { cost: path === "/rate_limit" ? 0 : 1, nodeCount: 0 },
    answer: (call) => handleRest(call, description, { ...request, path }),
    refuse: errorReply,
  };
}

function graphqlSurface(request: HttpRequest): Surface {
  const prepared = attempt(() => prepare(parseRequest(request)));
  const analysis = "analysis" in prepared ? prepared.analysis : undefined;
  const isWrite = analysis?.operation.operation === "mutation";
  return {
    request: {
      surface: "graphql",
      method: request.method,
      path: graphqlPath,
      operation: analysis?.operation.name?.value,
      rootFields: analysis?.rootFields ?? [],
      kind: isWrite ? "write" : "read",
    },
    limited: { resource: "graphql", isWrite, isContent: isWrite },
    weight: { cost: analysis?.cost ?? 1, nodeCount: analysis?.nodeCount ?? 0 },
    answer: async (call) => {
      if ("failure" in prepared) throw prepared.failure;
      if ("errors" in prepared) return { status: 200, body: { errors: prepared.errors } };
      return { status: 200, body: await run(call, prepared) };
    },
    refuse: errorReply,
  };
}

/** A request that cannot be prepared is still a request: it is recorded and answered like the others. */
function attempt(action: () => PreparedRequest): PreparedRequest | { readonly failure: unknown } {
  try {
    return action();
  } catch (failure) {
    return { failure };
  }
}

function parseRequest({ method, body }: HttpRequest): GraphQLRequest {
  if (method !== "POST") throw new GitHubError("Not Found", { status: 404, type: "NOT_FOUND" });
  const { query, operationName, variables } = parseJsonObject(body);
  if (typeof query !== "string") {
    throw badRequest("A query attribute must be specified and must be a string.");
  }
  return {
    query,
    operationName: typeof operationName === "string" ? operationName : undefined,
    variables: Object(variables ?? {}),
  };
}
