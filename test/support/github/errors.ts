export interface GitHubErrorOptions {
  /** HTTP status over REST; over GraphQL an error stands in a reply with 200. */
  readonly status: number;
  /** `errors[].type` over GraphQL. */
  readonly type: string;
  /** The text over GraphQL, where it is another than over REST. */
  readonly graphqlMessage?: string | undefined;
  /** `errors` of a REST body: what was wrong with which field. */
  readonly errors?: readonly unknown[] | undefined;
}

/** A refusal that GitHub itself would give, in its words. */
export class GitHubError extends Error {
  override readonly name = "GitHubError";
  readonly status: number;
  readonly type: string;
  readonly graphqlMessage: string;
  readonly errors: readonly unknown[] | undefined;

  constructor(message: string, options: GitHubErrorOptions) {
    super(message);
    this.status = options.status;
    this.type = options.type;
    this.graphqlMessage = options.graphqlMessage ?? message;
    this.errors = options.errors;
  }
}

/** Something of GitHub's that this server has not learned: never an answer, always a 501 that says what to add. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";

  constructor(what: string, remedy: string) {
    super(`the local GitHub does not know ${what} yet: ${remedy}`);
  }
}

export function badCredentials(): GitHubError {
  return new GitHubError("Bad credentials", { status: 401, type: "UNAUTHENTICATED" });
}

/** Also what GitHub says of things that exist but may not be seen. */
export function notFound(graphqlMessage?: string): GitHubError {
  return new GitHubError("Not Found", { status: 404, type: "NOT_FOUND", graphqlMessage });
}

export function nodeNotFound(id: string): GitHubError {
  return notFound(`Could not resolve to a node with the global id of '${id}'.`);
}

export function forbidden(message: string): GitHubError {
  return new GitHubError(message, { status: 403, type: "FORBIDDEN" });
}

export function unprocessable(message: string, errors?: readonly unknown[]): GitHubError {
  return new GitHubError(message, { status: 422, type: "UNPROCESSABLE", errors });
}

/** `Validation Failed` with one custom message, the form most of GitHub's business rules take. */
export function validationFailed(resource: string, message: string): GitHubError {
  return new GitHubError("Validation Failed", {
    status: 422,
    type: "UNPROCESSABLE",
    graphqlMessage: message,
    errors: [{ resource, code: "custom", message }],
  });
}

/** `Validation Failed` of one field, by GitHub's code (`missing`, `invalid`, `already_exists`, ...). */
export function fieldInvalid(resource: string, field: string, code: string): GitHubError {
  return new GitHubError("Validation Failed", {
    status: 422,
    type: "UNPROCESSABLE",
    errors: [{ resource, field, code }],
  });
}
