import { CloudFailure, callCloud } from "../cloud/index.ts";
import { sendRequest } from "../http/index.ts";
import { parseObject } from "../json.ts";
import type { Patience } from "../patience.ts";

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

/** Nothing is heard of Google for so long. */
const TIMEOUT_MS = 10_000;

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/**
 * A federated token for GitHub's id token. `subjectToken` is asked before each attempt, since one lives
 * five minutes.
 *
 * These two calls are made here and not by google-auth-library: it tries both again in silence, does not
 * tell which of them refused, brings an HTTP client of its own, and weighs more than all our code. It reads
 * the credentials file that we write, in the tests.
 * @throws `CloudFailure`
 * @see https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token
 */
export function exchangeToken(
  request: { readonly provider: string; subjectToken(): Promise<string> },
  options: Patience & { readonly services: GoogleServices },
): Promise<GoogleToken> {
  return callCloud(
    async () => {
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
    },
    { ...options, cloud: "Google" },
  );
}

/**
 * A token of a service account, for a federated token that may impersonate it.
 * @throws `CloudFailure`
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
  return callCloud(
    async () => {
      const reply = await post(`${options.services.iamCredentials}${path}`, {
        signal: options.signal,
        type: "application/json",
        authorization: `Bearer ${request.by.value}`,
        body: JSON.stringify({ scope: [SCOPE], lifetime: `${request.lifetimeSeconds}s` }),
      });
      return readToken(reply["accessToken"], new Date(String(reply["expireTime"])));
    },
    { ...options, cloud: "Google" },
  );
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
  const answer = await sendRequest({
    url: new URL(url),
    method: "POST",
    headers,
    body,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (answer.status >= 300) throw failure(answer.body, answer.status);
  const reply = parseObject(answer.body);
  if (reply !== undefined) return reply;
  throw new CloudFailure("unavailable", "the reply was cut off or is no JSON", { code: "" });
}

function failure(text: string, status: number): CloudFailure {
  const { code, message } = readError(text);
  return new CloudFailure(kindOf(status), message ?? `HTTP ${status}`, { code });
}

function kindOf(status: number): CloudFailure["kind"] {
  if (status === 429) return "throttled";
  return status >= 500 ? "unavailable" : "refused";
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

function readToken(value: unknown, expiresAt: Date): GoogleToken {
  if (typeof value === "string" && !Number.isNaN(expiresAt.getTime())) return { value, expiresAt };
  throw new CloudFailure("unavailable", "the reply holds no token", { code: "" });
}
