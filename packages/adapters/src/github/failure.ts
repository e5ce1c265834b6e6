import { UserError } from "@gitops-actions/core/errors";

/**
 * Why GitHub did not do what was asked:
 * - `stale`: the branch moved since it was read; read again and decide again
 * - `limited`: a rate limit; the request had no effect and may be sent again after `retryAfterMs`
 * - `unavailable`: 5xx, a dropped connection, a reply cut off; a write may or may not have taken effect
 * - `refused`: a definite no that another try would not change
 */
export type FailureKind = "stale" | "limited" | "unavailable" | "refused";

/** One failed call to GitHub, told apart by what can be done about it. */
export class GitHubFailure extends Error {
  override readonly name = "GitHubFailure";
  readonly kind: FailureKind;
  /** HTTP status; 200 where GraphQL answered with errors; 0 where there was no answer. */
  readonly status: number;
  /** `type` of a GraphQL error (`STALE_DATA`, `NOT_FOUND`, `FORBIDDEN`), else undefined. */
  readonly type: string | undefined;
  /** How long GitHub asks to wait, milliseconds; only for `limited`. */
  readonly retryAfterMs: number | undefined;
  /** The permissions that would do, from `x-accepted-github-permissions`: `contents=write`. */
  readonly acceptedPermissions: string | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    facts: {
      readonly status: number;
      readonly type?: string | undefined;
      readonly retryAfterMs?: number | undefined;
      readonly acceptedPermissions?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.status = facts.status;
    this.type = facts.type;
    this.retryAfterMs = facts.retryAfterMs;
    this.acceptedPermissions = facts.acceptedPermissions;
  }
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** GitHub wants at least a minute where it names no time. */
const UNNAMED_WAIT_MS = 60_000;

/**
 * The failure behind an HTTP error status.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function httpFailure(
  status: number,
  message: string,
  options: { readonly headers: Headers; readonly now: number; readonly cause?: unknown },
): GitHubFailure {
  const { headers, now, cause } = options;
  const retryAfterMs = limitWait(status, message, { headers, now });
  if (retryAfterMs !== undefined) {
    return new GitHubFailure("limited", message, { status, retryAfterMs, cause });
  }
  if (status >= 500) return new GitHubFailure("unavailable", message, { status, cause });
  const kind = status === 409 || isNotFastForward(status, message) ? "stale" : "refused";
  const accepted = headers["x-accepted-github-permissions"];
  return new GitHubFailure(kind, message, {
    status,
    acceptedPermissions: accepted === undefined ? undefined : String(accepted),
    cause,
  });
}

function isNotFastForward(status: number, message: string): boolean {
  return status === 422 && /not a fast.?forward/i.test(message);
}

/** How long to wait when this is a rate limit, else undefined. GitHub's order: retry-after, then reset, then a minute. */
function limitWait(
  status: number,
  message: string,
  { headers, now }: { readonly headers: Headers; readonly now: number },
): number | undefined {
  if (status !== 403 && status !== 429 && status !== 200) return undefined;
  const retryAfter = headers["retry-after"];
  if (retryAfter !== undefined) return Number(retryAfter) * 1000 || UNNAMED_WAIT_MS;
  if (headers["x-ratelimit-remaining"] === "0") {
    const reset = Number(headers["x-ratelimit-reset"]) * 1000;
    return Number.isFinite(reset) ? Math.max(1000, reset - now) : UNNAMED_WAIT_MS;
  }
  return status === 429 || /rate limit/i.test(message) ? UNNAMED_WAIT_MS : undefined;
}

/** One entry of a GraphQL reply's `errors`. */
export interface GraphqlError {
  readonly message: string;
  readonly type?: string;
  readonly path?: readonly (string | number)[];
}

/** The failure behind a GraphQL reply with errors, which comes with HTTP 200. */
export function graphqlFailure(
  errors: readonly GraphqlError[],
  options: { readonly headers: Headers; readonly now: number; readonly cause?: unknown },
): GitHubFailure {
  const [first] = errors;
  const message = errors.map((error) => error.message).join("\n");
  const facts = { status: 200, type: first?.type, cause: options.cause };
  if (errors.some(isLostRace)) return new GitHubFailure("stale", message, facts);
  const limited = errors.some(({ type }) => type === "RATE_LIMITED" || type === "RATE_LIMIT");
  const retryAfterMs = limitWait(limited ? 429 : 200, message, options);
  if (retryAfterMs !== undefined && (limited || /rate limit/i.test(message))) {
    return new GitHubFailure("limited", message, { ...facts, retryAfterMs });
  }
  // Without a type it is GitHub's own trouble: "Something went wrong while executing your query".
  const unavailable =
    first?.type === undefined && /something went wrong|timeout|timed? out/i.test(message);
  return new GitHubFailure(unavailable ? "unavailable" : "refused", message, facts);
}

/**
 * GitHub's two wordings for a branch that moved. Whoever writes must not depend on them: any refusal on a
 * branch that has moved since is a lost race, these two only save the look.
 */
function isLostRace({ type, message }: GraphqlError): boolean {
  return type === "STALE_DATA" || /is at [0-9a-f]+ but expected [0-9a-f]+/i.test(message);
}

/** The repository and what was being done, for messages. */
export interface Doing {
  /** `owner/name`. */
  readonly repository: string;
  /** What was tried, as "could not ..." goes on: `write branch "main"`. */
  readonly tried: string;
}

/**
 * The failure as a `UserError` with what to do about it.
 * Codes: `github-token-rejected`, `github-permission-missing`, `github-not-found`, `repository-archived`,
 * `branch-protected`, `github-rate-limited`, `github-unavailable`, `conflict-timeout`, `github-refused`.
 */
export function explain(failure: GitHubFailure, { repository, tried }: Doing): UserError {
  const say = (code: UserError["code"], found: string, hint: string): UserError =>
    new UserError(code, `could not ${tried} of ${repository}: ${found}`, { hint, cause: failure });
  switch (failure.kind) {
    case "limited":
      return say(
        "github-rate-limited",
        `GitHub's rate limit asks to wait ${Math.ceil((failure.retryAfterMs ?? 0) / 1000)} s (${failure.message})`,
        'Run the job again after that, raise "timeout-seconds", or spread the writers; a GitHub App token has its own, higher limit.',
      );
    case "unavailable":
      return say(
        "github-unavailable",
        `GitHub did not answer as it should (${failure.status || "no answer"}: ${failure.message})`,
        "See https://www.githubstatus.com and run the job again; a second run is safe.",
      );
    case "stale":
      return say(
        "conflict-timeout",
        "other writers moved the branch at every try",
        'Run the job again; a second run is safe. Under steady contention raise "timeout-seconds".',
      );
    case "refused":
      return explainRefusal(failure, say);
  }
}

function explainRefusal(
  failure: GitHubFailure,
  say: (code: UserError["code"], found: string, hint: string) => UserError,
): UserError {
  const { message, status, type } = failure;
  if (status === 401) {
    return say(
      "github-token-rejected",
      `GitHub rejects the token (${message})`,
      "It is wrong, expired or revoked. An App token lives one hour: mint it in the job that uses it, with app-client-id and app-private-key.",
    );
  }
  if (/archived/i.test(message)) {
    return say(
      "repository-archived",
      `it is archived (${message})`,
      "Unarchive it, or name another gitops-repository.",
    );
  }
  if (/not permitted to create or approve pull requests/i.test(message)) {
    return say(
      "github-permission-missing",
      `GITHUB_TOKEN may not open pull requests here (${message})`,
      'Tick "Allow GitHub Actions to create and approve pull requests" under Settings, Actions, General, or give app-client-id and app-private-key of a GitHub App.',
    );
  }
  if (/protected branch|rule violations|pull request|required status/i.test(message)) {
    return say(
      "branch-protected",
      `its protection refuses the write: ${message.replaceAll(/\s+/g, " ")}`,
      'Use delivery: pull-request, or let this App bypass the rule "Require a pull request" for this branch.',
    );
  }
  if (status === 403 || type === "FORBIDDEN") {
    const wanted = failure.acceptedPermissions?.replaceAll("=", ": ") ?? "contents: write";
    return say(
      "github-permission-missing",
      `the token may not do it (${message})`,
      `It needs ${wanted} on that repository. GITHUB_TOKEN reaches only the repository it runs in: give app-client-id and app-private-key of a GitHub App installed there.`,
    );
  }
  if (status === 404 || type === "NOT_FOUND") {
    return say(
      "github-not-found",
      `it does not exist or the token cannot see it (${message})`,
      'Compare gitops-repository with its page on GitHub ("owner/name"), and check that the App is installed on it.',
    );
  }
  return say("github-refused", message, "GitHub's own words are above; nothing was written.");
}
