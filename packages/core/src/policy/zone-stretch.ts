import { MS_PER_DAY } from "./calendar.ts";
import type { TimeZone } from "./time-zone.ts";

/** From `start` on and before `end`, in milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of time, at most one UTC day, in which no zone changes its offset. Milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The offset of each zone, in milliseconds, in the order of the zones. */
  readonly offsets: readonly number[];
}

/** The stretches that cover the time from `from` to `to`, in order. Each ends at midnight UTC at last. */
export function* stretches(
  zones: readonly TimeZone[],
  { from, to }: { from: number; to: number },
): Generator<Stretch> {
  for (let at = from; at < to; ) {
    const midnight = (Math.floor(at / MS_PER_DAY) + 1) * MS_PER_DAY;
    const seconds = Math.floor(at / 1000);
    const steady = zones.map((zone) => zone.steadyUntil(seconds) * 1000);
    const end = Math.min(to, midnight, ...steady);
    yield { from: at, to: end, offsets: zones.map((zone) => zone.offsetAt(seconds) * 1000) };
    at = end;
  }
}

/** Whether a stretch is one whole UTC day. */
export function isWholeDay({ from, to }: Stretch): boolean {
  return to - from === MS_PER_DAY;
}
