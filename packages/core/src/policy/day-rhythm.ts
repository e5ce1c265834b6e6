import { dateOfDay, MS_PER_DAY } from "./calendar.ts";
import { type CronSchedule, matchesDay } from "./cron.ts";
import { durationMs, type TimedWindow } from "./window-spell.ts";
import type { Stretch } from "./zone-stretch.ts";

/** Every schedule that fires at all fires again within eight years, so days beyond that look alike. */
const FARTHEST_DAYS = 3_000;

/**
 * Tells which days look alike to a set of windows. What a day looks like follows from which of its local
 * days fire, and from how long ago the last one before it did, as far as a window reaches.
 */
export interface DayRhythms {
  /** Looks at a whole UTC day. Days must be looked at in order; any may be left out. */
  look(day: Stretch): DayLook;
}

export interface DayLook {
  /** Two days with the same key have the same states at the same times of day. */
  readonly key: string;
  /** The windows that can be active on the day; only to be asked before the next day is looked at. */
  readonly awake: () => TimedWindow[];
}

/** One rhythm for all windows with the same days, zone and reach. */
interface Rhythm {
  readonly windows: TimedWindow[];
  readonly schedule: CronSchedule;
  readonly zoneIndex: number;
  /** A firing this many days before a local day no longer reaches into it. */
  readonly reachDays: number;
  /** The last local day that was looked at, and the last of those that fired. */
  looked: number;
  fired: number;
  /** Whether the day looked at is within reach of a firing. */
  isAwake: boolean;
}

/** The rhythms of windows whose schedules have no zone of their own. */
export function dayRhythms(windows: readonly TimedWindow[]): DayRhythms {
  const rhythms = new Map<string, Rhythm>();
  for (const window of windows) {
    const { daysOfMonth, months, weekdays, eitherDay, fires } = window.timing.schedule;
    const days = [daysOfMonth, months, weekdays, eitherDay, fires];
    const identity = JSON.stringify([days, window.zoneIndex, reachDays(window)]);
    const rhythm = rhythms.get(identity) ?? newRhythm(window);
    rhythm.windows.push(window);
    rhythms.set(identity, rhythm);
  }
  const all = [...rhythms.values()];
  return {
    look: (day) => ({
      key: `${day.offsets.join()} ${all.map((rhythm) => look(rhythm, day)).join("")}`,
      awake: () => all.flatMap((rhythm) => (rhythm.isAwake ? rhythm.windows : [])),
    }),
  };
}

function reachDays({ timing }: TimedWindow): number {
  const days = Math.ceil(durationMs(timing) / MS_PER_DAY) + 1;
  return Math.max(1, Math.min(days, FARTHEST_DAYS));
}

function newRhythm(window: TimedWindow): Rhythm {
  return {
    windows: [],
    schedule: window.timing.schedule,
    zoneIndex: window.zoneIndex,
    reachDays: reachDays(window),
    looked: Number.NEGATIVE_INFINITY,
    fired: Number.NEGATIVE_INFINITY,
    isAwake: true,
  };
}

/** One character for what a day looks like to one rhythm. */
function look(rhythm: Rhythm, { from, offsets }: Stretch): string {
  const today = Math.floor((from + (offsets[rhythm.zoneIndex] ?? 0)) / MS_PER_DAY);
  lookUpTo(rhythm, today);
  const daysSince = Math.min(today - rhythm.fired, rhythm.reachDays);
  const firing = (fires(rhythm, today) ? 2 : 0) + (fires(rhythm, today + 1) ? 1 : 0);
  // A window whose schedule never fires is always active.
  rhythm.isAwake = firing > 0 || daysSince < rhythm.reachDays || !rhythm.schedule.fires;
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
