import { HttpFailure } from "./http/index.ts";

/**
 * What kept a request from getting a whole answer, in words: `connect ECONNREFUSED 10.0.0.1:443`. Undefined
 * for an error that is none of the network.
 */
export function connectionFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof HttpFailure) return error.message;
  if (error.name === "TimeoutError") return "no answer in time";
  const isOfNetwork =
    "code" in error && typeof error.code === "string" && OF_NETWORK.test(error.code);
  return isOfNetwork ? error.message || String(error.code) : undefined;
}

/** Of the system's calls (ECONNRESET), of name servers (EAI_AGAIN), of proxies and of certificates. */
const OF_NETWORK = /^E[A-Z_]+$|CERT|^UNABLE_TO_/;
