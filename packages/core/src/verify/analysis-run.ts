import { fieldAt, type KubeObject, listAt, numberAt, textAt } from "./kube-object.ts";
import type { AnalysisPhase } from "./phase.ts";
import type { JudgedRun } from "./verdict.ts";

const PHASES: readonly AnalysisPhase[] = [
  "Pending",
  "Running",
  "Successful",
  "Failed",
  "Error",
  "Inconclusive",
];

/**
 * A run of the controller, for {@link judgeRun}. The controller keeps no count of the measurements that
 * were made of data, so those are counted that it has kept, ten of each metric unless the template says
 * otherwise.
 */
export function readAnalysisRun(run: KubeObject): JudgedRun {
  const phase = textAt(run, "status", "phase");
  return {
    phase: PHASES.find((known) => known === phase) ?? "Pending",
    message: textAt(run, "status", "message") ?? "",
    // One that runs beside the rollout is ended by the controller when that is through.
    isTerminated: fieldAt(run, "spec", "terminate") === true && !isBackground(run),
    metrics: listAt(run, "spec", "metrics").map((metric) => {
      const name = textAt(metric, "name") ?? "";
      const results = listAt(run, "status", "metricResults");
      const result = results.find((one) => textAt(one, "name") === name);
      const measurements = listAt(result, "measurements");
      return {
        name,
        isDryRun: fieldAt(result, "dryRun") === true,
        good: measurements.filter(isGood).length,
        count: numberAt(result, "count") ?? 0,
      };
    }),
  };
}

function isBackground(run: KubeObject): boolean {
  return textAt(run, "metadata", "labels", "rollout-type") === "Background";
}

function isGood(measurement: unknown): boolean {
  const value = textAt(measurement, "value") ?? "";
  return textAt(measurement, "phase") === "Successful" && isData(value);
}

/** Whether a value, as the controller prints it, was made of data. */
function isData(value: string): boolean {
  if (["", "[]", "{}", "null", '""', "<nil>"].includes(value)) return false;
  return !/(?:^|[[,])NaN(?:$|[\],])/.test(value);
}
