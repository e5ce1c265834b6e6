import type { Place } from "../errors.ts";

/** Something that keeps changes out for a time: a freeze, a lock or a hold. */
export interface Stop {
  readonly reason: string;
  /** From this instant on. */
  readonly since: Date;
  /** Before this instant; without it until somebody lifts it. */
  readonly until?: Date | undefined;
  readonly owner?: string | undefined;
  readonly ticket?: string | undefined;
  readonly place?: Place | undefined;
}

/** What some stops say at an instant. */
export interface StopOutlook<Kind extends Stop> {
  /** The stops in force; nothing is stopped when there is none. */
  readonly inForce: readonly Kind[];
  /** When that turns from stopped to free or back; `undefined` when it never does by itself. */
  readonly changesAt: Date | undefined;
}

/** Whether a stop is in force: from its start on, and no longer at its end. */
export function isInForce({ since, until }: Stop, now: Date): boolean {
  return since <= now && (until === undefined || now < until);
}

/** Which stops are in force, and when that changes. Stops that touch or overlap count as one. */
export function stopOutlook<Kind extends Stop>(
  stops: readonly Kind[],
  now: Date,
): StopOutlook<Kind> {
  const inForce = stops.filter((stop) => isInForce(stop, now));
  return { inForce, changesAt: inForce.length > 0 ? endOfStop(stops, now) : nextStart(stops, now) };
}

function nextStart(stops: readonly Stop[], now: Date): Date | undefined {
  const [first] = stops
    .filter(({ since, until }) => since > now && (until === undefined || since < until))
    .sort((left, right) => left.since.getTime() - right.since.getTime());
  return first?.since;
}

/** Walks from stop to stop until none is in force. */
function endOfStop(stops: readonly Stop[], now: Date): Date | undefined {
  let at = now;
  for (const stop of [...stops].sort((left, right) => +left.since - +right.since)) {
    if (stop.since > at) break;
    if (stop.until === undefined) return undefined;
    if (stop.until > at) at = stop.until;
  }
  return at;
}
