import { parseSpan } from "../time/index.ts";
import { listOf } from "./inherit.ts";
import type { GateSpecs, Risk, RiskDemands } from "./model.ts";
import type { Gates, RiskDemands as RiskEntry } from "./promotion-file.gen.ts";

/** GitHub's own signing identities; another issuer has to be named. */
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/** The gates of an environment with their defaults. What comes from upstream has to be verified there. */
export function gateSpecs(
  gates: Gates,
  where: {
    readonly hasUpstream: boolean;
    /** The line of the window at an index. */
    lineOf(index: number): number;
  },
): GateSpecs {
  return {
    verified: verified(gates, where.hasUpstream),
    windows: windows(gates, where.lineOf),
    approvals: approvals(gates),
    scan: scan(gates),
    signature: signature(gates),
    tests: gates.tests?.contexts ?? [],
    checks: gates.checks?.contexts ?? [],
    registry: gates.registry ?? false,
    risk: risks(gates),
    budgetPerWeek: gates.budget?.["per-week"],
    rollback: gates.rollback ?? false,
  };
}

function verified({ verified: entry }: Gates, hasUpstream: boolean): GateSpecs["verified"] {
  if (entry === false || !hasUpstream) return undefined;
  return { soakMs: spanOf(entry?.soak) ?? 0, level: entry?.level ?? "declared" };
}

function windows(
  { windows: entry }: Gates,
  lineOf: (index: number) => number,
): GateSpecs["windows"] {
  if (entry === undefined) return undefined;
  return {
    appProjects: listOf(entry["app-project"]),
    windows: (entry.windows ?? []).map((stated, index) => ({ stated, line: lineOf(index) })),
  };
}

function approvals({ approvals: entry }: Gates): GateSpecs["approvals"] {
  if (entry === undefined) return undefined;
  return { count: entry.count, teams: entry.teams ?? [], users: entry.users ?? [] };
}

function scan({ scan: entry }: Gates): GateSpecs["scan"] {
  if (entry === undefined) return undefined;
  return { failOn: entry["fail-on"], maxAgeMs: spanOf(entry["max-age"]) };
}

function signature({ signature: entry }: Gates): GateSpecs["signature"] {
  if (entry === undefined) return undefined;
  const { workflow, source, issuer = GITHUB_ISSUER, key = "" } = entry;
  // One of the two is there: checkConfig has refused the rest.
  return workflow === undefined ? { by: "key", key } : { by: "workflow", workflow, source, issuer };
}

function risks({ risk }: Gates): Readonly<Record<Risk, RiskDemands>> {
  return { low: demands(risk?.low), medium: demands(risk?.medium), high: demands(risk?.high) };
}

function demands(entry: RiskEntry | undefined): RiskDemands {
  return { approvals: entry?.approvals ?? 0, changeTicket: entry?.["change-ticket"] ?? false };
}

function spanOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseSpan(text);
}
