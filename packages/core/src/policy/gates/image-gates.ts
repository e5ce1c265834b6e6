import type { ScanSeverity } from "../../config/index.ts";
import type { Gate } from "../decision.ts";
import { durationText } from "../time-text.ts";

/** What is known of an image's newest scan: that there is none, that nobody looked yet, or its report. */
export type ScanFacts =
  | { readonly kind: "none" | "unknown"; readonly why: string }
  | {
      readonly kind: "report";
      readonly at: Date;
      /** How many findings count, by severity; those an allow-list excuses are left out. */
      readonly findings: Readonly<Record<ScanSeverity, number>>;
      readonly url?: string | undefined;
    };

const SEVERITIES: readonly ScanSeverity[] = ["critical", "high", "medium", "low"];

/** Clocks differ by this much at most; what claims to be from later has no age that could be checked. */
const CLOCK_SKEW_MS = 10 * 60 * 1000;

/**
 * The gate that wants a scan without findings of a severity or above, and not older than asked. A report
 * from the future waits.
 */
export function scanGate(
  facts: ScanFacts,
  spec: { readonly failOn: ScanSeverity | undefined; readonly maxAgeMs: number | undefined },
  now: Date,
): Gate {
  const name = "scan";
  if (facts.kind !== "report") {
    const remedy = facts.kind === "none" ? "Scan the image with build-and-scan." : undefined;
    return { name, state: "wait", reason: facts.why, remedy };
  }
  const evidence = facts.url === undefined ? undefined : { label: "report", url: facts.url };
  const counted = SEVERITIES.slice(0, SEVERITIES.indexOf(spec.failOn ?? "low") + 1);
  const found = counted.filter((severity) => facts.findings[severity] > 0);
  if (spec.failOn !== undefined && found.length > 0) {
    const counts = found.map((severity) => `${facts.findings[severity]} ${severity}`).join(", ");
    const remedy =
      "Build with the fixes, or excuse a finding in the allow-list with a reason and an end.";
    return { name, state: "fail", reason: counts, remedy, evidence };
  }
  const { maxAgeMs } = spec;
  const clean = spec.failOn === undefined ? "scanned" : `nothing ${spec.failOn} or above`;
  if (maxAgeMs === undefined) return { name, state: "pass", reason: clean, evidence };
  const age = now.getTime() - facts.at.getTime();
  if (age < -CLOCK_SKEW_MS) {
    const reason = `the scan is dated ${facts.at.toISOString()}, which is to come`;
    return { name, state: "wait", reason, remedy: "Scan the image again.", evidence };
  }
  const end = new Date(facts.at.getTime() + maxAgeMs);
  if (now < end) return { name, state: "pass", reason: clean, evidence, validUntil: end };
  const reason = `the scan is ${durationText(age)} old, at most ${durationText(maxAgeMs)} are allowed`;
  return { name, state: "wait", reason, remedy: "Scan the image again.", evidence };
}

/** What is known of an image's signature. */
export type SignatureFacts =
  | { readonly kind: "signed"; readonly by: string; readonly url?: string | undefined }
  | { readonly kind: "unsigned" | "other-signer" | "unknown"; readonly why: string };

/** The gate that wants the image signed by whom the policy names: a workflow for a source repository, or a key. */
export function signatureGate(facts: SignatureFacts): Gate {
  const name = "signature";
  switch (facts.kind) {
    case "signed": {
      const evidence = facts.url === undefined ? undefined : { label: "signature", url: facts.url };
      return { name, state: "pass", reason: `by ${facts.by}`, evidence };
    }
    case "unknown":
      return {
        name,
        state: "wait",
        reason: facts.why,
        remedy: "It is looked at again on the next run.",
      };
    case "unsigned":
    case "other-signer":
      return {
        name,
        state: "fail",
        reason: facts.why,
        remedy: "Build it with the workflow, or sign it with the key, that the policy names.",
      };
  }
}

/** Whether the registry has the digest. */
export type RegistryFacts = {
  readonly kind: "exists" | "missing" | "unknown";
  readonly why: string;
};

/** The gate that wants the digest to be in the registry still. */
export function registryGate({ kind, why }: RegistryFacts): Gate {
  const name = "registry";
  switch (kind) {
    case "exists":
      return { name, state: "pass", reason: why };
    case "unknown":
      return { name, state: "wait", reason: why, remedy: "It is asked again on the next run." };
    case "missing":
      return {
        name,
        state: "fail",
        reason: why,
        remedy:
          "Push the same bytes again, or build anew; keep promoted digests out of the registry's clean-up.",
      };
  }
}
