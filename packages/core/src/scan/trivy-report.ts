import type { Finding, Fix, ScanReport } from "./finding.ts";
import type { JsonValue } from "./json-value.ts";
import { digestsIn } from "./report-digests.ts";
import { readSeverity } from "./severity.ts";

/**
 * The findings of Trivy's JSON. A scan that knew no operating system and no package has no results at all;
 * with `--list-all-pkgs` the packages are counted.
 * @see https://trivy.dev/latest/docs/configuration/reporting/#json
 */
export function readTrivyReport(report: JsonValue): ScanReport {
  const metadata = report.at("Metadata");
  const results = report.at("Results").items();
  const listed = results.flatMap((result) => result.at("Packages").items()).length;
  const version = report.at("Trivy").at("Version").text();
  return {
    scanner: `Trivy ${version}`.trim(),
    digests: digestsIn([
      report.at("ArtifactName").text(),
      ...metadata
        .at("RepoDigests")
        .items()
        .map((item) => item.text()),
    ]),
    packages: results.length === 0 ? 0 : listed === 0 ? undefined : listed,
    at: report.at("CreatedAt").instant(),
    databaseAt: undefined,
    findings: results.flatMap((result) =>
      result
        .at("Vulnerabilities")
        .items()
        .map((vulnerability) => readVulnerability(vulnerability, result)),
    ),
  };
}

function readVulnerability(vulnerability: JsonValue, result: JsonValue): Finding {
  return {
    id: vulnerability.at("VulnerabilityID").needed(),
    aliases: vulnerability
      .at("VendorIDs")
      .items()
      .map((id) => id.text()),
    severity: readSeverity(vulnerability.at("Severity").text()),
    package: {
      name: vulnerability.at("PkgName").needed(),
      version: vulnerability.at("InstalledVersion").text(),
      type: result.at("Type").text(),
    },
    path: vulnerability.at("PkgPath").text() || pathOf(result),
    fix: readFix(vulnerability),
    title: vulnerability.at("Title").text(),
    url: vulnerability.at("PrimaryURL").text(),
  };
}

/** Of a language the target is the file that lists the packages; of an operating system it names the image. */
function pathOf(result: JsonValue): string {
  return result.at("Class").text() === "lang-pkgs" ? result.at("Target").text() : "";
}

function readFix(vulnerability: JsonValue): Fix {
  const versions = vulnerability.at("FixedVersion").text().split(/,\s*/).filter(Boolean);
  if (versions.length > 0) return { state: "fixed", versions };
  switch (vulnerability.at("Status").text()) {
    case "will_not_fix":
    case "end_of_life":
      return { state: "wont-fix", versions: [] };
    case "affected":
    case "fix_deferred":
      return { state: "not-fixed", versions: [] };
    default:
      return { state: "unknown", versions: [] };
  }
}
