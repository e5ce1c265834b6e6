import type { ErrorCode } from "../errors.ts";

/** One failed call to a cloud, in the cloud's own words. */
export interface CloudFailure {
  /** Whether another try could have done. */
  readonly kind: "refused" | "throttled" | "unavailable";
  /** `AccessDenied`, `invalid_grant`, without "Exception" at its end; "" where there was no answer. */
  readonly code: string;
  readonly message: string;
}

/** Why a login failed. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** Whether the cloud does not trust the token, so that its claims and a trust that fits are worth showing. */
  readonly byTrust: boolean;
}

/** What is true of every change to trust. */
export const SOON = "A change takes effect within minutes: one made just now may still be refused.";

/** The failure as the end of a sentence. */
export function inWords({ code, message }: CloudFailure): string {
  return code === "" ? message : `${message} (${code})`;
}
