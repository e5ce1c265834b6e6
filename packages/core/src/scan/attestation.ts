import type { ScanSeverity } from "../config/index.ts";
import { parseInstant } from "../time/index.ts";
import type { ScanReport } from "./finding.ts";
import type { ScanVerdict } from "./judge.ts";

/**
 * The predicate type under which the result of a scan is attested.
 * @see https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md
 */
export const SCAN_PREDICATE = "https://cosign.sigstore.dev/attestation/vuln/v1";

/** What an attested scan came to. */
export interface AttestedScan {
  /** `Grype 0.110.0`. */
  readonly scanner: string;
  readonly at: Date;
  /** How many findings count, by severity; those that an allow-list excuses are left out. */
  readonly counts: Readonly<Record<ScanSeverity, number>>;
}

/** The predicate that attests a scan and what its policy makes of it. */
export function scanPredicate(
  { scanner, at, databaseAt }: ScanReport,
  { counts }: ScanVerdict,
  now: Date,
): object {
  return {
    invocation: {},
    scanner: {
      uri: scanner,
      db: databaseAt === undefined ? {} : { version: databaseAt.toISOString() },
      result: { counts },
    },
    metadata: { scanFinishedOn: (at ?? now).toISOString() },
  };
}

/** The scan that a predicate attests; undefined for what other tools attest in another form. */
export function readScanPredicate(predicate: unknown): AttestedScan | undefined {
  const { scanner, metadata } = partsOf(predicate);
  const { uri, result } = partsOf(scanner);
  const counts = partsOf(partsOf(result)["counts"]);
  const finished = partsOf(metadata)["scanFinishedOn"];
  const at = typeof finished === "string" ? parseInstant(finished) : undefined;
  if (typeof uri !== "string" || at === undefined) return undefined;
  const { critical, high, medium, low } = counts;
  if (!isCount(critical) || !isCount(high) || !isCount(medium) || !isCount(low)) return undefined;
  return { scanner: uri, at, counts: { critical, high, medium, low } };
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
