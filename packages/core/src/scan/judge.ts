import type { ScanSeverity } from "../config/index.ts";
import { type AllowEntry, matcherOf } from "./allow-list.ts";
import { countBySeverity, type Finding, findingKey, type SeverityCounts } from "./finding.ts";
import type { ScanPolicy } from "./policy.ts";

/** A finding that is excused, and by which entry. */
export interface AllowedFinding {
  readonly finding: Finding;
  readonly entry: AllowEntry;
}

/** What a policy makes of the findings of an image. */
export interface ScanVerdict {
  /** Findings that keep the image out. */
  readonly blocking: readonly Finding[];
  /** Findings that would, did not an entry excuse them. */
  readonly allowed: readonly AllowedFinding[];
  /** How many blocking findings there are, as the scan gate reads them; unrated ones are among the high. */
  readonly counts: Readonly<Record<ScanSeverity, number>>;
  /** Entries whose end has come although the finding is still there. */
  readonly expired: readonly AllowEntry[];
  /** Entries in use that end soon. */
  readonly expiring: readonly AllowEntry[];
  /** Entries that fit no finding. */
  readonly unused: readonly AllowEntry[];
}

/** An entry in use that ends within this time is a warning. */
const SOON_MS = 14 * 86_400_000;

const COUNTED: readonly ScanSeverity[] = ["critical", "high", "medium", "low"];

/**
 * What the policy makes of the findings. `before` holds those of the image to compare with; undefined when
 * there is none, and then every finding is new.
 */
export function judgeFindings(
  findings: readonly Finding[],
  policy: ScanPolicy,
  { now, before }: { readonly now: Date; readonly before?: readonly Finding[] | undefined },
): ScanVerdict {
  const known = new Set(policy.newOnly ? (before ?? []).map(findingKey) : []);
  const counted = findings.filter(
    (finding) => counts(finding, policy, now) && !known.has(findingKey(finding)),
  );
  const entries = policy.allow.map((entry) => ({ entry, fits: matcherOf(entry) }));
  const used = new Set<AllowEntry>();
  const blocking: Finding[] = [];
  const allowed: AllowedFinding[] = [];
  const byId = groupById(entries);
  for (const finding of counted) {
    const fitting = candidates(finding, byId).filter(({ fits }) => fits(finding));
    for (const { entry } of fitting) used.add(entry);
    const holding = fitting.find(({ entry }) => now < entry.expires);
    if (holding === undefined) blocking.push(finding);
    else allowed.push({ finding, entry: holding.entry });
  }
  const inUse = policy.allow.filter((entry) => used.has(entry));
  return {
    blocking,
    allowed,
    counts: gateCounts(blocking),
    expired: inUse.filter(({ expires }) => expires <= now),
    expiring: inUse.filter(
      ({ expires }) => expires > now && expires.getTime() - now.getTime() <= SOON_MS,
    ),
    unused: unusedOf(entries, findings),
  };
}

function unusedOf(
  entries: readonly Candidate[],
  findings: readonly Finding[],
): readonly AllowEntry[] {
  const names = findings.flatMap(({ id, aliases }) => [id, ...aliases]);
  const known = new Set(names.map((name) => name.toUpperCase()));
  const isUsed = ({ entry, fits }: Candidate): boolean =>
    known.has(entry.id.toUpperCase()) && findings.some(fits);
  return entries.filter((candidate) => !isUsed(candidate)).map(({ entry }) => entry);
}

interface Candidate {
  readonly entry: AllowEntry;
  fits(finding: Finding): boolean;
}

function groupById(entries: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
  return Map.groupBy(entries, ({ entry }) => entry.id.toUpperCase());
}

function candidates(
  { id, aliases }: Finding,
  byId: ReadonlyMap<string, readonly Candidate[]>,
): readonly Candidate[] {
  return [id, ...aliases].flatMap((name) => byId.get(name.toUpperCase()) ?? []);
}

function counts({ severity, fix }: Finding, policy: ScanPolicy, now: Date): boolean {
  const { failOn, fixableOnly, fixGraceMs } = policy;
  if (failOn === undefined) return false;
  const rated = gateSeverity(severity);
  if (rated === undefined || COUNTED.indexOf(rated) > COUNTED.indexOf(failOn)) return false;
  if (fixableOnly && fix.state !== "fixed") return false;
  // A fix of unknown age is taken for an old one: the doubt must not let anything through.
  const age =
    fix.since === undefined ? Number.POSITIVE_INFINITY : now.getTime() - fix.since.getTime();
  return fix.state !== "fixed" || age >= fixGraceMs;
}

/** What nobody has rated counts as high: nobody has said either that it does no harm. */
function gateSeverity(severity: Finding["severity"]): ScanSeverity | undefined {
  if (severity === "negligible") return undefined;
  return severity === "unknown" ? "high" : severity;
}

function gateCounts(blocking: readonly Finding[]): ScanVerdict["counts"] {
  const { critical, high, medium, low, unknown } = countBySeverity(blocking);
  return { critical, high: high + unknown, medium, low };
}

/** What one image has and another has not. */
export interface FindingsDelta {
  readonly added: SeverityCounts;
  readonly removed: SeverityCounts;
}

/** What changes when an image with the findings `before` is replaced by one with `after`. */
export function compareFindings(
  before: readonly Finding[],
  after: readonly Finding[],
): FindingsDelta {
  const without = (findings: readonly Finding[], others: readonly Finding[]) => {
    const keys = new Set(others.map(findingKey));
    return countBySeverity(findings.filter((finding) => !keys.has(findingKey(finding))));
  };
  return { added: without(after, before), removed: without(before, after) };
}
