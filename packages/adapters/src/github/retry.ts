import { type Patience, trying } from "../patience.ts";
import { GitHubFailure } from "./failure.ts";

export type { Patience } from "../patience.ts";

/**
 * Below this the first wait is drawn. A lost race waits about as long as a read and a write take, so that
 * writers who lost together do not lose again together.
 */
const FIRST_CAP_MS: Readonly<Record<GitHubFailure["kind"], number>> = {
  stale: 1_000,
  limited: 1_000,
  unavailable: 500,
  refused: 0,
};

/**
 * The result of `attempt`, tried again while it fails in a way that `retryable` says can pass.
 * @throws what the last attempt threw; the signal's reason when aborted
 */
export function retrying<T>(
  attempt: (attemptNumber: number) => Promise<T>,
  options: Patience & { readonly retryable: readonly GitHubFailure["kind"][] },
): Promise<T> {
  return trying(attempt, {
    ...options,
    again(error) {
      if (!(error instanceof GitHubFailure) || !options.retryable.includes(error.kind)) return;
      const firstCapMs = FIRST_CAP_MS[error.kind];
      return { because: reason(error), firstCapMs, retryAfterMs: error.retryAfterMs };
    },
  });
}

function reason(failure: GitHubFailure): string {
  switch (failure.kind) {
    case "stale":
      return "the branch moved since it was read";
    case "limited":
      return `GitHub's rate limit (${failure.message})`;
    case "unavailable":
      return `GitHub did not answer as it should (${failure.status || "no answer"}: ${failure.message})`;
    case "refused":
      return failure.message;
  }
}
