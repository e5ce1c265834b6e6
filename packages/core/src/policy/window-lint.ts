import { lintClock } from "./lint-clock.ts";
import { lintTogether } from "./lint-together.ts";
import { lintWindow } from "./lint-window.ts";
import { compileSyncWindows, type SyncWindow, type SyncWindowSpec } from "./sync-window.ts";
import { timeZones } from "./time-zone.ts";
import type { WindowFinding } from "./window-finding.ts";

/** More windows than this are not looked at on the clock, nor together: it would take too long. */
const MOST_ON_CLOCK = 100;

/**
 * What is wrong with the sync windows of one project, in the order of the windows; first what each says,
 * then what the clock and other windows make of it. Whether windows meet is told from their patterns: two
 * that list the same pattern or `*` do, two that only happen to match the same application may be missed.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
export function lintSyncWindows(specs: readonly SyncWindowSpec[], now: Date): WindowFinding[] {
  const zones = timeZones();
  const windows = compileSyncWindows(specs, zones);
  const written = windows.flatMap((window, index) => lintWindow(window, index, zones));
  const onClock =
    windows.length > MOST_ON_CLOCK
      ? [tooMany(windows)]
      : [
          ...windows.flatMap((window, index) => lintClock(window, index, now)),
          ...lintTogether(windows, now),
        ];
  return [...written, ...onClock].sort((left, right) => left.window - right.window);
}

function tooMany(windows: readonly SyncWindow[]): WindowFinding {
  return {
    code: "too-many-windows",
    severity: "warning",
    place: windows[MOST_ON_CLOCK]?.spec.source?.place,
    window: MOST_ON_CLOCK,
    others: [],
    message: `the project has ${windows.length} sync windows; with more than ${MOST_ON_CLOCK} their times are not checked`,
    fix: "Merge windows: a schedule can name several hours and days, and a window several patterns.",
  };
}
