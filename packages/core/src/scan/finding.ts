import type { Digest } from "../image/index.ts";

/** How bad a vulnerability is, worst first. `unknown` is what nobody has rated. */
export const SEVERITIES = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a fix is known to be; `versions` is empty unless the state is `fixed`. */
export interface Fix {
  readonly state: "fixed" | "not-fixed" | "wont-fix" | "unknown";
  readonly versions: readonly string[];
  /** When the first fixed version was there, where the scanner knows. */
  readonly since?: Date | undefined;
}

/** One vulnerability in one package of an image. */
export interface Finding {
  /** `CVE-2026-1234`, `GHSA-...`. */
  readonly id: string;
  /** Other names of the same vulnerability. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly package: {
    readonly name: string;
    readonly version: string;
    /** `deb`, `npm`, `go-module`; "" where the scanner does not say. */
    readonly type: string;
  };
  /** Where in the image the package was found, the first place; "" where the scanner does not say. */
  readonly path: string;
  readonly fix: Fix;
  readonly title: string;
  /** Page about the vulnerability; "" where there is none. */
  readonly url: string;
}

/** One scanner's report, whatever form it had. */
export interface ScanReport {
  /** `Grype 0.110.0`. */
  readonly scanner: string;
  /** The digests the report names as those of what was scanned; empty when it names none. */
  readonly digests: readonly Digest[];
  /** How many packages were looked at; undefined where the report does not tell. */
  readonly packages: number | undefined;
  readonly at: Date | undefined;
  /** When the database of vulnerabilities was made. */
  readonly databaseAt: Date | undefined;
  readonly findings: readonly Finding[];
}

/** Tells two findings apart, in one report and between reports of different images: not by version. */
export function findingKey({ id, package: { name, type }, path }: Finding): string {
  return [id, type, name, path].join("|");
}

/** How many findings there are of each severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>;

export function countBySeverity(findings: readonly Finding[]): SeverityCounts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** The findings in order: worst first, then by id and package. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = new Map(SEVERITIES.map((severity, index) => [severity, index]));
  return [...findings].sort(
    (a, b) =>
      (rank.get(a.severity) ?? 0) - (rank.get(b.severity) ?? 0) ||
      compare(a.id, b.id) ||
      compare(a.package.name, b.package.name) ||
      compare(a.path, b.path),
  );
}

/** By code units: the same on every machine, and far faster than by a language's rules. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
