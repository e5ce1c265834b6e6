import type { App, Risk, RiskDemands } from "../../config/index.ts";
import type { Gate } from "../decision.ts";

/** The gate of the risk class: passes when what the class demands of the change itself is there. */
export function riskGate(
  {
    risk,
    why,
    changeTicket,
  }: { readonly risk: Risk; readonly why: string; readonly changeTicket: string | undefined },
  demands: RiskDemands,
): Gate {
  const name = "risk";
  if (demands.changeTicket && changeTicket === undefined) {
    return {
      name,
      state: "wait",
      reason: `${risk} (${why}) wants a change ticket`,
      remedy: 'Name it with "change-ticket".',
    };
  }
  return {
    name,
    state: "pass",
    reason: `${risk} (${why})${changeTicket === undefined ? "" : `, ${changeTicket}`}`,
  };
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** The gate of the change budget: so many promotions of an app into an environment in seven days. */
export function budgetGate(promotions: readonly Date[], perWeek: number, now: Date): Gate {
  const name = "change budget";
  const times = promotions
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - WEEK_MS && at <= now.getTime());
  const used = times.length;
  if (used < perWeek) return { name, state: "pass", reason: `${used} of ${perWeek} in seven days` };
  // Free again when enough of them are a week old.
  const oldest = [...times].sort((a, b) => a - b)[used - perWeek] ?? now.getTime();
  return {
    name,
    state: "wait",
    reason: `${used} of ${perWeek} in seven days`,
    until: new Date(oldest + WEEK_MS),
  };
}

/** The gate that wants the app to say how it is rolled back. */
export function rollbackGate(rollback: App["rollback"]): Gate {
  const name = "rollback";
  if (rollback === undefined) {
    return {
      name,
      state: "fail",
      reason: "the app declares no way back",
      remedy: "Declare apps.<app>.rollback in the promotion config.",
    };
  }
  if (rollback.class === "manual" && rollback.plan === undefined) {
    return {
      name,
      state: "fail",
      reason: "manual, without a plan",
      remedy: "Name the plan: rollback.plan.",
    };
  }
  const plan = rollback.plan === undefined ? "" : `, ${rollback.plan}`;
  return { name, state: "pass", reason: `${rollback.class}${plan}` };
}
