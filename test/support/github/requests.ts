/** What the local GitHub remembers of one request. */
export interface RequestRecord {
  readonly id: string;
  readonly surface: "rest" | "graphql" | "git";
  readonly method: string;
  /** Below the server's URL: `/api/v3/repos/org/gitops`, `/api/graphql`, `/org/gitops.git/info/refs`. */
  readonly path: string;
  /** Name of the GraphQL operation, where it has one. */
  readonly operation: string | undefined;
  /** The GraphQL operation's fields at the top: `["createCommitOnBranch"]`. */
  readonly rootFields: readonly string[];
  readonly kind: "read" | "write";
  /** Who asked: the login behind the token; empty without one. */
  readonly login: string;
  readonly status: number;
  /** Points against the primary rate limit. */
  readonly cost: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly at: Date;
  readonly milliseconds: number;
  /** The faults that were played on it. */
  readonly faults: readonly string[];
}

/** What a matcher may ask for; every property given must fit. */
export interface RequestMatch {
  readonly surface?: RequestRecord["surface"];
  readonly method?: string;
  readonly path?: string | RegExp;
  /** Name of a GraphQL operation or of one of its root fields. */
  readonly operation?: string;
  readonly kind?: RequestRecord["kind"];
}

export type MatchableRequest = Pick<
  RequestRecord,
  "surface" | "method" | "path" | "operation" | "rootFields" | "kind"
>;

export function matches(request: MatchableRequest, match: RequestMatch): boolean {
  const { surface, method, path, operation, kind } = match;
  if (surface !== undefined && surface !== request.surface) return false;
  if (method !== undefined && method !== request.method) return false;
  if (kind !== undefined && kind !== request.kind) return false;
  if (typeof path === "string" && path !== request.path) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  return (
    operation === undefined ||
    operation === request.operation ||
    request.rootFields.includes(operation)
  );
}

/** Every request so far, oldest first. */
export class RequestLog {
  readonly all: RequestRecord[] = [];

  /** The requests that fit. */
  matching(match: RequestMatch): RequestRecord[] {
    return this.all.filter((request) => matches(request, match));
  }

  /** One line each, for a failing test to print: `POST /api/graphql createCommitOnBranch 200`. */
  toString(): string {
    return this.all
      .map(({ method, path, rootFields, status }) =>
        [method, path, ...rootFields, status].join(" "),
      )
      .join("\n");
  }

  clear(): void {
    this.all.length = 0;
  }
}
