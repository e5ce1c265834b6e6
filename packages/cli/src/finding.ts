import type { Place } from "@gitops-actions/core/errors";
import type { FindingSeverity } from "@gitops-actions/core/policy";
import type { Screen } from "./screen.ts";

/** Something that a command found wrong, and what to do about it. */
export interface Finding {
  /** `error`: it fails or is unsafe. `warning`: it may be. `notice`: worth knowing. */
  readonly severity: FindingSeverity;
  readonly place?: Place | undefined;
  readonly message: string;
  readonly fix: string;
}

const STYLES = { error: "red", warning: "yellow", notice: "dim" } as const;

/** The finding in two lines: what, where, and what to do. */
export function tell({ severity, place, message, fix }: Finding, screen: Screen): string {
  const line = place?.line === undefined ? "" : `:${place.line}`;
  const where = place?.file === undefined ? "" : `${place.file}${line}: `;
  return `${screen.paint(STYLES[severity], severity)} ${where}${message}\n  ${fix}\n`;
}
