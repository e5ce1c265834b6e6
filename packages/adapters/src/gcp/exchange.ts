import { connectionFault } from "../connection.ts";
import { send } from "../http.ts";
import { parseObject } from "../json.ts";
import { type Patience, trying } from "../patience.ts";
import { GoogleFailure } from "./failure.ts";

/** An access token and when it ends. */
export interface GoogleToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** Where Google's services are. */
export interface GoogleServices {
  /** `https://sts.googleapis.com` */
  readonly sts: string;
  /** `https://iamcredentials.googleapis.com` */
  readonly iamCredentials: string;
}

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/**
 * A federated token for GitHub's id token. `subjectToken` is asked before each attempt, since one lives
 * five minutes.
 *
 * These two calls are made here and not by google-auth-library: it tries both again in silence, does not
 * tell which of them refused, brings an HTTP client of its own, and weighs more than all our code. It reads
 * the credentials file that we write, in the tests.
 * @throws `GoogleFailure`
 * @see https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token
 */
export function exchangeToken(
  request: { readonly provider: string; subjectToken(): Promise<string> },
  options: Patience & { readonly services: GoogleServices },
): Promise<GoogleToken> {
  return call(async () => {
    const reply = await post(`${options.services.sts}/v1/token`, {
      signal: options.signal,
      type: "application/x-www-form-urlencoded",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        audience: `//iam.googleapis.com/${request.provider}`,
        scope: SCOPE,
        requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
        subject_token: await request.subjectToken(),
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      }).toString(),
    });
    const seconds = Number(reply["expires_in"]);
    return readToken(reply["access_token"], new Date(Date.now() + seconds * 1000));
  }, options);
}

/**
 * A token of a service account, for a federated token that may impersonate it.
 * @throws `GoogleFailure`
 * @see https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
 */
export function impersonate(
  request: {
    readonly serviceAccount: string;
    readonly lifetimeSeconds: number;
    readonly by: GoogleToken;
  },
  options: Patience & { readonly services: GoogleServices },
): Promise<GoogleToken> {
  const path = `/v1/projects/-/serviceAccounts/${encodeURIComponent(request.serviceAccount)}:generateAccessToken`;
  return call(async () => {
    const reply = await post(`${options.services.iamCredentials}${path}`, {
      signal: options.signal,
      type: "application/json",
      authorization: `Bearer ${request.by.value}`,
      body: JSON.stringify({ scope: [SCOPE], lifetime: `${request.lifetimeSeconds}s` }),
    });
    return readToken(reply["accessToken"], new Date(String(reply["expireTime"])));
  }, options);
}

function call<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  return trying(attempt, {
    ...patience,
    again(error) {
      if (!(error instanceof GoogleFailure) || error.kind === "refused") return undefined;
      const because = `Google did not answer as it should (${error.message})`;
      return { because, firstCapMs: error.status === 429 ? 1_000 : 500 };
    },
  });
}

async function post(
  url: string,
  request: {
    readonly type: string;
    readonly authorization?: string;
    readonly body: string;
    readonly signal: AbortSignal;
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { type, authorization, body, signal } = request;
  const headers = {
    "content-type": type,
    ...(authorization === undefined ? {} : { authorization }),
  };
  try {
    const { status, text } = await send(url, { method: "POST", headers, body, signal });
    if (status < 300) return readReply(text, status);
    throw failure(text, status);
  } catch (error) {
    const fault = connectionFault(error);
    if (fault === undefined) throw error;
    throw new GoogleFailure("unavailable", fault, { status: 0, code: "", cause: error });
  }
}

function failure(text: string, status: number): GoogleFailure {
  const { code, message } = readError(text);
  const kind = status >= 500 || status === 429 ? "unavailable" : "refused";
  return new GoogleFailure(kind, message ?? `HTTP ${status}`, { status, code });
}

/** OAuth's form `{error, error_description}` or Google's `{error: {status, message}}`. */
function readError(text: string): { readonly code: string; readonly message: string | undefined } {
  const body = parseObject(text);
  const error = body?.["error"];
  if (typeof error === "string") {
    return { code: error, message: String(body?.["error_description"] ?? error) };
  }
  if (typeof error !== "object" || error === null) return { code: "", message: undefined };
  const { status, message } = error as { readonly status?: unknown; readonly message?: unknown }; // read as text below
  return {
    code: String(status ?? ""),
    message: message === undefined ? undefined : String(message),
  };
}

function readReply(text: string, status: number): Readonly<Record<string, unknown>> {
  const body = parseObject(text);
  if (body !== undefined) return body;
  const facts = { status, code: "" };
  throw new GoogleFailure("unavailable", "the reply was cut off or is no JSON", facts);
}

function readToken(value: unknown, expiresAt: Date): GoogleToken {
  if (typeof value === "string" && !Number.isNaN(expiresAt.getTime())) return { value, expiresAt };
  throw new GoogleFailure("unavailable", "the reply holds no token", { status: 200, code: "" });
}
