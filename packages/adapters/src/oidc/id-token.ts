import { UserError } from "@gitops-actions/core/errors";
import { type Claims, readClaims } from "@gitops-actions/core/identity";
import { connectionFault } from "../connection.ts";
import { sendRequest } from "../http/index.ts";
import { parseObject } from "../json.ts";
import { type Patience, trying } from "../patience.ts";

/** An id token of this job, and what it says. */
export interface IdToken {
  /** The signed token: a secret until it expires. */
  readonly value: string;
  readonly claims: Claims;
  /** Five minutes after it was made, at GitHub. */
  readonly expiresAt: Date;
  /** How far GitHub's clock is ahead of this machine's, milliseconds; their way to each other included. */
  readonly clockOffsetMs: number;
}

/** A token for the audience; the same one until it is about to expire. */
export type IdTokenSource = (audience: string) => Promise<IdToken>;

/** Nothing is heard of GitHub for so long. */
const TIMEOUT_MS = 10_000;

/** A token that is as old is not sent to a cloud any more: on its way it would expire. */
const SPARE_MS = 30_000;

/**
 * Asks GitHub for id tokens of this job. `seen` is told each token before anything else is done with it, to
 * mask it. A refusal is final; what can pass is tried again.
 * Codes: `id-token-refused`, `id-token-unavailable`.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function idTokenSource(
  request: { readonly url: string; readonly token: string },
  options: Patience & { seen(token: string): void },
): IdTokenSource {
  const tokens = new Map<string, IdToken>();
  return async (audience) => {
    const before = tokens.get(audience);
    if (before !== undefined && remainingMs(before) > SPARE_MS) return before;
    const token = await trying(() => ask(request, { audience, ...options }), {
      ...options,
      again: (error) =>
        error instanceof Unavailable ? { because: error.message, firstCapMs: 500 } : undefined,
    }).catch((error: unknown) => {
      throw error instanceof Unavailable ? unavailable(error) : error;
    });
    tokens.set(audience, token);
    return token;
  };
}

function remainingMs({ expiresAt, clockOffsetMs }: IdToken): number {
  return expiresAt.getTime() - (Date.now() + clockOffsetMs);
}

/** GitHub did not answer, or not as it should; another try may do. */
class Unavailable extends Error {
  override readonly name = "Unavailable";
}

async function ask(
  request: { readonly url: string; readonly token: string },
  options: Patience & { readonly audience: string; seen(token: string): void },
): Promise<IdToken> {
  const audience = encodeURIComponent(options.audience);
  try {
    const { status, body } = await sendRequest({
      url: new URL(`${request.url}&audience=${audience}`), // the runner's URL has a query
      headers: { authorization: `Bearer ${request.token}` },
      timeoutMs: TIMEOUT_MS,
      signal: options.signal,
    });
    if (status >= 500 || status === 429) {
      throw new Unavailable(`GitHub's token service answered ${status}`);
    }
    if (status >= 300) throw refused(status, body);
    return readToken(body, options.seen);
  } catch (error) {
    const fault = connectionFault(error);
    if (fault === undefined) throw error;
    throw new Unavailable(`GitHub's token service did not answer (${fault})`, { cause: error });
  }
}

function readToken(body: string, seen: (token: string) => void): IdToken {
  const value: unknown = parseObject(body)?.["value"];
  const payload = typeof value === "string" ? value.split(".")[1] : undefined;
  if (typeof value !== "string" || payload === undefined) {
    throw new Unavailable("the reply of GitHub's token service was cut off or is no token");
  }
  seen(value);
  const claims = parseObject(Buffer.from(payload, "base64url").toString("utf8")) ?? {};
  return {
    value,
    claims: readClaims(claims),
    expiresAt: new Date(Number(claims["exp"]) * 1000),
    clockOffsetMs: Number(claims["iat"]) * 1000 - Date.now(),
  };
}

function refused(status: number, body: string): UserError {
  return new UserError(
    "id-token-refused",
    `GitHub's token service answered ${status}: ${body.slice(0, 300)}`,
    {
      hint: "The job has id-token: write, and still GitHub gives no token. A job that ran for many hours asks with a token that has expired: log in earlier, or split the job.",
    },
  );
}

function unavailable(error: Unavailable): UserError {
  return new UserError("id-token-unavailable", error.message, {
    hint: "See https://www.githubstatus.com and run the job again. Behind a proxy, the runner's address for tokens has to be reachable.",
    cause: error,
  });
}
