import type { Gate } from "./decision.ts";
import { type Stop, stopOutlook } from "./stop.ts";
import type { SyncWindow } from "./sync-window.ts";
import { answerFrom, nextClosing, nextOpening, type SyncChange } from "./window-changes.ts";
import { windowReference } from "./window-finding.ts";

const WINDOW_GATE = "sync window";

/**
 * The gate of the sync windows that match an application: passes while Argo CD would sync it by itself.
 * Waits until that opens, with the clock of the window that opens it; fails when it never will, and when a
 * window cannot be read.
 */
export function windowGate(windows: readonly SyncWindow[], now: Date): Gate {
  const { state, deciding } = answerFrom(windows, now);
  const names = deciding.map(windowReference).join(", ");
  if (state === "open") {
    const closing = nextClosing(windows, now);
    const reason = names === "" ? "no window denies it" : `open: ${names}`;
    return {
      name: WINDOW_GATE,
      state: "pass",
      reason,
      validUntil: closing?.at,
      zone: zoneOf(closing),
    };
  }
  const fault = deciding.find(({ timing }) => "fault" in timing);
  if (fault !== undefined) return unreadable(fault);

  const people = state === "manual-only" ? ", people may sync by hand" : "";
  const isDenied = deciding.some(({ spec }) => spec.kind === "deny");
  const reason = `${isDenied ? "closed by" : "outside"} ${names}${people}`;
  const opening = nextOpening(windows, now);
  if (opening === undefined) {
    return {
      name: WINDOW_GATE,
      state: "fail",
      reason: `${reason}; never opens`,
      remedy: "Change the windows of the AppProject; their check names the lines.",
    };
  }
  return { name: WINDOW_GATE, state: "wait", reason, until: opening.at, zone: zoneOf(opening) };
}

function unreadable(window: SyncWindow): Gate {
  const fault = "fault" in window.timing ? window.timing.fault : "";
  return {
    name: WINDOW_GATE,
    state: "fail",
    reason: `${windowReference(window)} cannot be read: ${fault}`,
    remedy: "Correct the window; until then Argo CD syncs nothing that it matches.",
  };
}

/** The zone of the window that makes the change, if it names one. */
function zoneOf(change: SyncChange | undefined): string | undefined {
  const zone = change?.by.find(({ zone }) => zone.name !== "UTC")?.zone;
  return zone?.name;
}

/** The gate of freezes, locks or holds, under the name given: waits while one is in force. */
export function stopGate(name: string, stops: readonly Stop[], now: Date): Gate {
  const { inForce, changesAt } = stopOutlook(stops, now);
  if (inForce.length === 0) return { name, state: "pass", reason: "none", validUntil: changesAt };
  return {
    name,
    state: "wait",
    reason: inForce.map(stopText).join("; "),
    until: changesAt,
    remedy: changesAt === undefined ? "It lasts until somebody lifts it." : undefined,
  };
}

function stopText({ reason, owner, ticket }: Stop): string {
  const details = [owner, ticket].filter((detail) => detail !== undefined).join(", ");
  return details === "" ? reason : `${reason} (${details})`;
}
