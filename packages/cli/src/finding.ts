import type { Finding } from "@gitops-actions/core/doctor";
import type { Screen } from "./screen.ts";

const STYLES = { error: "red", warning: "yellow", notice: "dim" } as const;

/** The finding in two lines: what, where, and what to do. */
export function tell({ severity, place, message, fix }: Finding, screen: Screen): string {
  const line = place?.line === undefined ? "" : `:${place.line}`;
  const where = place?.file === undefined ? "" : `${place.file}${line}: `;
  return `${screen.paint(STYLES[severity], severity)} ${where}${message}\n  ${fix}\n`;
}
