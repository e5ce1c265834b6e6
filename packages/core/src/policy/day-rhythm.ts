import { dateOfDay } from "./calendar.ts";
import { type CronSchedule, matchesDay } from "./cron.ts";
import type { TimedWindow } from "./window-spell.ts";
import { MS_PER_DAY, type Stretch } from "./zone-stretch.ts";

/** Every schedule that fires at all fires again within eight years, so days beyond that look alike. */
const FARTHEST_DAYS = 3_000;

/**
 * Tells which days look alike to a set of windows: two whole UTC days with the same key have the same
 * states at the same times of day. What a day looks like follows from which of its local days fire, and
 * from how long ago the last one before it did, as far as a window reaches.
 */
export interface DayRhythms {
  /** The key of a whole day. Days must be asked for in order; any may be left out. */
  key(day: Stretch): string;
}

/** One rhythm for all windows with the same days, zone and reach. */
interface Rhythm {
  readonly schedule: CronSchedule;
  readonly zoneIndex: number;
  /** A firing this many days before a local day no longer reaches into it. */
  readonly reachDays: number;
  /** The last local day that was looked at, and the last of those that fired. */
  looked: number;
  fired: number;
}

/** The rhythms of windows whose schedules have no zone of their own. */
export function dayRhythms(windows: readonly TimedWindow[]): DayRhythms {
  const rhythms = new Map<string, Rhythm>();
  for (const window of windows) {
    const { daysOfMonth, months, weekdays, eitherDay } = window.timing.schedule;
    const rhythm = newRhythm(window);
    const { zoneIndex, reachDays } = rhythm;
    rhythms.set(
      JSON.stringify([daysOfMonth, months, weekdays, eitherDay, zoneIndex, reachDays]),
      rhythm,
    );
  }
  const all = [...rhythms.values()];
  return {
    key: (day) => `${day.offsets.join()} ${all.map((rhythm) => look(rhythm, day)).join("")}`,
  };
}

function newRhythm({ timing, zoneIndex }: TimedWindow): Rhythm {
  const days = Math.ceil(Number(timing.durationNanoseconds) / 1e6 / MS_PER_DAY) + 1;
  const reachDays = Math.max(1, Math.min(days, FARTHEST_DAYS));
  const never = Number.NEGATIVE_INFINITY;
  return { schedule: timing.schedule, zoneIndex, reachDays, looked: never, fired: never };
}

/** One character for what a day looks like to one rhythm. */
function look(rhythm: Rhythm, { from, offsets }: Stretch): string {
  const today = Math.floor((from + (offsets[rhythm.zoneIndex] ?? 0)) / MS_PER_DAY);
  lookUpTo(rhythm, today);
  const daysSince = Math.min(today - rhythm.fired, rhythm.reachDays);
  const firing = (fires(rhythm, today) ? 2 : 0) + (fires(rhythm, today + 1) ? 1 : 0);
  return String.fromCharCode(daysSince * 4 + firing);
}

function lookUpTo(rhythm: Rhythm, today: number): void {
  const first = Math.max(rhythm.looked + 1, today - rhythm.reachDays);
  for (let day = first; day < today; day += 1) if (fires(rhythm, day)) rhythm.fired = day;
  rhythm.looked = today - 1;
}

function fires({ schedule }: Rhythm, day: number): boolean {
  const date = dateOfDay(day);
  return schedule.months[date.month] === true && matchesDay(schedule, date);
}
