import { type CalendarDate, dateOfDay, dayOfMonthStart, SECONDS_PER_DAY } from "./calendar.ts";
import { type CronSchedule, matchesDay } from "./cron.ts";
import { type TimeZone, utc } from "./time-zone.ts";

/** The controller stops looking at the end of this many calendar years ahead. */
const YEARS_AHEAD = 5;

const HOUR = 3600;
const MINUTE = 60;

/**
 * The first instant after `after` at which the schedule fires, both in whole seconds since 1970; without
 * a firing until the end of the fifth calendar year ahead `undefined`, as robfig/cron gives up there.
 *
 * It steps as robfig/cron does, because the answers around the clock changes of a `CRON_TZ=` zone follow
 * from that: month by month and day by day on the wall clock, below that in real time.
 * @see https://github.com/robfig/cron/blob/bc59245fe10e/spec.go
 */
export function nextFiring(schedule: CronSchedule, after: number): number | undefined {
  if (!schedule.fires) return undefined;
  const clock = new WallClock(schedule.zone ?? utc, after + 1);
  const lastYear = clock.date().year + YEARS_AHEAD;
  while (clock.date().year <= lastYear) {
    const found =
      seekMonth(clock, schedule) &&
      seekDay(clock, schedule) &&
      seekHour(clock, schedule) &&
      seekMinute(clock, schedule) &&
      seekSecond(clock);
    if (found) return clock.instant;
  }
  return undefined;
}

// Each seek moves one field forward until it fires. It returns false when that carried into the larger
// fields, which then have to be looked at again.

function seekMonth(clock: WallClock, schedule: CronSchedule): boolean {
  for (let date = clock.date(); !schedule.months[date.month]; date = clock.date()) {
    clock.startAt(dayOfMonthStart(date.year, date.month), 0);
    const { year, month, day } = clock.date();
    clock.setWall(dayOfMonthStart(year, month + 1) + day - 1, clock.secondOfDay());
    if (clock.date().month === 1) return false;
  }
  return true;
}

function seekDay(clock: WallClock, schedule: CronSchedule): boolean {
  while (!matchesDay(schedule, clock.date())) {
    clock.startAt(clock.day(), 0);
    clock.setWall(clock.day() + 1, clock.secondOfDay());
    // A clock change at midnight has moved the start of the day to 01:00 or to 23:00 the day before.
    const hour = clock.hour();
    if (hour !== 0) clock.advance((hour > 12 ? 24 - hour : -hour) * HOUR);
    if (clock.date().day === 1) return false;
  }
  return true;
}

function seekHour(clock: WallClock, schedule: CronSchedule): boolean {
  while (!schedule.hours[clock.hour()]) {
    clock.startAt(clock.day(), clock.hour() * HOUR);
    clock.advance(HOUR);
    if (clock.hour() === 0) return false;
  }
  return true;
}

function seekMinute(clock: WallClock, schedule: CronSchedule): boolean {
  while (!schedule.minutes[clock.minute()]) {
    clock.startAtMinute();
    clock.advance(MINUTE);
    if (clock.minute() === 0) return false;
  }
  return true;
}

/** Firings are at second 0, so any other second runs over into the next minute. */
function seekSecond(clock: WallClock): boolean {
  const second = clock.secondOfDay() % MINUTE;
  if (second === 0) return true;
  clock.advance(MINUTE - second);
  return false;
}

/** An instant and what a clock on the wall shows then. */
class WallClock {
  readonly #zone: TimeZone;
  #instant = 0;
  #day = 0;
  #secondOfDay = 0;
  #date: CalendarDate | undefined;
  /** Whether a field was moved: the smaller ones then are at their lowest. */
  #started = false;

  constructor(zone: TimeZone, instant: number) {
    this.#zone = zone;
    this.#set(instant);
  }

  get instant(): number {
    return this.#instant;
  }

  day(): number {
    return this.#day;
  }

  date(): CalendarDate {
    this.#date ??= dateOfDay(this.#day);
    return this.#date;
  }

  secondOfDay(): number {
    return this.#secondOfDay;
  }

  hour(): number {
    return Math.floor(this.#secondOfDay / HOUR);
  }

  minute(): number {
    return Math.floor((this.#secondOfDay % HOUR) / MINUTE);
  }

  advance(seconds: number): void {
    this.#started = true;
    this.#set(this.#instant + seconds);
  }

  /** Goes to a time of the wall clock; one that a clock change skips or repeats is resolved as in Go. */
  setWall(day: number, secondOfDay: number): void {
    const wall = day * SECONDS_PER_DAY + secondOfDay;
    const guess = this.#zone.offsetAt(wall);
    this.#set(guess === 0 ? wall : wall - this.#zone.offsetAt(wall - guess));
  }

  /** Drops what is smaller than the field about to move; only the first move has to. */
  startAt(day: number, secondOfDay: number): void {
    if (!this.#started) this.setWall(day, secondOfDay);
    this.#started = true;
  }

  /** {@link startAt} for the minute, which Go drops to in real time. */
  startAtMinute(): void {
    if (!this.#started) this.#set(Math.floor(this.#instant / MINUTE) * MINUTE);
    this.#started = true;
  }

  #set(instant: number): void {
    this.#instant = instant;
    const wall = instant + this.#zone.offsetAt(instant);
    const day = Math.floor(wall / SECONDS_PER_DAY);
    if (day !== this.#day) this.#date = undefined;
    this.#day = day;
    this.#secondOfDay = wall - day * SECONDS_PER_DAY;
  }
}
