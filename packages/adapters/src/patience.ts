import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";

/** How long, and how loudly, calls are tried again. One value for everything an action does. */
export interface Patience {
  /** No wait begins that would end after this instant, milliseconds since the epoch. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Told before each wait: `the branch moved; trying again in 0.4 s (attempt 3)`. */
  say(message: string): void;
}

/** Why and when a failed call may be tried again. */
export interface Again {
  /** The failure in words, as the beginning of a sentence. */
  readonly because: string;
  /** Below this the first wait is drawn, milliseconds. */
  readonly firstCapMs: number;
  /** What the other side asks to wait, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

const LAST_CAP_MS = 20_000;

/**
 * The result of `attempt`, tried again while `again` says of its failure that it can pass.
 * Waits have full jitter below a cap that doubles; what the other side asks for with `retry-after` comes on
 * top of that jitter, so that many waiting writers do not wake as one.
 * @throws what the last attempt threw; the signal's reason when aborted
 */
export function trying<T>(
  attempt: (attemptNumber: number) => Promise<T>,
  options: Patience & { again(error: unknown): Again | undefined },
): Promise<T> {
  const { deadline, signal, say } = options;
  let delayMs = 0;
  return pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0, // waits are taken in onFailedAttempt, where the failure tells how long
    signal,
    shouldRetry: () => delayMs >= 0,
    async onFailedAttempt({ error, attemptNumber }) {
      delayMs = -1;
      const again = options.again(error);
      if (again === undefined) return;
      const wanted = waitMs(again, attemptNumber);
      if (Date.now() + wanted > deadline) return;
      delayMs = wanted;
      say(
        `${again.because}; trying again in ${(delayMs / 1000).toFixed(1)} s (attempt ${attemptNumber + 1})`,
      );
      await sleep(delayMs, undefined, { signal });
    },
  }).catch((error: unknown) => {
    signal.throwIfAborted(); // an interrupted wait or request throws an AbortError that does not name the reason
    throw error;
  });
}

function waitMs({ firstCapMs, retryAfterMs = 0 }: Again, attemptNumber: number): number {
  const cap = Math.min(LAST_CAP_MS, firstCapMs * 2 ** (attemptNumber - 1));
  return retryAfterMs + Math.random() * cap;
}
