import { rolloutHealth } from "./health-rollout.ts";
import { isThere, joined, missingList, ScriptFault } from "./health-script.ts";
import {
  type Check,
  type ConditionRule,
  degraded,
  firstCondition,
  firstRule,
  type Health,
  type HealthStatus,
  healthy,
  progressing,
  unknown,
} from "./health-status.ts";
import { conditionsOf, fieldAt, type KubeObject, textAt } from "./kube-object.ts";

/** The checks for Argo's own kinds and Flagger's, by group and kind. */
export const argoChecks: Readonly<Record<string, Check>> = {
  "argoproj.io/Rollout": rolloutHealth,
  "argoproj.io/AnalysisRun": analysisRun,
  "argoproj.io/Experiment": experiment,
  "argoproj.io/ApplicationSet": applicationSet,
  "argoproj.io/CronWorkflow": cronWorkflow,
  "argoproj.io/Workflow": workflow,
  "flagger.app/Canary": canary,
};

/** What a phase says: the health, and the message where the object has none of its own. */
type PhaseTable = Readonly<Record<string, readonly [HealthStatus, string]>>;

const ANALYSIS_PHASES: PhaseTable = {
  Pending: ["Progressing", "Analysis run is running"],
  Running: ["Progressing", "Analysis run is running"],
  Successful: ["Healthy", "Analysis run completed successfully"],
  Failed: ["Degraded", "Analysis run failed"],
  Error: ["Degraded", "Analysis run had an error"],
  Inconclusive: ["Unknown", "Analysis run was inconclusive"],
};

const EXPERIMENT_PHASES: PhaseTable = {
  Pending: ["Progressing", "Experiment is pending"],
  Running: ["Progressing", "Experiment is running"],
  Successful: ["Healthy", "Experiment is successful"],
  Failed: ["Degraded", "Experiment has failed"],
  Error: ["Degraded", "Experiment had an error"],
};

function phaseHealth(object: KubeObject, phases: PhaseTable): Health {
  const phase = textAt(object, "status", "phase") ?? "";
  const found = Object.hasOwn(phases, phase) ? phases[phase] : undefined;
  return found === undefined
    ? { status: "", message: "" }
    : { status: found[0], message: found[1] };
}

/** While it runs, the message of the run is not shown. */
function analysisRun(object: KubeObject): Health {
  if (!isThere(fieldAt(object, "status"))) {
    return progressing("Waiting for analysis run to finish: status has not been reconciled.");
  }
  const health = phaseHealth(object, ANALYSIS_PHASES);
  if (health.status === "" || health.status === "Progressing") return health;
  return { ...health, message: textAt(object, "status", "message") ?? health.message };
}

function experiment(object: KubeObject): Health {
  if (!isThere(fieldAt(object, "status"))) {
    return progressing("Waiting for experiment to finish: status has not been reconciled.");
  }
  return phaseHealth(object, EXPERIMENT_PHASES);
}

const APPLICATION_SET_RULES: readonly ConditionRule[] = [
  ["ErrorOccurred", "True", "Degraded"],
  ["ResourcesUpToDate", "False", "Degraded"],
  ["RolloutProgressing", "True", "Progressing"],
  ["ResourcesUpToDate", "True", "Healthy"],
];

function applicationSet(object: KubeObject): Health {
  return (
    firstRule(conditionsOf(object), APPLICATION_SET_RULES) ??
    progressing("Waiting for the status to be reported")
  );
}

const CRON_WORKFLOW_RULES: readonly ConditionRule[] = [
  ["SpecError", "True", "Degraded"],
  ["SubmissionError", "True", "Degraded"],
  ["Completed", "True", "Healthy"],
];

function cronWorkflow(object: KubeObject): Health {
  return (
    firstCondition(conditionsOf(object), CRON_WORKFLOW_RULES) ?? healthy("CronWorkflow is healthy.")
  );
}

function workflow(object: KubeObject): Health {
  const message = textAt(object, "status", "message") ?? "";
  switch (textAt(object, "status", "phase") ?? "") {
    case "":
    case "Pending":
    case "Running":
      return progressing(message);
    case "Succeeded":
      return healthy(message);
    case "Failed":
    case "Error":
      return degraded(message);
    default:
      return unknown(message);
  }
}

const CANARY_PHASES: Readonly<Record<string, HealthStatus>> = {
  Failed: "Degraded",
  Progressing: "Progressing",
  Finalising: "Progressing",
  Promoting: "Progressing",
  Succeeded: "Healthy",
  Initialized: "Healthy",
};

/** Waiting, WaitingPromotion and Terminating are Unknown: Argo CD's check has not heard of them. */
function canary(object: KubeObject): Health {
  const status = fieldAt(object, "status") ?? undefined;
  if (status === undefined) return unknown("No status");
  const separator = " --- ";
  let message = canaryWeight(fieldAt(status, "canaryWeight"));
  if (!isThere(fieldAt(status, "conditions"))) throw missingList(8);
  for (const condition of conditionsOf(object)) {
    if (message !== "") message += separator;
    message = joined(12, [message, condition.message]);
  }
  const phase = textAt(status, "phase");
  const health = phase !== undefined && Object.hasOwn(CANARY_PHASES, phase) && CANARY_PHASES[phase];
  return {
    status: health || "Unknown",
    message: joined(26, [phase, separator + message]),
  };
}

function canaryWeight(weight: unknown): string {
  if (typeof weight !== "number") {
    throw new ScriptFault(5, "attempt to compare number with nil");
  }
  return weight > 0 ? `Canary Weight: ${weight} %` : "";
}
