import { readReportFile, scanImage } from "@gitops-actions/adapters/tools";
import { UserError } from "@gitops-actions/core/errors";
import type { Digest } from "@gitops-actions/core/image";
import {
  type Finding,
  findingKey,
  readScanReport,
  type ScanReport,
} from "@gitops-actions/core/scan";
import type { Request } from "./inputs.ts";
import { digestsOf, type Subject } from "./outcome.ts";
import type { Ports } from "./ports.ts";

/**
 * What is known of the image's vulnerabilities, of all its platforms together.
 * @throws `scan-failed`, `scan-database-missing`, `scan-empty`, `scan-report-invalid`, `scan-report-mismatch`
 */
export async function scanSubject(
  subject: Subject,
  request: Request,
  ports: Ports,
): Promise<ScanReport> {
  const { name, scan } = request;
  const reports =
    scan.scanner === "report"
      ? readReports(scan.reports, subject)
      : await scanAll(
          imagesOf(subject).map((digest) => `${name}@${digest}`),
          request,
          ports,
        );
  const report = joined(reports);
  if (report.packages !== 0 || scan.acceptEmpty) return report;
  throw new UserError("scan-empty", `${report.scanner} found no package in the image`, {
    hint: 'That is not the same as clean: it may not know what the image is made of. Where the image really holds nothing but one file, set "accept-empty: true".',
  });
}

/** The findings of the image to compare with; undefined when there is none. */
export async function scanCompared(
  request: Request,
  ports: Ports,
): Promise<readonly Finding[] | undefined> {
  const { compare } = request;
  if (compare === undefined) return undefined;
  if (compare.report === undefined) {
    return joined(await scanAll([compare.image], request, ports)).findings;
  }
  const report = readReport(compare.report);
  requireAbout(report, [compare.digest], compare.report);
  return report.findings;
}

function imagesOf({ manifest, platforms }: Subject): readonly Digest[] {
  return platforms.length === 0 ? [manifest.digest] : platforms.map(({ digest }) => digest);
}

/** One after the other: two scanners at once take twice the memory and wait for one database. */
async function scanAll(
  images: readonly string[],
  { scan }: Request,
  { log, programs }: Ports,
): Promise<readonly ScanReport[]> {
  const { scanner, pinned } = scan;
  if (scanner === "report" || scanner === "none") return [];
  const reports: ScanReport[] = [];
  for (const image of images) {
    const scanning = () => scanImage(image, { ...programs, scanner, pinned });
    reports.push(await log.group(`Scan ${image}`, scanning));
  }
  return reports;
}

function readReports(paths: readonly string[], subject: Subject): readonly ScanReport[] {
  const reports = paths.map((path) => {
    const report = readReport(path);
    requireAbout(report, digestsOf(subject), path);
    return report;
  });
  const covered = new Set(reports.flatMap(({ digests }) => digests));
  // A report that names no image of one platform is about all of them.
  const isWhole = reports.some(
    ({ digests }) => !subject.platforms.some(({ digest }) => digests.includes(digest)),
  );
  const missing = subject.platforms.find(({ digest }) => !covered.has(digest));
  if (isWhole || missing === undefined) return reports;
  throw new UserError(
    "scan-report-mismatch",
    `no report is about ${missing.platform} (${missing.digest})`,
    {
      hint: "Scan every platform, and give a report for each, a line each.",
    },
  );
}

function readReport(path: string): ScanReport {
  return readScanReport(readReportFile(path, "scan-report-invalid"));
}

/** A report that does not name what it is about is refused as well: it may be of anything. */
function requireAbout(report: ScanReport, wanted: readonly Digest[], path: string): void {
  if (report.digests.some((digest) => wanted.includes(digest))) return;
  const about = report.digests.join(", ") || "no digest that it names";
  throw new UserError("scan-report-mismatch", `${path} is about ${about}, not about ${wanted[0]}`, {
    hint: "Scan the image by its digest (name@sha256:...), not by a tag, a folder or an archive.",
  });
}

/** Several reports as one; the oldest scan and database count, and a finding that all platforms share counts once. */
function joined(reports: readonly ScanReport[]): ScanReport {
  const findings = reports.flatMap((report) => report.findings);
  const packages = reports.map((report) => report.packages);
  return {
    scanner: reports[0]?.scanner ?? "",
    digests: reports.flatMap(({ digests }) => digests),
    packages: packages.reduce((sum: number | undefined, count) =>
      sum === undefined || count === undefined ? undefined : sum + count,
    ),
    at: oldest(reports.map(({ at }) => at)),
    databaseAt: oldest(reports.map(({ databaseAt }) => databaseAt)),
    findings:
      reports.length === 1
        ? findings
        : [...new Map(findings.map((finding) => [versionedKey(finding), finding])).values()],
  };
}

function versionedKey(finding: Finding): string {
  return `${findingKey(finding)}|${finding.package.version}`;
}

function oldest(dates: readonly (Date | undefined)[]): Date | undefined {
  const times = dates.flatMap((date) => date?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
