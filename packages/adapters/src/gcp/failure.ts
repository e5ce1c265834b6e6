/**
 * Why Google did not do what was asked: `unavailable` (5xx, 429, no connection, no whole answer) may pass on
 * another try, `refused` is a definite no.
 */
export class GoogleFailure extends Error {
  override readonly name = "GoogleFailure";
  readonly kind: "unavailable" | "refused";
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** `invalid_grant`, `PERMISSION_DENIED` and the like; "" where the reply names none. */
  readonly code: string;

  constructor(
    kind: GoogleFailure["kind"],
    message: string,
    facts: { readonly status: number; readonly code: string; readonly cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.status = facts.status;
    this.code = facts.code;
  }
}
