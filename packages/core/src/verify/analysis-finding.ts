/** What can be wrong with an analysis that the controller would run; codes are permanent. */
export type AnalysisFindingCode =
  // what passes although nothing is known
  | "no-condition"
  | "nan-passes"
  | "empty-passes"
  | "failure-condition-only"
  // how long and how often is measured
  | "endless"
  | "never-fails"
  | "all-dry-run"
  | "dry-run-unanchored"
  // what a condition says
  | "float-equality"
  | "argument-ignored"
  | "operands-lost"
  | "older-controller";

/** `error`: a bad workload can pass. `warning`: it may. `notice`: worth knowing. */
export type AnalysisSeverity = "error" | "warning" | "notice";

/** One fault of one metric. */
export interface AnalysisFinding {
  readonly code: AnalysisFindingCode;
  readonly severity: AnalysisSeverity;
  readonly metric: string;
  /** What was found, and what it leads to. */
  readonly message: string;
  readonly fix: string;
}
