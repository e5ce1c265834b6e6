import { legacyZoneNames, zoneNames } from "./zone-names.ts";

/** A time zone of the tz database. */
export interface TimeZone {
  readonly name: string;
  /** Seconds to add to UTC for the wall clock at an instant, itself in seconds since 1970. */
  offsetAt(seconds: number): number;
  /** An instant, in seconds, before which the offset of the given one certainly holds on. */
  steadyUntil(seconds: number): number;
}

/** UTC itself: what no name, and in Argo CD also a wrong name, means. */
export const utc: TimeZone = {
  name: "UTC",
  offsetAt: () => 0,
  steadyUntil: () => Number.POSITIVE_INFINITY,
};

/** Finds zones by name; one look-up shared by many windows builds each zone once. */
export interface TimeZones {
  /**
   * The zone Go's `time.LoadLocation` gives for a name, or `undefined` where Go knows none. Empty is UTC,
   * and so is `Local`, the zone of the controller's container.
   */
  find(name: string): TimeZone | undefined;
  /** Whether the name is an old alias, which is missing where `tzdata-legacy` is not installed. */
  isLegacy(name: string): boolean;
}

/** A look-up of time zones. Nothing is read or built before it is asked for. */
export function timeZones(): TimeZones {
  const found = new Map<string, TimeZone | undefined>([
    ["", utc],
    ["UTC", utc],
    ["Local", utc],
  ]);
  let known: Set<string> | undefined;
  return {
    find(name) {
      if (found.has(name)) return found.get(name);
      known ??= zoneNames();
      const zone = known.has(name) ? databaseZone(name) : undefined;
      found.set(name, zone);
      return zone;
    },
    isLegacy: (name) => legacyZoneNames().has(name),
  };
}

/**
 * Offsets are kept in periods short enough that a clock changes at most once in one: from 1970 to 2100 no
 * zone of the tz database changes its offset twice within 7 days.
 */
const PERIOD_SECONDS = 6 * 86_400;

interface Period {
  readonly before: number;
  /** When the offset changes from `before` to `after`; without a change the end of the period. */
  readonly changesAt: number;
  readonly after: number;
}

/** `Intl` is asked lazily and seldom: the first formatter of a process costs tens of milliseconds. */
function databaseZone(name: string): TimeZone {
  let format: Intl.DateTimeFormat | undefined;
  const periods = new Map<number, Period>();

  function ask(seconds: number): number {
    format ??= new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hour: "2-digit",
      timeZoneName: "longOffset",
    });
    return parseOffset(format.format(seconds * 1000));
  }

  function periodAt(seconds: number): Period {
    const index = Math.floor(seconds / PERIOD_SECONDS);
    const period = periods.get(index) ?? readPeriod(ask, index * PERIOD_SECONDS);
    periods.set(index, period);
    return period;
  }

  return {
    name,
    offsetAt(seconds) {
      const { before, changesAt, after } = periodAt(seconds);
      return seconds < changesAt ? before : after;
    },
    steadyUntil(seconds) {
      const { changesAt } = periodAt(seconds);
      if (seconds < changesAt) return changesAt;
      return (Math.floor(seconds / PERIOD_SECONDS) + 1) * PERIOD_SECONDS;
    },
  };
}

function readPeriod(ask: (seconds: number) => number, start: number): Period {
  const before = ask(start);
  const after = ask(start + PERIOD_SECONDS);
  let [low, high] = [start, start + PERIOD_SECONDS];
  // Halve to the second of the change; without one this ends at the end.
  while (before !== after && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ask(middle) === before) low = middle;
    else high = middle;
  }
  return { before, changesAt: high, after };
}

/** Seconds from the offset in `09 AM GMT+05:30`; without digits it is UTC. */
function parseOffset(text: string): number {
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /([+-])(\d+):(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === "-" ? -size : size;
}
