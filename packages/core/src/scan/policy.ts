import type { ScanSeverity } from "../config/index.ts";
import type { AllowEntry } from "./allow-list.ts";

/** What findings count against an image. */
export interface ScanPolicy {
  /** From this severity on; undefined counts none. */
  readonly failOn: ScanSeverity | undefined;
  /** Only what can be fixed counts. */
  readonly fixableOnly: boolean;
  /** A fix counts only when it has been there for so long, milliseconds. */
  readonly fixGraceMs: number;
  /** Only what the compared image has not. */
  readonly newOnly: boolean;
  readonly allow: readonly AllowEntry[];
}
