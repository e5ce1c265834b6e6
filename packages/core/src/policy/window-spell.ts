import type { SyncState } from "./can-sync.ts";
import { nextFiring } from "./cron-next.ts";
import type { SyncWindow, WindowTiming } from "./sync-window.ts";
import type { Span, Stretch } from "./zone-stretch.ts";

/** A state that holds from an instant on, in milliseconds since 1970. */
export interface StateStep {
  readonly at: number;
  readonly state: SyncState;
}

/** A window with a readable timing, and which of a stretch's offsets is its own. */
export interface TimedWindow {
  readonly window: SyncWindow;
  readonly timing: WindowTiming;
  readonly zoneIndex: number;
}

/** Whether the window is active from a local time on; unlike the controller's, the start belongs to it. */
export function isActiveFrom(timing: WindowTiming, local: number): boolean {
  const firing = nextFiring(timing.schedule, Math.floor((local - durationMs(timing)) / 1000));
  return firing === undefined || firing * 1000 <= local;
}

/** The state while no window is active. */
export function restingState(windows: readonly TimedWindow[]): SyncState {
  const allows = windows.filter(({ window }) => window.spec.kind === "allow");
  if (allows.length === 0) return "open";
  return allows.every(({ window }) => window.spec.manualSync) ? "manual-only" : "closed";
}

export interface StretchWindows {
  /** All windows that can be active in the stretch. */
  readonly windows: readonly TimedWindow[];
  /** The {@link restingState} of these and all others. */
  readonly resting: SyncState;
}

/** The states of all windows together within a stretch; the first step is at its start. */
export function stateSteps(
  { from, to, offsets }: Stretch,
  { windows, resting }: StretchWindows,
): StateStep[] {
  const tally = new Tally(resting);
  const edges = windows.flatMap(({ window, timing, zoneIndex }) => {
    const offset = offsets[zoneIndex] ?? 0;
    const spells = [...activeSpells(timing, { start: from + offset, end: to + offset })];
    return spells.flatMap(({ start, end }) => [
      { at: start - offset, window, change: 1 },
      { at: end - offset, window, change: -1 },
    ]);
  });
  edges.sort((a, b) => a.at - b.at);

  const steps: StateStep[] = [];
  let next = 0;
  for (let at = from; at < to; ) {
    for (let edge = edges[next]; edge !== undefined && edge.at <= at; edge = edges[++next]) {
      tally.count(edge.window, edge.change);
    }
    if (tally.state() !== steps.at(-1)?.state) steps.push({ at, state: tally.state() });
    at = edges[next]?.at ?? to;
  }
  return steps;
}

/**
 * When a window is active within a span of local time, touching spells joined. A schedule that never
 * fires is active all the time, as in the controller; a duration that is not positive never.
 */
export function* activeSpells(timing: WindowTiming, span: Span): Generator<Span> {
  const { schedule } = timing;
  const duration = durationMs(timing);
  let firing = nextFiring(schedule, Math.floor((span.start - duration) / 1000));
  if (firing === undefined) yield span;
  if (duration <= 0) return;
  while (firing !== undefined && firing * 1000 < span.end) {
    const start = Math.max(firing * 1000, span.start);
    let end = firing * 1000 + duration;
    firing = nextFiring(schedule, firing);
    while (firing !== undefined && firing * 1000 <= end && end < span.end) {
      end = firing * 1000 + duration;
      firing = nextFiring(schedule, firing);
    }
    yield { start, end: Math.min(end, span.end) };
    if (end >= span.end) return;
  }
}

/** The duration, rounded to the milliseconds that a `Date` can tell apart. */
export function durationMs({ durationNanoseconds }: WindowTiming): number {
  return Number((durationNanoseconds + 500_000n) / 1_000_000n);
}

/** Counts of active windows, enough to tell the state without looking at every window again. */
class Tally {
  #denies = 0;
  #strictDenies = 0;
  #activeAllows = 0;
  readonly #resting: SyncState;

  constructor(resting: SyncState) {
    this.#resting = resting;
  }

  count({ spec }: SyncWindow, change: number): void {
    if (spec.kind === "allow") this.#activeAllows += change;
    if (spec.kind !== "deny") return;
    this.#denies += change;
    if (!spec.manualSync) this.#strictDenies += change;
  }

  state(): SyncState {
    if (this.#strictDenies > 0) return "closed";
    if (this.#denies > 0) return "manual-only";
    return this.#activeAllows > 0 ? "open" : this.#resting;
  }
}
