export {
  type Analysis,
  type AnalysisStep,
  nextStep,
  type RunSummary,
  recordMeasurements,
  startAnalysis,
  terminateAnalysis,
} from "./analysis.ts";
export { mergeArgs, resolveMetric } from "./analysis-args.ts";
export type {
  AnalysisFinding,
  AnalysisFindingCode,
  AnalysisSeverity,
} from "./analysis-finding.ts";
export { lintAnalysis } from "./analysis-lint.ts";
export { assessMetric, type MetricResult, newResult, passedLimit } from "./analysis-result.ts";
export { applyRules, metricsFault } from "./analysis-rules.ts";
export { readAnalysisRun } from "./analysis-run.ts";
export {
  type AnalysisSpec,
  type Argument,
  effectiveCount,
  intOf,
  type Metric,
  type MetricProvider,
} from "./analysis-spec.ts";
export { combineTemplates, readTemplates, type Template, templateOf } from "./analysis-template.ts";
export {
  applicationResources,
  inventoryResources,
  type ResourceName,
  remoteDestination,
  statedHealth,
  withRevisionsOf,
} from "./application.ts";
export {
  type ConvergeGoal,
  type Convergence,
  converge,
  type Holding,
  type Observation,
} from "./converge.ts";
export { type Declared, type DeclaredGoal, judgeDeclared, type Report } from "./declared.ts";
export type { Applied, Delivery, Relation, Target } from "./delivery.ts";
export { argoDelivery } from "./delivery-argo.ts";
export { commitOf, fluxDelivery } from "./delivery-flux.ts";
export { type ResourceHealth, resourceHealth } from "./health.ts";
export {
  type ApplicationHealth,
  applicationHealth,
  type ManagedResource,
} from "./health-application.ts";
export { type HealthStatus, isWorseHealth } from "./health-status.ts";
export { type KStatusResult, kstatus } from "./kstatus.ts";
export type { KStatus } from "./kstatus-builtin.ts";
export {
  fieldAt,
  type GroupVersionKind,
  type KubeObject,
  kindOf,
  listAt,
  numberAt,
  textAt,
} from "./kube-object.ts";
export {
  type Conditions,
  type Judgement,
  judgeValue,
  type Measurement,
  measure,
  type Reply,
} from "./measurement.ts";
export { type AnalysisPhase, isCompleted } from "./phase.ts";
export {
  type JudgedMetric,
  type JudgedRun,
  judgedRun,
  judgeRun,
  type Outcome,
  type Verdict,
  type VerdictPolicy,
} from "./verdict.ts";
export {
  type Look,
  nextWait,
  startWait,
  type Wait,
  type WaitLimits,
  type WaitStep,
} from "./wait.ts";
export {
  imagesOf,
  type WorkloadGoal,
  type WorkloadState,
  workloadState,
  workloadsRunning,
} from "./workload.ts";
