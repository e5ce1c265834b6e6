import type { Analysis } from "./analysis.ts";
import type { AnalysisPhase } from "./phase.ts";

/** What a verification comes to. Only `pass` unlocks anything. */
export type Outcome =
  | "pass"
  | "fail"
  | "inconclusive"
  /** It could not be told. */
  | "error"
  | "timeout"
  | "superseded"
  | "blocked";

/** An outcome, and why, in one sentence. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: string;
}

/** What a gate wants beyond the phase that the controller comes to. */
export interface VerdictPolicy {
  /** So many successful measurements that were made of data every metric needs; at least 1. */
  readonly minimumGood: number;
}

/** A run of an analysis, ours or the controller's, with what a verdict needs to know of it. */
export interface JudgedRun {
  readonly phase: AnalysisPhase;
  readonly message: string;
  /** Somebody ended it from outside. */
  readonly isTerminated: boolean;
  readonly metrics: readonly JudgedMetric[];
}

/** A metric of such a run. */
export interface JudgedMetric {
  readonly name: string;
  readonly isDryRun: boolean;
  /** Successful measurements that were made of data. */
  readonly good: number;
  /** Measurements that were no errors. */
  readonly count: number;
}

/** A run of our own, for {@link judgeRun}. */
export function judgedRun(analysis: Analysis): JudgedRun {
  const { phase, message, isTerminated } = analysis;
  const metrics = analysis.metrics.map(({ name }) => {
    const result = analysis.results.find((one) => one.name === name);
    const isDryRun = analysis.dryRun.has(name);
    return { name, isDryRun, good: result?.good ?? 0, count: result?.count ?? 0 };
  });
  return { phase, message, isTerminated, metrics };
}

/**
 * What a run is worth to a gate. Stricter than its phase, which is Successful, too, for a run that was
 * ended from outside, one whose metrics are all dry runs, and one that measured nothing but NaN or
 * empty replies: none of these passes.
 */
export function judgeRun(run: JudgedRun, { minimumGood }: VerdictPolicy): Verdict {
  const { phase, message } = run;
  switch (phase) {
    case "Pending":
    case "Running":
      return { outcome: "error", reason: "the analysis is not over" };
    case "Error":
      return { outcome: "error", reason: message };
    case "Failed":
      return { outcome: "fail", reason: message };
    case "Inconclusive":
      return { outcome: "inconclusive", reason: message };
    case "Successful":
      return judgeSuccess(run, Math.max(minimumGood, 1));
  }
}

function judgeSuccess({ isTerminated, metrics }: JudgedRun, needed: number): Verdict {
  if (isTerminated) {
    return { outcome: "inconclusive", reason: "the analysis was ended before it was through" };
  }
  const judged = metrics.filter(({ isDryRun }) => !isDryRun);
  if (judged.length === 0) {
    return { outcome: "inconclusive", reason: "every metric is a dry run: nothing was judged" };
  }
  const short = judged
    .filter(({ good }) => good < needed)
    .map(({ name, good, count }) => `${name} (${good} of ${count})`);
  if (short.length > 0) {
    const reason = `too few good measurements, at least ${needed} wanted: ${short.join(", ")}`;
    return { outcome: "inconclusive", reason };
  }
  const all = judged.map(({ name, good, count }) => `${name} (${good} of ${count} measurements)`);
  return { outcome: "pass", reason: `every metric is good: ${all.join(", ")}` };
}
