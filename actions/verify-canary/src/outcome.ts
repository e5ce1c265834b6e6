import type { UserError } from "@gitops-actions/core/errors";
import type { VerificationLevel } from "@gitops-actions/core/evidence";
import type { JudgedRun, Outcome, Verdict } from "@gitops-actions/core/verify";
import type { Judged } from "./analysis.ts";
import type { Event } from "./arrival.ts";
import type { Subject } from "./subject.ts";

/** What a verification of one app came to; every report is made of this. */
export interface Verification {
  readonly subject: Subject;
  /** `waiting`: it was looked at once and had not arrived. */
  readonly outcome: Outcome | "waiting";
  readonly reason: string;
  readonly level: VerificationLevel;
  readonly timeline: readonly Event[];
  /** The analyses that the Rollout's controller made. */
  readonly runs: readonly NamedRun[];
  readonly analyses: readonly Judged[];
  /** Whether and as what it was recorded. */
  readonly recorded: Recorded | undefined;
  /** What was done to the cluster and the repository. */
  readonly acts: readonly string[];
  /** What was to be done, and could not be. */
  readonly undone: readonly UserError[];
  readonly startedAt: Date;
  readonly endedAt: Date;
}

export interface NamedRun extends JudgedRun {
  readonly name: string;
  readonly verdict: Verdict;
}

/** Where the verdict stands. */
export interface Recorded {
  readonly since: Date;
  /** `gitops/verified/staging/checkout`. */
  readonly context: string;
}

/** From best to worst, for the one word about many. */
const ORDER: readonly Verification["outcome"][] = [
  "pass",
  "superseded",
  "waiting",
  "blocked",
  "timeout",
  "inconclusive",
  "error",
  "fail",
];

/** The worst of some outcomes; `pass` of none. */
export function worstOutcome(
  outcomes: readonly Verification["outcome"][],
): Verification["outcome"] {
  return outcomes.reduce(
    (worst, one) => (ORDER.indexOf(one) > ORDER.indexOf(worst) ? one : worst),
    "pass",
  );
}
