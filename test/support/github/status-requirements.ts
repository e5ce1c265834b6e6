import type { Repository } from "./repository.ts";
import type { StatusRequirement } from "./rules.ts";
import { latestStatuses } from "./statuses.ts";

/** GitHub's sentences for the required statuses that `oid` does not have, or has failing. */
export function missingStatuses(
  repository: Repository,
  oid: string,
  required: readonly StatusRequirement[],
): string[] {
  const verdicts = required.map((one) => ({
    context: one.context,
    state: stateOf(repository, oid, one),
  }));
  const expected = verdicts.filter(({ state }) => state === "expected" || state === "pending");
  const failing = verdicts.filter(({ state }) => state === "failing");
  if (failing.length > 0) {
    return failing.map(({ context }) => `Required status check "${context}" is failing.`);
  }
  if (expected.length > 1) {
    return [`${expected.length} of ${required.length} required status checks are expected.`];
  }
  return expected.map(({ context }) => `Required status check "${context}" is expected.`);
}

/** Only what the wanted App said counts, where the requirement names one. */
function stateOf(
  repository: Repository,
  oid: string,
  { context, app }: StatusRequirement,
): "passing" | "failing" | "pending" | "expected" {
  const status = latestStatuses(repository, oid).find(
    (one) => one.context === context && (app === undefined || one.app === app),
  );
  if (status === undefined) return "expected";
  if (status.state === "success") return "passing";
  return status.state === "pending" ? "pending" : "failing";
}
