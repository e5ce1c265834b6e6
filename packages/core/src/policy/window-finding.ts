import type { Place } from "../errors.ts";
import type { SyncWindow } from "./sync-window.ts";

/** What can be wrong with sync windows; codes are permanent. */
export type WindowFindingCode =
  // one window as it is written
  | "kind-unknown"
  | "schedule-invalid"
  | "schedule-never-fires"
  | "schedule-own-zone"
  | "duration-invalid"
  | "duration-not-positive"
  | "zone-unknown"
  | "zone-legacy"
  | "glob-invalid"
  | "applies-to-nothing"
  | "field-unknown"
  | "description-too-long"
  // one window on the clock
  | "always-active"
  | "clock-change"
  | "boundary-flicker"
  // windows together
  | "duplicate"
  | "never-opens"
  | "deny-cuts-allow"
  | "too-many-windows";

/** `error`: the window does not do what it says. `warning`: it may not. `notice`: worth knowing. */
export type FindingSeverity = "error" | "warning" | "notice";

/** One fault of one window, with the other windows that have a part in it. */
export interface WindowFinding {
  readonly code: WindowFindingCode;
  readonly severity: FindingSeverity;
  /** Where it is; without it the windows were not read from a file. */
  readonly place?: Place | undefined;
  /** The window, by its position in the list, counted from 0. */
  readonly window: number;
  /** Other windows that have a part in it, by position. */
  readonly others: readonly number[];
  /** What was found, and what it leads to. */
  readonly message: string;
  readonly fix: string;
}

/** The place of a field of a window, or of the window where the field is not written. */
export function fieldPlace({ spec }: SyncWindow, field?: string): Place | undefined {
  return (field === undefined ? undefined : spec.source?.fields[field]) ?? spec.source?.place;
}

/** A window in a sentence: `deny "0 0 * * *" for 24h in Europe/Berlin`. */
export function windowText({ spec }: SyncWindow): string {
  const zone = spec.timeZone === "" ? "" : ` in ${spec.timeZone}`;
  return `${spec.kind} ${JSON.stringify(spec.schedule)} for ${spec.duration}${zone}`;
}

/** {@link windowText} with the line it stands on, to point at from another window. */
export function windowReference(window: SyncWindow): string {
  const line = window.spec.source?.place.line;
  return line === undefined ? windowText(window) : `${windowText(window)} (line ${line})`;
}
