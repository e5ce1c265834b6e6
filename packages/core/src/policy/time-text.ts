import { MS_PER_DAY } from "./calendar.ts";
import type { TimeZone } from "./time-zone.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * A length of time as people write it, cut to its two largest units: `30m`, `1h30m`, `24h`, `3d4h`. Days
 * are used from 48 hours on.
 */
export function durationText(milliseconds: number): string {
  const days = milliseconds >= 2 * MS_PER_DAY ? Math.floor(milliseconds / MS_PER_DAY) : 0;
  const rest = milliseconds - days * MS_PER_DAY;
  const units = [
    [days, "d"],
    [Math.floor(rest / HOUR_MS), "h"],
    [Math.floor((rest % HOUR_MS) / MINUTE_MS), "m"],
    [Math.floor((rest % MINUTE_MS) / 1000), "s"],
  ] as const;
  const used = units.filter(([count]) => count > 0).slice(0, 2);
  return used.length === 0 ? "0s" : used.map(([count, unit]) => `${count}${unit}`).join("");
}

/**
 * An instant for people: `14:05 UTC (18:05 Dubai)`. The date stands in front when it is not the UTC day of
 * `now` (`Fri 27 Nov 14:05 UTC`), with the year when that differs too. The zone in brackets is named by
 * its place, and left out where its clock shows UTC.
 */
export function instantText(
  at: Date,
  { now, zone }: { now: Date; zone?: TimeZone | undefined },
): string {
  const text = `${dateText(at, now)}${timeText(at)} UTC`;
  const offset = zone?.offsetAt(Math.floor(at.getTime() / 1000)) ?? 0;
  if (zone === undefined || offset === 0) return text;
  const local = new Date(at.getTime() + offset * 1000);
  const weekday = isSameDay(local, at) ? "" : `${WEEKDAYS[local.getUTCDay()]} `;
  return `${text} (${weekday}${timeText(local)} ${placeName(zone)})`;
}

/** Date and time of a wall clock: `2026-03-29 02:00`. `local` is the clock's reading taken for UTC. */
export function wallText(local: number): string {
  const date = new Date(local);
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].map(twoDigits);
  return `${day.join("-")} ${timeText(date)}`;
}

function timeText(date: Date): string {
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits);
  return (date.getUTCSeconds() === 0 ? time.slice(0, 2) : time).join(":");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function dateText(at: Date, now: Date): string {
  if (isSameDay(at, now)) return "";
  const year = at.getUTCFullYear() === now.getUTCFullYear() ? "" : `${at.getUTCFullYear()} `;
  const day = `${WEEKDAYS[at.getUTCDay()]} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
  return `${day} ${year}`;
}

function isSameDay(left: Date, right: Date): boolean {
  return Math.floor(left.getTime() / MS_PER_DAY) === Math.floor(right.getTime() / MS_PER_DAY);
}

function placeName({ name }: TimeZone): string {
  return name.slice(name.lastIndexOf("/") + 1).replaceAll("_", " ");
}
