import { MS_PER_DAY } from "./calendar.ts";
import { combine, firstFault, type SyncAnswer } from "./can-sync.ts";
import type { CronSchedule } from "./cron.ts";
import { dayRhythms } from "./day-rhythm.ts";
import type { SyncWindow } from "./sync-window.ts";
import type { TimeZone } from "./time-zone.ts";
import {
  isActiveFrom,
  restingState,
  type StateStep,
  type StretchWindows,
  stateSteps,
  type TimedWindow,
} from "./window-spell.ts";
import { isWholeDay, type Span, type Stretch, stretches } from "./zone-stretch.ts";

/** The answer of a set of windows from an instant on. */
export interface SyncChange {
  readonly at: Date;
  readonly answer: SyncAnswer;
  /** The windows that start or end at this instant. */
  readonly by: readonly SyncWindow[];
}

/**
 * How long a search goes on without a change. In 28 years without a century the calendar shows every year
 * there is next to every year that can follow it, so a set of windows that has kept its answer that long
 * keeps it for ever.
 */
const HORIZON_DAYS = 28 * 366;

/**
 * Enough where only weekdays count and there is one clock: it then shows every week alike, and an hour
 * that it skips in one week comes in the next.
 */
const WEEKLY_HORIZON_DAYS = 21;

/** No date beyond is looked at, so that every instant stays one that `Date` and `Intl` can hold. */
const LAST_INSTANT = Date.UTC(9999, 11, 31);

/**
 * The answer for an application whose matching windows are given, as it holds from an instant on.
 *
 * It differs from the controller's own at single instants only: at the sharp start of a window, and at
 * the sharp end of one that starts again just then, the controller counts the window as inactive. Here a
 * window starts with its first instant and ends before its last, so that an answer read at 10:00:00 is
 * still the answer a moment later. A window that cannot be read closes everything.
 */
export function answerFrom(windows: readonly SyncWindow[], at: Date): SyncAnswer {
  const faulty = windows.filter(({ timing }) => "fault" in timing);
  if (faulty.length > 0) return { state: "closed", deciding: faulty };
  return combine(windows, (window) => isActiveAt(window, at.getTime()));
}

/**
 * Every change of the answer after `from`, in order. Ends when the answer never changes again: a proof,
 * not a limit of patience.
 *
 * Changes are those of {@link answerFrom}, so one is reported at the sharp start or end of a window, and
 * what the controller does for a single instant is left out. So is its five-year look-ahead, which lets
 * windows that fire on 29 February only be always active from 2096 to 2098.
 */
export function* changes(windows: readonly SyncWindow[], from: Date): Generator<SyncChange> {
  for (const { at } of stateChanges(windows, from)) yield changeAt(windows, at);
}

function changeAt(windows: readonly SyncWindow[], at: number): SyncChange {
  const by = windows.filter((window) => isActiveAt(window, at) !== isActiveAt(window, at - 1));
  return { at: new Date(at), answer: answerFrom(windows, new Date(at)), by };
}

function isActiveAt({ timing, zone }: SyncWindow, at: number): boolean {
  if ("fault" in timing) return false;
  return isActiveFrom(timing, at + zone.offsetAt(Math.floor(at / 1000)) * 1000);
}

function* stateChanges(windows: readonly SyncWindow[], from: Date): Generator<StateStep> {
  if (firstFault(windows) !== undefined) return;
  const zones = [...new Set(windows.map(({ zone }) => zone))];
  const timed = timedWindows(windows, zones);
  const horizon = horizonDays(timed, zones) * MS_PER_DAY;
  let { state } = answerFrom(windows, from);
  let quietSince = from.getTime();
  for (const step of steps(timed, { zones, from: quietSince })) {
    if (step.at - quietSince > horizon) return;
    if (step.state === state) continue;
    state = step.state;
    quietSince = step.at;
    yield step;
  }
}

/** When one window is active within a span of time, whatever its kind; in order, never touching. */
export function activeSpans(window: SyncWindow, { start, end }: Span): Span[] {
  const alone = [asStrictDeny(window)];
  const spans: Span[] = [];
  let since = answerFrom(alone, new Date(start)).state === "closed" ? start : undefined;
  for (const { at } of stateChanges(alone, new Date(start))) {
    if (at >= end) break;
    if (since !== undefined) spans.push({ start: since, end: at });
    since = since === undefined ? at : undefined;
  }
  return since === undefined ? spans : [...spans, { start: since, end }];
}

/** Whether a window is active from now on and never ends. */
export function isAlwaysActive(window: SyncWindow, now: Date): boolean {
  const alone = [asStrictDeny(window)];
  return answerFrom(alone, now).state === "closed" && nextChange(alone, now) === undefined;
}

/** The window as a deny without exceptions: the answer of it alone is then closed while it is active. */
function asStrictDeny(window: SyncWindow): SyncWindow {
  return { ...window, spec: { ...window.spec, kind: "deny", manualSync: false } };
}

/** The next change of the answer, or `undefined` when it never changes. */
export function nextChange(windows: readonly SyncWindow[], now: Date): SyncChange | undefined {
  for (const change of changes(windows, now)) return change;
  return undefined;
}

/** The next change after which a sync starts by itself, or `undefined` for never. */
export function nextOpening(windows: readonly SyncWindow[], now: Date): SyncChange | undefined {
  for (const change of changes(windows, now)) if (change.answer.state === "open") return change;
  return undefined;
}

/** The next change after which a sync no longer starts by itself, or `undefined` for never. */
export function nextClosing(windows: readonly SyncWindow[], now: Date): SyncChange | undefined {
  let wasOpen = answerFrom(windows, now).state === "open";
  for (const change of changes(windows, now)) {
    const isOpen = change.answer.state === "open";
    if (wasOpen && !isOpen) return change;
    wasOpen = isOpen;
  }
  return undefined;
}

/** The windows with their timing; those that always do the same at the same time stand once. */
function timedWindows(windows: readonly SyncWindow[], zones: readonly TimeZone[]): TimedWindow[] {
  const distinct = new Map<string, TimedWindow>();
  for (const window of windows) {
    const { spec, timing, zone } = window;
    if ("fault" in timing) continue;
    const zoneIndex = zones.indexOf(zone);
    const identity = [spec.kind, spec.manualSync, spec.schedule, spec.duration, zoneIndex];
    distinct.set(JSON.stringify(identity), { window, timing, zoneIndex });
  }
  return [...distinct.values()];
}

/** The states from an instant on, with at least one step a day, until {@link LAST_INSTANT}. */
function* steps(
  windows: readonly TimedWindow[],
  { zones, from }: { zones: readonly TimeZone[]; from: number },
): Generator<StateStep> {
  const all = { windows, resting: restingState(windows) };
  const day = alikeDays(all);
  for (const stretch of stretches(zones, { from, to: LAST_INSTANT })) {
    yield* isWholeDay(stretch) ? day(stretch) : stateSteps(stretch, all);
  }
}

function horizonDays(windows: readonly TimedWindow[], zones: readonly TimeZone[]): number {
  const isWeekly = windows.every(({ timing }) => hasWeeklyDays(timing.schedule));
  return isWeekly && zones.length <= 1 ? WEEKLY_HORIZON_DAYS : HORIZON_DAYS;
}

function hasWeeklyDays({ months, daysOfMonth, zone }: CronSchedule): boolean {
  return zone === undefined && months.indexOf(false, 1) < 0 && daysOfMonth.indexOf(false, 1) < 0;
}

/** The steps of whole days, worked out once for days that look alike. */
function alikeDays({ windows, resting }: StretchWindows): (day: Stretch) => StateStep[] {
  // A schedule with its own zone may change its clock on any day.
  const ownZone = windows.some(({ timing }) => timing.schedule.zone !== undefined);
  if (ownZone) return (day) => stateSteps(day, { windows, resting });

  const rhythms = dayRhythms(windows);
  const known = new Map<string, { from: number; steps: StateStep[] }>();
  return (day) => {
    const { key, awake } = rhythms.look(day);
    const alike = known.get(key);
    if (alike !== undefined) {
      const later = day.from - alike.from;
      return alike.steps.map(({ at, state }) => ({ at: at + later, state }));
    }
    const steps = stateSteps(day, { windows: awake(), resting });
    known.set(key, { from: day.from, steps });
    return steps;
  };
}
