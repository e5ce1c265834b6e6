import { Location, Time } from "./value.ts";

const NANOSECONDS = 1_000_000_000n;
/** Seconds since 1970: before the year 1000 there are no time zones, and years that Intl shows oddly. */
const YEAR_1000 = -30_610_224_000;
const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** The zone of everything that names no other. */
export const UTC: Location = new Location("UTC", 0);

/** A date and time of day as people write it. Months count from 1, weekdays from Sunday as 0. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

/** What a clock and a calendar in the time's zone show, and the zone's offset, seconds east of UTC. */
export function civilOf(time: Time): Civil & { weekday: number; yearDay: number; offset: number } {
  const seconds = secondsOf(time);
  const offset = offsetAt(time.zone, seconds);
  const date = new Date((seconds + offset) * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(time.nanoseconds - BigInt(seconds) * NANOSECONDS),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - Date.UTC(year, 0)) / 86_400_000) + 1,
    offset,
  };
}

/** Whole seconds since 1970, rounded down. */
export function secondsOf(time: Time): number {
  const remainder = BigInt.asUintN(
    64,
    ((time.nanoseconds % NANOSECONDS) + NANOSECONDS) % NANOSECONDS,
  );
  return Number((time.nanoseconds - remainder) / NANOSECONDS);
}

/**
 * The instant at which a clock in the zone shows that. Parts beyond their range carry over, so day 0
 * is the last of the month before.
 */
export function instantOf(civil: Civil, zone: Location): Time {
  const local = new Date(0);
  local.setUTCFullYear(civil.year, civil.month - 1, civil.day);
  local.setUTCHours(civil.hour, civil.minute, civil.second);
  const seconds = local.getTime() / 1000;
  const guess = offsetAt(zone, seconds);
  const offset = offsetAt(zone, seconds - guess);
  return new Time(BigInt(seconds - offset) * NANOSECONDS + BigInt(civil.nanosecond), zone);
}

/** The zone's offset at that second, in seconds east of UTC. */
function offsetAt(zone: Location, seconds: number): number {
  if (zone.offset !== undefined) return zone.offset;
  if (seconds < YEAR_1000) return offsetAt(zone, YEAR_1000);
  const parts = formatIn(zone.name).formatToParts(new Date(seconds * 1000));
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown / 1000 - seconds;
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

/** The zone of that IANA name; undefined when there is none. Empty is UTC. */
export function zoneNamed(name: string): Location | undefined {
  if (name === "" || name === "UTC" || name === "Local") return UTC;
  // Intl takes a name in any case; Go looks for a file of that very name.
  if (!/^[A-Z][\w+\-/]*$/.test(name) || /\/[a-z]/.test(name)) return undefined;
  try {
    formatIn(name);
    return new Location(name, undefined);
  } catch {
    // Intl throws a RangeError for a zone it does not know, and has no other way to ask.
    return undefined;
  }
}

/** The English name of a month, from 1. */
export function monthName(month: number): string {
  return MONTHS[month - 1] ?? `%!Month(${month})`;
}

/** The English name of a weekday, Sunday being 0. */
export function weekdayName(weekday: number): string {
  return WEEKDAYS[weekday] ?? `%!Weekday(${weekday})`;
}
