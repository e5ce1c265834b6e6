import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { readSbom, readScanReport, type ScanReport } from "@gitops-actions/core/scan";
import {
  type Ended,
  findProgram,
  lastLines,
  type PinnedProgram,
  type ProgramOptions,
  runProgram,
} from "./program.ts";
import { readReportFile } from "./report-file.ts";

export type ScannerName = "grype" | "trivy";

export interface ScanOptions extends ProgramOptions {
  readonly scanner: ScannerName;
  readonly pinned: PinnedProgram | undefined;
  /** Where reports are left. */
  readonly temp: string;
}

/**
 * What a scanner finds in the image `name@digest`, pulled by it from the registry.
 * @throws `program-missing`, `program-checksum`, `scan-failed`, `scan-database-missing`, `scan-report-invalid`
 */
export async function scanImage(image: string, options: ScanOptions): Promise<ScanReport> {
  const program = findProgram(options.scanner, options);
  const file = join(options.temp, `gitops-actions-${options.scanner}-${image.slice(-12)}.json`);
  const listFile = file.replace(/json$/, "cdx.json");
  const args = options.scanner === "grype" ? grype(image, { file, listFile }) : trivy(image, file);
  const ended = await runProgram(program, args, options);
  if (ended.exitCode !== 0) throw scanFailure(ended, options.scanner);
  const report = readScanReport(readReportFile(file, "scan-failed"));
  if (options.scanner === "trivy") return report;
  // Grype's own report does not tell whether it saw any package at all; its CycloneDX lists them.
  return { ...report, packages: readSbom(readFileSync(listFile, "utf8")).components.length };
}

function grype(
  image: string,
  { file, listFile }: { readonly file: string; readonly listFile: string },
): readonly string[] {
  return ["-o", `json=${file}`, "-o", `cyclonedx-json=${listFile}`, "--", `registry:${image}`];
}

function trivy(image: string, file: string): readonly string[] {
  const options = [
    "--image-src",
    "remote",
    "--scanners",
    "vuln",
    "--list-all-pkgs",
    "--no-progress",
  ];
  return ["image", ...options, "--format", "json", "--output", file, "--", image];
}

/** The words of Grype and Trivy for a database that is not there, too old or broken. */
const DATABASE =
  /vulnerability db|vulnerability database|--skip-db-update|bad db checksum|DB (?:error|update)/i;

function scanFailure({ stderr, exitCode }: Ended, scanner: ScannerName): UserError {
  const lines = lastLines(stderr, 10);
  if (DATABASE.test(stderr)) {
    return new UserError(
      "scan-database-missing",
      `${scanner} has no usable database of vulnerabilities: ${lines}`,
      {
        hint: "Let it reach its database, or keep a copy that an earlier step refreshes. Nothing was judged, so nothing is tagged.",
      },
    );
  }
  return new UserError("scan-failed", `${scanner} ended with ${exitCode}: ${lines}`, {
    hint: "Nothing was judged, so nothing is tagged. Run the scanner by hand on the digest to see more.",
  });
}
