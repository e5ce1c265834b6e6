import { lintClock } from "./lint-clock.ts";
import { lintTogether } from "./lint-together.ts";
import { lintWindow } from "./lint-window.ts";
import { compileSyncWindows, type SyncWindowSpec } from "./sync-window.ts";
import { timeZones } from "./time-zone.ts";
import type { WindowFinding } from "./window-finding.ts";

/**
 * What is wrong with the sync windows of one project, in the order of the windows; first what each says,
 * then what the clock and other windows make of it. Whether windows meet is told from their patterns: two
 * that list the same pattern or `*` do, two that only happen to match the same application may be missed.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
export function lintSyncWindows(specs: readonly SyncWindowSpec[], now: Date): WindowFinding[] {
  const zones = timeZones();
  const windows = compileSyncWindows(specs, zones);
  const findings = [
    ...windows.flatMap((window, index) => lintWindow(window, index, zones)),
    ...windows.flatMap((window, index) => lintClock(window, index, now)),
    ...lintTogether(windows, now),
  ];
  return findings.sort((left, right) => left.window - right.window);
}
