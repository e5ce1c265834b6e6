import { isNewerRun, type RecordedEntry, type Run } from "../evidence/index.ts";

/** A commit whose words may be believed: GitHub vouches that our own actor made it. */
export interface TrustedCommit {
  readonly oid: string;
  readonly url: string;
  readonly recorded: readonly RecordedEntry[];
}

/** Who set an app's image in an environment last, as far as this workflow is concerned. */
export type LastWriter =
  | { readonly kind: "newer"; readonly commit: TrustedCommit; readonly entry: RecordedEntry }
  | { readonly kind: "older" }
  | { readonly kind: "unknown" };

/**
 * Whether a newer run of the same workflow has written the app's image already, looking at commits newest
 * first. Runs of other workflows have no order to ours and decide nothing. `unknown`: no commit tells.
 */
export function lastWriter(
  slot: { readonly app: string; readonly environment: string },
  run: Run,
  commits: Iterable<TrustedCommit>,
): LastWriter {
  for (const commit of commits) {
    for (const entry of commit.recorded) {
      const isOurs = entry.app === slot.app && entry.environment === slot.environment;
      if (!isOurs || entry.run.workflow !== run.workflow) continue;
      return isNewerRun(entry.run, run) ? { kind: "newer", commit, entry } : { kind: "older" };
    }
  }
  return { kind: "unknown" };
}

/** A run can be re-run for 30 days and then last 35: no older run can still be alive. */
const OLDEST_RUN_MS = 65 * 24 * 60 * 60 * 1000;

/** Clocks of GitHub's parts and of people who push differ by this much at most. */
const CLOCK_SKEW_MS = 10 * 60 * 1000;

/**
 * An instant before which no newer run can have written: newer runs begin after this one was made. The
 * event that made it names the last push to its repository, which came before.
 * @see https://docs.github.com/en/actions/reference/limits
 */
export function writersSince(event: Readonly<Record<string, unknown>>, now: Date): Date {
  const oldest = now.getTime() - OLDEST_RUN_MS;
  const pushed = pushedAt(event);
  const began = Number.isFinite(pushed) && pushed <= now.getTime() ? pushed : oldest;
  return new Date(Math.max(oldest, began - CLOCK_SKEW_MS));
}

/** `repository.pushed_at`: seconds since the epoch in push events, ISO text in all others; NaN when absent. */
function pushedAt({ repository }: Readonly<Record<string, unknown>>): number {
  if (typeof repository !== "object" || repository === null || !("pushed_at" in repository))
    return Number.NaN;
  const { pushed_at: value } = repository;
  return typeof value === "number" ? value * 1000 : Date.parse(String(value));
}
