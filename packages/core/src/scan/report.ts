import { UserError } from "../errors.ts";
import { readEcrReport } from "./ecr-report.ts";
import type { ScanReport } from "./finding.ts";
import { readGrypeReport } from "./grype-report.ts";
import { JsonValue } from "./json-value.ts";
import { readTrivyReport } from "./trivy-report.ts";

/**
 * The report in a text: Grype's JSON, Trivy's, or that of ECR's own scan, told apart by their keys.
 * @throws `scan-report-invalid`, for a text cut off too
 */
export function readScanReport(text: string): ScanReport {
  const report = new JsonValue(parse(text), "scan-report-invalid");
  if (report.at("matches").isPresent && report.at("descriptor").isPresent) {
    return readGrypeReport(report);
  }
  if (report.at("SchemaVersion").isPresent && report.at("ArtifactName").isPresent) {
    return readTrivyReport(report);
  }
  if (report.at("imageScanFindings").isPresent) return readEcrReport(report);
  throw new UserError("scan-report-invalid", "the report is of no form that is known", {
    hint: "Give the JSON of Grype (-o json), of Trivy (--format json), or of aws ecr describe-image-scan-findings; SARIF and tables hold too little.",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      "scan-report-invalid",
      text.trim() === "" ? "the report is empty" : `the report is no whole JSON: ${cause}`,
      {
        hint: "The scanner was stopped while it wrote, or wrote another format. Scan again.",
        cause,
      },
    );
  }
}
