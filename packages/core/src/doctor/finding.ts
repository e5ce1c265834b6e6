import type { Place } from "../errors.ts";
import type { FindingSeverity } from "../policy/index.ts";

/** Something wrong or unsafe, and what to do about it. */
export interface Finding {
  /** `error`: it fails or is unsafe. `warning`: it may be. `notice`: worth knowing. */
  readonly severity: FindingSeverity;
  /** Undefined for what no file of the repository says. */
  readonly place?: Place | undefined;
  /** What was found, and what it leads to. */
  readonly message: string;
  readonly fix: string;
}

/** How many findings there are of each severity. */
export function tally(findings: readonly Finding[]): Readonly<Record<FindingSeverity, number>> {
  const count = (wanted: FindingSeverity): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  return { error: count("error"), warning: count("warning"), notice: count("notice") };
}

/** The same in words: `1 error, 0 warnings, 2 notices`. */
export function tallyText(findings: readonly Finding[]): string {
  return Object.entries(tally(findings))
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
    .join(", ");
}
