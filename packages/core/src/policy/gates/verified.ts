import type { VerificationLevel, VerificationRecord } from "../../evidence/index.ts";
import { type Artifact, isSameArtifact, printVersion } from "../../image/index.ts";
import type { Gate } from "../decision.ts";
import { durationText } from "../time-text.ts";
import { isTrusted, type Trust } from "../trust.ts";

export interface VerifiedFacts {
  /** What is to be promoted. */
  readonly candidate: readonly Artifact[];
  /** The newest record of each upstream environment, by its name; undefined where there is none. */
  readonly records: ReadonlyMap<string, VerificationRecord | undefined>;
  /** Whether every upstream environment has to have verified it, or one. */
  readonly mode: "any" | "all";
  readonly trust: Trust;
}

export interface VerifiedSpec {
  readonly soakMs: number;
  readonly level: VerificationLevel;
}

/**
 * The gates `verified` and `soak`: the candidate was found good upstream, by a trusted actor, at the level
 * asked for, and has been so without a break for the soak time. Once the time is over it has to be found
 * good again, because nobody looked in between. What is missing, stale or not to be believed waits.
 */
export function verifiedGates(
  facts: VerifiedFacts,
  spec: VerifiedSpec,
  now: Date,
): readonly Gate[] {
  const verified = [...facts.records].map(([environment, record]) =>
    verifiedIn(environment, record, { facts, spec }),
  );
  const soaked = [...facts.records].map(([environment, record]) =>
    soakIn(environment, record, { facts, spec, now }),
  );
  const choose = facts.mode === "all" ? worst : best;
  return spec.soakMs === 0 ? [choose(verified)] : [choose(verified), choose(soaked)];
}

interface Asked {
  readonly facts: VerifiedFacts;
  readonly spec: VerifiedSpec;
}

const VERIFIED = "verified";
const SOAK = "soak";

function verifiedIn(
  environment: string,
  record: VerificationRecord | undefined,
  { facts, spec }: Asked,
): Gate {
  const version = facts.candidate.map(printVersion).join(", ");
  const wait = (reason: string, remedy: string): Gate => ({
    name: VERIFIED,
    state: "wait",
    reason,
    remedy,
    evidence: evidenceOf(record),
  });
  const verify = `Run verify-canary for ${environment}.`;
  if (record === undefined) return wait(`${version} has no verification in ${environment}`, verify);
  if (!isTrusted(record.actor, facts.trust)) {
    return wait(
      `the verification in ${environment} is by ${record.actor}, who is not trusted`,
      "Have it recorded by the App that the policy trusts, or name the actor under trust.actors.",
    );
  }
  if (!holdsAll(record, facts.candidate)) {
    const other = record.images.map(printVersion).join(", ");
    return wait(`${environment} was verified with ${other}, not with ${version}`, verify);
  }
  if (record.outcome === "fail") {
    return {
      name: VERIFIED,
      state: "fail",
      reason: `${version} was found bad in ${environment}`,
      remedy: "Look at the evidence; a good build, or a new verification, takes its place.",
      evidence: evidenceOf(record),
    };
  }
  if (record.outcome === "unknown")
    return wait(`the verification in ${environment} has no result yet`, verify);
  if (spec.level === "observed" && record.level !== "observed") {
    return wait(
      `${version} is only declared in ${environment}, the policy wants it observed`,
      "Give verify-canary a way to see the workload.",
    );
  }
  const forgeable = facts.trust.mode === "any" ? ", forgeable by whoever may write" : "";
  const reason = `${version} in ${environment}, ${record.level}, by ${record.actor}${forgeable}`;
  return { name: VERIFIED, state: "pass", reason, evidence: evidenceOf(record) };
}

function soakIn(
  environment: string,
  record: VerificationRecord | undefined,
  { facts, spec, now }: Asked & { readonly now: Date },
): Gate {
  const wanted = durationText(spec.soakMs);
  const isGood = verifiedIn(environment, record, { facts, spec }).state === "pass";
  if (record === undefined || !isGood) {
    return {
      name: SOAK,
      state: "wait",
      reason: `${wanted} in ${environment} begin when it is verified`,
    };
  }
  const end = new Date(record.since.getTime() + spec.soakMs);
  if (now < end) {
    const soaked = durationText(Math.max(0, now.getTime() - record.since.getTime()));
    return {
      name: SOAK,
      state: "wait",
      reason: `${soaked} of ${wanted} in ${environment}`,
      until: end,
    };
  }
  if (record.at < end) {
    return {
      name: SOAK,
      state: "wait",
      reason: `${wanted} in ${environment} are over; it has to be found good once more`,
      remedy: `Run verify-canary for ${environment} again.`,
    };
  }
  return {
    name: SOAK,
    state: "pass",
    reason: `${wanted} in ${environment}; what happened between two looks is not seen`,
    evidence: evidenceOf(record),
  };
}

function holdsAll({ images }: VerificationRecord, candidate: readonly Artifact[]): boolean {
  if (candidate.length === 0) return false;
  return candidate.every((image) => images.some((other) => isSameArtifact(image, other)));
}

function evidenceOf(record: VerificationRecord | undefined): Gate["evidence"] {
  return record?.url === undefined ? undefined : { label: "verification", url: record.url };
}

const ORDER = { pass: 0, wait: 1, fail: 2 } as const;

/** Of several environments the one that stands best; of those that wait the one that is free first. */
function best(gates: readonly Gate[]): Gate {
  return sorted(gates)[0] ?? nothingUpstream();
}

function worst(gates: readonly Gate[]): Gate {
  return sorted(gates).at(-1) ?? nothingUpstream();
}

function sorted(gates: readonly Gate[]): readonly Gate[] {
  return [...gates].sort((a, b) => ORDER[a.state] - ORDER[b.state] || freeAt(a) - freeAt(b));
}

function freeAt(gate: Gate): number {
  return gate.state === "wait" && gate.until !== undefined
    ? gate.until.getTime()
    : Number.MAX_SAFE_INTEGER;
}

function nothingUpstream(): Gate {
  return {
    name: VERIFIED,
    state: "fail",
    reason: "there is no upstream environment",
    remedy: 'Give the environment a "from".',
  };
}
