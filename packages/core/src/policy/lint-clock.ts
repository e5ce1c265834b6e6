import { MS_PER_DAY } from "./calendar.ts";
import { nextFiring } from "./cron-next.ts";
import type { SyncWindow, WindowTiming } from "./sync-window.ts";
import { durationText, wallText } from "./time-text.ts";
import { isAlwaysActive } from "./window-changes.ts";
import { fieldPlace, type WindowFinding } from "./window-finding.ts";
import { activeSpells, durationMs } from "./window-spell.ts";
import type { Span } from "./zone-stretch.ts";

/** Clock changes are looked for this far ahead: each yearly change comes once. */
const YEAR_MS = 366 * MS_PER_DAY;

/** This many firings are looked at: a day of a schedule that fires every few minutes. */
const FIRINGS = 400;

/** What is wrong with the times of a window that can be read, from `now` on. */
export function lintClock(window: SyncWindow, index: number, now: Date): WindowFinding[] {
  const { timing } = window;
  if ("fault" in timing || !timing.schedule.fires || timing.durationNanoseconds <= 0n) return [];
  const found = isAlwaysActive(window, now)
    ? [alwaysActive(window)]
    : clockChanges(window, timing, now).map(clockChange);
  return [...found, ...boundaryFlicker(window, timing, now)].map(({ field, ...finding }) => ({
    ...finding,
    place: fieldPlace(window, field),
    window: index,
    others: [],
  }));
}

interface Described extends Pick<WindowFinding, "code" | "severity" | "message" | "fix"> {
  readonly field: "duration" | "timeZone";
}

function alwaysActive({ spec }: SyncWindow): Described {
  const effect =
    spec.kind === "deny"
      ? "nothing that it matches ever syncs"
      : "it never keeps anything from syncing";
  return {
    code: "always-active",
    field: "duration",
    severity: spec.kind === "deny" ? "error" : "warning",
    message: `each opening lasts ${spec.duration} and so runs into the next: the window is active at all times, ${effect}`,
    fix: "Shorten the duration, or remove the window.",
  };
}

function clockChange(message: string): Described {
  return {
    code: "clock-change",
    field: "timeZone",
    severity: "notice",
    message,
    fix: "Nothing, if that is meant; else keep the window away from the hour of the change, or use UTC.",
  };
}

/**
 * Where the zone's clock changes while the window is active, or while it would be. Windows live in wall
 * clock time: a skipped hour shortens them, a repeated one lengthens them.
 */
function clockChanges({ zone }: SyncWindow, timing: WindowTiming, now: Date): string[] {
  // With a zone of its own a schedule fires by that zone's clock, but lasts in real time.
  if (timing.schedule.zone !== undefined) return [];
  const messages: string[] = [];
  const end = Math.floor((now.getTime() + YEAR_MS) / 1000);
  for (let at = Math.floor(now.getTime() / 1000); at < end; ) {
    const next = Math.min(zone.steadyUntil(at), end);
    const before = zone.offsetAt(next - 1);
    const shift = zone.offsetAt(next) - before;
    const change = { wall: (next + before) * 1000, shift: shift * 1000, zone: zone.name };
    const effect = shift === 0 ? undefined : clockChangeEffect(timing, change);
    if (effect !== undefined) messages.push(effect);
    at = next;
  }
  return messages;
}

interface ClockChange {
  /** What the clock shows when it changes, milliseconds. */
  readonly wall: number;
  /** By how much it is put forward, or back if negative, milliseconds. */
  readonly shift: number;
  readonly zone: string;
}

function clockChangeEffect(timing: WindowTiming, change: ClockChange): string | undefined {
  const { wall, shift } = change;
  const touched = { start: Math.min(wall, wall + shift), end: Math.max(wall, wall + shift) };
  const reach = durationMs(timing) + MS_PER_DAY;
  const around = { start: touched.start - reach, end: touched.end + reach };
  const [spell, ...others] = [...activeSpells(timing, around)].filter(
    ({ start, end }) => start < touched.end && touched.start < end,
  );
  if (spell === undefined) return undefined;
  const hours = `${wallText(touched.start)} to ${wallText(touched.end).slice(-5)}`;
  const event = `the clock of ${change.zone} ${shift > 0 ? "skips" : "repeats"} ${hours}`;
  if (others.length === 0) return `${event}: ${spellEffect(spell, touched, shift)}`;
  return `${event}, and with it ${others.length + 1} openings of the window`;
}

/** What a skipped (`shift` above 0) or repeated hour does to one opening. */
function spellEffect(spell: Span, touched: Span, shift: number): string {
  const overlap = Math.min(spell.end, touched.end) - Math.max(spell.start, touched.start);
  const planned = spell.end - spell.start;
  const name = `the window from ${wallText(spell.start).slice(-5)} (${durationText(planned)})`;
  if (shift > 0 && overlap === planned) return `${name} does not open that day`;
  if (shift > 0) return `${name} lasts ${durationText(planned - overlap)}`;
  if (overlap === planned && planned < -shift) return `${name} opens twice`;
  const isBroken = spell.start > touched.start || spell.end < touched.end;
  return `${name} lasts ${durationText(planned + overlap)}${isBroken ? ", with a gap in it" : ""}`;
}

/** Firings exactly one duration apart: at each of them the controller takes the window for inactive. */
function boundaryFlicker(window: SyncWindow, timing: WindowTiming, now: Date): Described[] {
  const duration = durationMs(timing) / 1000;
  let firing = nextFiring(timing.schedule, Math.floor(now.getTime() / 1000));
  for (let looked = 0; looked < FIRINGS && firing !== undefined; looked += 1) {
    const next = nextFiring(timing.schedule, firing);
    if (next !== undefined && next - firing === duration) return [flicker(window, next * 1000)];
    firing = next;
  }
  return [];
}

function flicker({ spec }: SyncWindow, wall: number): Described {
  const effect = spec.kind === "deny" ? "a sync can slip through" : "a sync can be refused";
  return {
    code: "boundary-flicker",
    field: "duration",
    severity: "warning",
    message: `a new opening starts in the instant the last one ends (for example at ${wallText(wall)}); Argo CD counts the window as inactive in that instant, so ${effect}`,
    fix: "Make the duration a minute longer; overlapping openings do no harm.",
  };
}
