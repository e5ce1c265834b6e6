/** How far an AnalysisRun, one of its metrics or a measurement has come, in the controller's words. */
export type AnalysisPhase =
  | "Pending"
  | "Running"
  | "Successful"
  | "Failed"
  | "Error"
  | "Inconclusive";

/** From best to worst, as the controller orders the metrics of a run. */
const ORDER: readonly AnalysisPhase[] = [
  "Successful",
  "Running",
  "Pending",
  "Inconclusive",
  "Error",
  "Failed",
];

/** Whether the phase is final. */
export function isCompleted(phase: AnalysisPhase): boolean {
  return phase !== "Pending" && phase !== "Running";
}

/** Whether the second phase is worse than the first. */
export function isWorsePhase(current: AnalysisPhase, next: AnalysisPhase): boolean {
  return ORDER.indexOf(next) > ORDER.indexOf(current);
}
