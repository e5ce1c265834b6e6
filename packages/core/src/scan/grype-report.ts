import type { Finding, Fix, ScanReport } from "./finding.ts";
import type { JsonValue } from "./json-value.ts";
import { digestsIn } from "./report-digests.ts";
import { readSeverity } from "./severity.ts";

/**
 * The findings of Grype's JSON, which does not tell how many packages it looked at.
 * @see https://github.com/anchore/grype/tree/main/schema/grype/json
 */
export function readGrypeReport(report: JsonValue): ScanReport {
  const descriptor = report.at("descriptor");
  const source = report.at("source").at("target");
  const isObject = report.at("source").at("type").text() === "image";
  const status = descriptor.at("db").at("status");
  return {
    // A Grype that was built without its version says so in brackets.
    scanner: `Grype ${descriptor.at("version").text().replace("[not provided]", "")}`.trim(),
    digests: isObject
      ? digestsIn([
          source.at("manifestDigest").text(),
          ...source
            .at("repoDigests")
            .items()
            .map((item) => item.text()),
          source.at("userInput").text(),
        ])
      : [],
    packages: undefined,
    at: descriptor.at("timestamp").instant(),
    databaseAt: (status.isPresent ? status : descriptor.at("db")).at("built").instant(),
    findings: report.at("matches").items().map(readMatch),
  };
}

function readMatch(match: JsonValue): Finding {
  const vulnerability = match.at("vulnerability");
  const artifact = match.at("artifact");
  return {
    id: vulnerability.at("id").needed(),
    aliases: match
      .at("relatedVulnerabilities")
      .items()
      .map((related) => related.at("id").text())
      .filter((id) => id !== vulnerability.at("id").text()),
    severity: readSeverity(vulnerability.at("severity").text()),
    package: {
      name: artifact.at("name").needed(),
      version: artifact.at("version").text(),
      type: artifact.at("type").text(),
    },
    path: artifact.at("locations").items()[0]?.at("path").text() ?? "",
    fix: readFix(vulnerability.at("fix")),
    title: vulnerability.at("description").text(),
    url:
      vulnerability.at("dataSource").text() || (vulnerability.at("urls").items()[0]?.text() ?? ""),
  };
}

function readFix(fix: JsonValue): Fix {
  const versions = fix
    .at("versions")
    .items()
    .map((version) => version.text());
  const dates = fix
    .at("available")
    .items()
    .flatMap((available) => available.at("date").instant() ?? []);
  const since = dates.sort((a, b) => a.getTime() - b.getTime())[0];
  switch (fix.at("state").text()) {
    case "fixed":
      return { state: "fixed", versions, since };
    case "not-fixed":
      return { state: "not-fixed", versions: [] };
    case "wont-fix":
      return { state: "wont-fix", versions: [] };
    default:
      return { state: "unknown", versions: [] };
  }
}
