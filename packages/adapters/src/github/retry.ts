import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { GitHubFailure } from "./failure.ts";

/** How long, and how loudly, calls are tried again. One value for everything an action does. */
export interface Patience {
  /** No wait begins that would end after this instant, milliseconds since the epoch. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Told before each wait: `the branch moved; trying again in 0.4 s (attempt 3)`. */
  say(message: string): void;
}

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
const LAST_CAP_MS = 20_000;

/**
 * The result of `attempt`, tried again while it fails in a way that `retryable` says can pass.
 * Waits have full jitter below a cap that doubles; what GitHub asks for with `retry-after` comes on top
 * of that jitter, so that many waiting writers do not wake as one.
 * @throws what the last attempt threw; the signal's reason when aborted
 */
export function retrying<T>(
  attempt: (attemptNumber: number) => Promise<T>,
  options: Patience & { readonly retryable: readonly GitHubFailure["kind"][] },
): Promise<T> {
  const { deadline, signal, say, retryable } = options;
  let delayMs = 0;
  return pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0, // waits are taken in onFailedAttempt, where the failure tells how long
    signal,
    shouldRetry: () => delayMs >= 0,
    async onFailedAttempt({ error, attemptNumber }) {
      delayMs = -1;
      if (!(error instanceof GitHubFailure) || !retryable.includes(error.kind)) return;
      const wanted = waitMs(error, attemptNumber);
      if (Date.now() + wanted > deadline) return;
      delayMs = wanted;
      say(
        `${reason(error)}; trying again in ${(delayMs / 1000).toFixed(1)} s (attempt ${attemptNumber + 1})`,
      );
      await sleep(delayMs, undefined, { signal });
    },
  }).catch((error: unknown) => {
    signal.throwIfAborted(); // an interrupted wait or request throws an AbortError that does not name the reason
    throw error;
  });
}

function waitMs(failure: GitHubFailure, attemptNumber: number): number {
  const cap = Math.min(LAST_CAP_MS, FIRST_CAP_MS[failure.kind] * 2 ** (attemptNumber - 1));
  return (failure.retryAfterMs ?? 0) + Math.random() * cap;
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
