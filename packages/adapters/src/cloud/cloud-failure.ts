import { connectionFault } from "../connection.ts";
import { type Patience, trying } from "../patience.ts";

/**
 * One failed call to a cloud; `message` is the cloud's own. `throttled` (too many calls) and `unavailable` (5xx,
 * no connection, no whole answer) may pass on another try; `refused` is a definite no.
 */
export class CloudFailure extends Error {
  override readonly name = "CloudFailure";
  readonly kind: "throttled" | "unavailable" | "refused";
  /** The cloud's name for it, such as `AccessDenied` or `invalid_grant`; "" where there was no answer. */
  readonly code: string;

  constructor(
    kind: CloudFailure["kind"],
    message: string,
    facts: { readonly code: string; readonly cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.code = facts.code;
  }
}

/**
 * The result of a call, tried again while it fails in a way that can pass.
 * @throws `CloudFailure`, also for a lost connection
 */
export function callCloud<T>(
  call: () => Promise<T>,
  options: Patience & { readonly cloud: string },
): Promise<T> {
  return trying(() => call().catch(asFailure), {
    ...options,
    again(error) {
      if (!(error instanceof CloudFailure)) return undefined;
      const { kind, code, message } = error;
      const words = code === "" ? message : `${code}: ${message}`;
      switch (kind) {
        case "refused":
          return undefined;
        case "throttled":
          return { because: `${options.cloud} asks to slow down (${words})`, firstCapMs: 1_000 };
        case "unavailable":
          return {
            because: `${options.cloud} did not answer as it should (${words})`,
            firstCapMs: 500,
          };
      }
    },
  });
}

function asFailure(error: unknown): never {
  const fault = connectionFault(error);
  if (fault === undefined) throw error;
  throw new CloudFailure("unavailable", fault, { code: "", cause: error });
}
