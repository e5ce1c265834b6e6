import type { Config, Environment, Risk } from "../config/index.ts";
import type { VerificationRecord } from "../evidence/index.ts";
import type { Artifact } from "../image/index.ts";
import {
  type ApprovalFacts,
  approvalsGate,
  budgetGate,
  type RegistryFacts,
  registryGate,
  riskGate,
  rollbackGate,
  type ScanFacts,
  type SignatureFacts,
  type StatusReport,
  sameArtifactGate,
  scanGate,
  signatureGate,
  statusesGate,
  verifiedGates,
} from "../policy/gates/index.ts";
import {
  type Decision,
  decide,
  freezeGate,
  type Gate,
  type Hold,
  type HotfixApproval,
  holdsOf,
  type Lock,
  locksOf,
  stopGate,
  type Trust,
} from "../policy/index.ts";
import { type Known, whenKnown } from "./known.ts";

/**
 * Everything that is known about promoting an app into an environment. What a run could not learn is said
 * so, and then waits; nothing has a default that passes.
 */
export interface PromotionFacts {
  readonly app: string;
  /** The images that the target's files would run and do not run yet; none for a change of configuration. */
  readonly proposed: readonly Artifact[];
  /** What each upstream environment runs at the base branch. */
  readonly upstream: ReadonlyMap<string, readonly Artifact[]>;
  /** The newest verification of each upstream environment. */
  readonly records: Known<ReadonlyMap<string, VerificationRecord | undefined>>;
  /** What the sync windows say that match the target's Application. */
  readonly windows: Known<Gate>;
  readonly lock: Lock | undefined;
  readonly holds: readonly Hold[];
  readonly risk: { readonly risk: Risk; readonly why: string };
  readonly changeTicket: string | undefined;
  /** When the app was promoted into this environment before. */
  readonly promotions: Known<readonly Date[]>;
  readonly approvals: Known<ApprovalFacts>;
  /** Newest reports on the upstream commit, and on the pull request's head. */
  readonly tests: Known<ReadonlyMap<string, StatusReport>>;
  readonly checks: Known<ReadonlyMap<string, StatusReport>>;
  readonly scan: ScanFacts;
  readonly signature: SignatureFacts;
  readonly registry: RegistryFacts;
  readonly hotfix: HotfixApproval | undefined;
}

export interface Policy {
  readonly config: Config;
  readonly environment: Environment;
  /** Logins whose word counts where the environment trusts Apps only. */
  readonly trustedActors: readonly string[];
}

/** May this be promoted into this environment now: every gate that the environment asks for, and the answer. */
export function judge(facts: PromotionFacts, policy: Policy, now: Date): Decision {
  const gates = gatesOf(facts, policy, now);
  return decide(gates, { now, marginMs: policy.environment.marginMs });
}

/** The gates that an environment asks of a change. Those about the artifact are asked where an image moves. */
export function gatesOf(facts: PromotionFacts, policy: Policy, now: Date): readonly Gate[] {
  const movesImages = facts.proposed.length > 0;
  return [
    ...(movesImages ? artifactGates(facts, policy, now) : []),
    ...timeGates(facts, policy, now),
    ...changeGates(facts, policy),
  ];
}

/** About what is promoted. */
function artifactGates(facts: PromotionFacts, policy: Policy, now: Date): readonly Gate[] {
  const { gates } = policy.environment;
  return [
    sameArtifactGate(facts),
    ...verified(facts, policy, now),
    ...(gates.registry ? [registryGate(facts.registry)] : []),
    ...(gates.signature === undefined ? [] : [signatureGate(facts.signature)]),
    ...(gates.scan === undefined ? [] : [scanGate(facts.scan, gates.scan, now)]),
    ...statuses("tests", gates.tests, { reports: facts.tests, policy }),
  ];
}

function verified(
  { proposed, records, hotfix }: PromotionFacts,
  policy: Policy,
  now: Date,
): readonly Gate[] {
  const { gates, fromMode: mode } = policy.environment;
  const spec = gates.verified;
  if (spec === undefined) return [];
  if (hotfix !== undefined) {
    const reason = `not asked of the hotfix that ${hotfix.by} answers for`;
    return [{ name: "verified", state: "pass", reason, validUntil: hotfix.until }];
  }
  if (!records.known) return [{ name: "verified", state: "wait", reason: records.why }];
  const trust = trustOf(policy);
  return verifiedGates({ candidate: proposed, records: records.value, mode, trust }, spec, now);
}

function statuses(
  name: string,
  contexts: readonly string[],
  { reports, policy }: { readonly reports: PromotionFacts["tests"]; readonly policy: Policy },
): readonly Gate[] {
  if (contexts.length === 0) return [];
  const trust = trustOf(policy);
  return [
    whenKnown(name, reports, (value) => statusesGate(name, contexts, { reports: value, trust })),
  ];
}

function trustOf({ environment, trustedActors }: Policy): Trust {
  return { mode: environment.trust, actors: trustedActors };
}

/** About the time. */
function timeGates(
  facts: PromotionFacts,
  { config, environment }: Policy,
  now: Date,
): readonly Gate[] {
  const { name, gates } = environment;
  const { app, lock, holds, windows, promotions } = facts;
  const { budgetPerWeek } = gates;
  return [
    ...(gates.windows === undefined ? [] : [whenKnown("sync window", windows, (gate) => gate)]),
    freezeGate(config.freezes, { app, environment: name }, now),
    stopGate("lock", locksOf(lock, name), now),
    stopGate("hold", holdsOf(holds, { app, environment: name }), now),
    ...(budgetPerWeek === undefined
      ? []
      : [whenKnown("change budget", promotions, (dates) => budgetGate(dates, budgetPerWeek, now))]),
  ];
}

/** About the change and the people. */
function changeGates(facts: PromotionFacts, policy: Policy): readonly Gate[] {
  const { gates } = policy.environment;
  const demands = gates.risk[facts.risk.risk];
  const { count = 0, teams = [], users = [] } = gates.approvals ?? {};
  const spec = { count: Math.max(count, demands.approvals), teams, users };
  return [
    riskGate({ ...facts.risk, changeTicket: facts.changeTicket }, demands),
    ...(gates.rollback ? [rollbackGate(policy.config.apps.get(facts.app)?.rollback)] : []),
    ...(spec.count === 0
      ? []
      : [whenKnown("approvals", facts.approvals, (known) => approvalsGate(known, spec))]),
    ...statuses("checks", gates.checks, { reports: facts.checks, policy }),
  ];
}
