import { isActive, type SyncWindow } from "./sync-window.ts";

/** What may sync: everything, only what a person starts, or nothing. */
export type SyncState = "open" | "manual-only" | "closed";

/** The answer of a set of windows at one instant, and the windows it follows from. */
export interface SyncAnswer {
  readonly state: SyncState;
  /**
   * The active denies; without one the active allows; without one the inactive allows. Empty when no
   * window has a say.
   */
  readonly deciding: readonly SyncWindow[];
}

export interface CanSyncQuestion {
  readonly now: Date;
  /** Whether a person started the sync. */
  readonly manual: boolean;
  /** When the sync started that wants to go on; a new sync has no such time. */
  readonly operationStartedAt?: Date | undefined;
}

export interface CanSyncAnswer {
  readonly allowed: boolean;
  /** Why the controller refused without looking at the clock: a matching window it cannot read. */
  readonly fault?: string | undefined;
}

/** Go's zero time, which the controller takes for "not started". */
const ZERO_TIME = -62_135_596_800_000;

/**
 * Argo CD's answer for an application whose matching windows are given. No windows: yes. A window that
 * cannot be read: no, to everybody. An active deny beats every allow; `manualSync` opens it to people
 * only when every deciding window has it. A running sync may go on where every deciding window has
 * `syncOverrun` and the sync was allowed when it started.
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.7/pkg/apis/application/v1alpha1/types.go
 */
export function canSync(windows: readonly SyncWindow[], question: CanSyncQuestion): CanSyncAnswer {
  const { now, manual, operationStartedAt } = question;
  const fault = firstFault(windows);
  if (fault !== undefined) return { allowed: false, fault: `invalid sync windows: ${fault}` };

  const answer = combine(windows, (window) => isActive(window, now));
  if (permits(answer.state, manual)) return { allowed: true };
  if (operationStartedAt === undefined || operationStartedAt.getTime() === ZERO_TIME) {
    return { allowed: false };
  }
  if (!answer.deciding.every((window) => window.spec.syncOverrun)) return { allowed: false };
  const atStart = combine(windows, (window) => isActive(window, operationStartedAt, now));
  return { allowed: permits(atStart.state, manual) };
}

/** The first fault among the windows, in the controller's words. */
export function firstFault(windows: readonly SyncWindow[]): string | undefined {
  for (const { timing } of windows) if ("fault" in timing) return timing.fault;
  return undefined;
}

/** Whether a sync may start in this state. */
export function permits(state: SyncState, manual: boolean): boolean {
  return state === "open" || (state === "manual-only" && manual);
}

/** Combines windows whose activity is known. */
export function combine(
  windows: readonly SyncWindow[],
  isActiveNow: (window: SyncWindow) => boolean,
): SyncAnswer {
  const active = new Set(windows.filter(isActiveNow));
  const denies = ofKind([...active], "deny");
  if (denies.length > 0) return restricted(denies);
  const allows = ofKind(windows, "allow");
  const open = allows.filter((window) => active.has(window));
  if (open.length > 0 || allows.length === 0) return { state: "open", deciding: open };
  return restricted(allows);
}

function restricted(deciding: readonly SyncWindow[]): SyncAnswer {
  const manual = deciding.every((window) => window.spec.manualSync);
  return { state: manual ? "manual-only" : "closed", deciding };
}

function ofKind(windows: readonly SyncWindow[], kind: "allow" | "deny"): SyncWindow[] {
  return windows.filter((window) => window.spec.kind === kind);
}
