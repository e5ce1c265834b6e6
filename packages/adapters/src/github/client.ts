import { Octokit } from "@octokit/core";
import { GitHubFailure, type GraphqlError, graphqlFailure, httpFailure } from "./failure.ts";

/** Version of the REST API whose replies we read; `2026-03-10` changes shapes and is not on GHES yet. */
const API_VERSION = "2022-11-28";

export interface ClientOptions {
  /** `https://api.github.com`; `https://HOST/api/v3` on GHES. */
  readonly apiUrl: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** A GraphQL reply: `errors` is empty unless some fields failed, which are null in `data` then. */
export interface GraphqlReply<T> {
  readonly data: T;
  readonly errors: readonly GraphqlError[];
}

/** GitHub's API as one token sees it. Each call is one request: it never retries. */
export interface Client {
  /** How many requests were sent. */
  readonly requests: number;
  /**
   * `signal` holds instead of the client's own, for what has to be undone when that one is aborted.
   * @throws `GitHubFailure` unless there is data; errors of single fields are left to the caller
   */
  graphql<T>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<GraphqlReply<T>>;
  /** The body of the reply; an `ArrayBuffer` where `accept` asks for raw bytes. @throws `GitHubFailure` */
  rest<T>(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    options?: { readonly accept?: string },
  ): Promise<T>;
}

export function createClient({ apiUrl, token, signal }: ClientOptions): Client {
  const octokit = new Octokit({ baseUrl: apiUrl, auth: token, userAgent: "gitops-actions" });
  let requests = 0;

  return {
    get requests() {
      return requests;
    },

    async graphql<T>(
      document: string,
      variables: Readonly<Record<string, unknown>>,
      options: { readonly signal?: AbortSignal } = {},
    ) {
      requests += 1;
      try {
        const request = { signal: options.signal ?? signal };
        const data = await octokit.graphql<T>(document, { ...variables, request });
        return { data: whole(data), errors: [] };
      } catch (error) {
        return partialReply<T>(error);
      }
    },

    async rest<T>(
      route: string,
      parameters: Readonly<Record<string, unknown>>,
      options: { readonly accept?: string } = {},
    ) {
      requests += 1;
      try {
        const reply = await octokit.request(route, {
          ...parameters,
          request: { signal },
          headers: {
            "x-github-api-version": API_VERSION,
            ...(options.accept === undefined ? {} : { accept: options.accept }),
          },
        });
        return (reply.status === 204 ? undefined : whole(reply.data)) as T; // the caller names the shape of its route
      } catch (error) {
        throw asFailure(error);
      }
    },
  };
}

/** Octokit hands over a body that is no JSON as text: a reply cut off, or a proxy's page. */
function whole<T>(data: T): T {
  if (typeof data === "object" && data !== null) return data;
  throw new GitHubFailure("unavailable", "the reply was cut off or is no JSON", { status: 0 });
}

/** A reply in which some fields failed for a definite reason and others hold data; anything else is thrown. */
function partialReply<T>(error: unknown): GraphqlReply<T> {
  const failure = asFailure(error);
  const definite =
    failure instanceof GitHubFailure && failure.kind === "refused" && failure.type !== undefined;
  if (!definite || !isGraphqlError(error) || !hasData(error.data)) throw failure;
  return { data: error.data as T, errors: error.errors }; // the document names the shape of its reply
}

/** A reply whose every root field is null tells nothing. */
function hasData(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && Object.values(data).some((field) => field !== null)
  );
}

function asFailure(error: unknown): GitHubFailure | Error {
  if (error instanceof GitHubFailure) return error;
  const now = Date.now();
  if (isGraphqlError(error)) {
    return graphqlFailure(error.errors, { headers: error.headers, now, cause: error });
  }
  if (!isRequestError(error)) return error instanceof Error ? error : new Error(String(error));
  if (error.name === "AbortError") return error;
  if (error.response === undefined) {
    return new GitHubFailure("unavailable", error.message, { status: 0, cause: error });
  }
  return httpFailure(error.status, error.message, {
    headers: error.response.headers,
    now,
    cause: error,
  });
}

interface ErrorOfGraphql extends Error {
  readonly errors: readonly GraphqlError[];
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function isGraphqlError(error: unknown): error is ErrorOfGraphql {
  return error instanceof Error && error.name === "GraphqlResponseError";
}

interface ErrorOfRequest extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

function isRequestError(error: unknown): error is ErrorOfRequest {
  return error instanceof Error && "status" in error;
}
