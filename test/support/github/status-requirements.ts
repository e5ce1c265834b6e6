import { type CheckRun, checkRunsOf } from "./checks.ts";
import type { Repository } from "./repository.ts";
import type { StatusRequirement } from "./rules.ts";
import { type CommitStatus, latestStatuses } from "./statuses.ts";

export type Verdict = "passing" | "failing" | "pending";

/** GitHub's sentences for the required statuses that `oid` does not have, or has failing. */
export function missingStatuses(
  repository: Repository,
  oid: string,
  required: readonly StatusRequirement[],
): string[] {
  const judged = required.map((one) => ({ ...one, verdict: verdictOf(repository, oid, one) }));
  const failing = judged.filter(({ verdict }) => verdict === "failing");
  if (failing.length > 0) {
    return failing.map(({ context }) => `Required status check "${context}" is failing.`);
  }
  const expected = judged.filter(({ verdict }) => verdict === "pending");
  if (expected.length > 1) {
    return [`${expected.length} of ${required.length} required status checks are expected.`];
  }
  return expected.map(({ context }) => `Required status check "${context}" is expected.`);
}

/** What everything reported on a commit comes to; `undefined` when nothing was. */
export function rollup(repository: Repository, oid: string): Verdict | undefined {
  return worst([
    ...latestStatuses(repository, oid).map(statusVerdict),
    ...checkRunsOf(repository, oid, "latest").map(checkVerdict),
  ]);
}

/** A status and a check of the same name must both pass; only what the wanted App said counts. */
function verdictOf(
  repository: Repository,
  oid: string,
  { context, app }: StatusRequirement,
): Verdict {
  const isWanted = (one: CommitStatus | CheckRun) => app === undefined || one.app === app;
  const statuses = latestStatuses(repository, oid).filter((one) => one.context === context);
  const checks = checkRunsOf(repository, oid, "latest").filter((one) => one.name === context);
  const verdicts = [
    ...statuses.filter(isWanted).map(statusVerdict),
    ...checks.filter(isWanted).map(checkVerdict),
  ];
  return worst(verdicts) ?? "pending";
}

function statusVerdict({ state }: CommitStatus): Verdict {
  if (state === "pending") return "pending";
  return state === "success" ? "passing" : "failing";
}

function checkVerdict({ status, conclusion }: CheckRun): Verdict {
  if (status !== "completed") return "pending";
  return ["success", "neutral", "skipped"].includes(conclusion ?? "") ? "passing" : "failing";
}

function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  const order: readonly Verdict[] = ["failing", "pending", "passing"];
  return order.find((verdict) => verdicts.includes(verdict));
}
