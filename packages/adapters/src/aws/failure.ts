import { connectionFault } from "../connection.ts";
import { type Patience, trying } from "../patience.ts";

/**
 * Why AWS did not do what was asked:
 * - `throttled`: too many calls; the same call may pass later
 * - `unavailable`: 5xx, no connection, no whole answer, or AWS could not reach the identity provider
 * - `refused`: a definite no that another try would not change
 */
export type AwsFailureKind = "throttled" | "unavailable" | "refused";

/** One failed call to AWS. `message` is AWS's own. */
export class AwsFailure extends Error {
  override readonly name = "AwsFailure";
  readonly kind: AwsFailureKind;
  /** AWS's name for it, such as `AccessDenied`; "" where there was no answer. */
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(
    kind: AwsFailureKind,
    message: string,
    facts: {
      readonly code: string;
      readonly requestId?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code;
    this.requestId = facts.requestId;
  }
}

/** What the SDK throws of a reply. */
interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The result of a call, tried again while it fails in a way that can pass. @throws `AwsFailure` */
export function callAws<T>(call: () => Promise<T>, patience: Patience): Promise<T> {
  return trying(() => call().catch((error: unknown) => Promise.reject(asFailure(error))), {
    ...patience,
    again(error) {
      if (!(error instanceof AwsFailure) || error.kind === "refused") return undefined;
      return { because: inWords(error), firstCapMs: error.kind === "throttled" ? 1_000 : 500 };
    },
  });
}

function inWords({ kind, code, message }: AwsFailure): string {
  switch (kind) {
    case "throttled":
      return `AWS asks to slow down (${code})`;
    case "unavailable":
    case "refused":
      return `AWS did not answer as it should (${code === "" ? "" : `${code}: `}${message})`;
  }
}

/** The failure behind what the SDK threw; what is no failure of AWS stays as it is. */
export function asFailure(error: unknown): unknown {
  const fault = connectionFault(error);
  if (fault !== undefined) {
    return new AwsFailure("unavailable", fault, { code: "", cause: error });
  }
  if (!isServiceError(error)) return error;
  const { name, message, $metadata } = error;
  const status = $metadata.httpStatusCode ?? 0;
  const code = name.replace(/Exception$/, ""); // the SDK names some by AWS's code and some by its class
  const facts = { code, requestId: $metadata.requestId, cause: error };
  return new AwsFailure(kindOf(code, { status, message }), message, facts);
}

function kindOf(
  code: string,
  { status, message }: { readonly status: number; readonly message: string },
): AwsFailureKind {
  if (/throttl|toomanyrequests|requestlimitexceeded|slowdown/i.test(code) || status === 429) {
    return "throttled";
  }
  const isOfProvider =
    code === "IDPCommunicationError" || /retrieve verification key/i.test(message);
  if (status >= 500 || isOfProvider) return "unavailable";
  return status < 400 ? "unavailable" : "refused"; // an answer of success that cannot be read was cut off
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "$metadata" in error;
}
