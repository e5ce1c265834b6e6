import { CloudFailure, callCloud } from "../cloud/index.ts";
import type { Patience } from "../patience.ts";

/** What the SDK throws of a reply. */
interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** The result of a call by the SDK, tried again while it fails in a way that can pass. @throws `CloudFailure` */
export function callAws<T>(call: () => Promise<T>, patience: Patience): Promise<T> {
  return callCloud(() => call().catch(asFailure), { ...patience, cloud: "AWS" });
}

function asFailure(error: unknown): never {
  const status = isServiceError(error) ? error.$metadata.httpStatusCode : undefined;
  if (!isServiceError(error) || status === undefined) throw error;
  const code = error.name.replace(/Exception$/, ""); // the SDK names some by AWS's code and some by its class
  const kind = kindOf(code, { status, message: error.message });
  throw new CloudFailure(kind, error.message, { code, cause: error });
}

function kindOf(
  code: string,
  { status, message }: { readonly status: number; readonly message: string },
): CloudFailure["kind"] {
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
