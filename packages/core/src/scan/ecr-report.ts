import type { Finding, ScanReport } from "./finding.ts";
import type { JsonValue } from "./json-value.ts";
import { digestsIn } from "./report-digests.ts";
import { readSeverity } from "./severity.ts";

/**
 * The findings of `aws ecr describe-image-scan-findings`, of basic and of enhanced scanning.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 */
export function readEcrReport(report: JsonValue): ScanReport {
  const found = report.at("imageScanFindings");
  const basic = found.at("findings").items().map(readBasic);
  const enhanced = found.at("enhancedFindings").items().flatMap(readEnhanced);
  return {
    scanner: enhanced.length > 0 ? "Amazon Inspector" : "Amazon ECR",
    digests: digestsIn([report.at("imageId").at("imageDigest").text()]),
    packages: undefined,
    at: found.at("imageScanCompletedAt").instant(),
    databaseAt: found.at("vulnerabilitySourceUpdatedAt").instant(),
    findings: [...basic, ...enhanced],
  };
}

function readBasic(finding: JsonValue): Finding {
  const attributes = new Map(
    finding
      .at("attributes")
      .items()
      .map((attribute) => [attribute.at("key").text(), attribute.at("value").text()]),
  );
  return {
    id: finding.at("name").needed(),
    aliases: [],
    severity: readSeverity(finding.at("severity").text()),
    package: {
      name: attributes.get("package_name") ?? "",
      version: attributes.get("package_version") ?? "",
      type: "",
    },
    path: "",
    fix: { state: "unknown", versions: [] },
    title: finding.at("description").text(),
    url: finding.at("uri").text(),
  };
}

function readEnhanced(finding: JsonValue): readonly Finding[] {
  const details = finding.at("packageVulnerabilityDetails");
  return details
    .at("vulnerablePackages")
    .items()
    .map((vulnerable) => {
      const fixed = vulnerable.at("fixedInVersion").text();
      return {
        id: details.at("vulnerabilityId").needed(),
        aliases: [],
        severity: readSeverity(finding.at("severity").text()),
        package: {
          name: vulnerable.at("name").needed(),
          version: vulnerable.at("version").text(),
          type: vulnerable.at("packageManager").text().toLowerCase(),
        },
        path: vulnerable.at("filePath").text(),
        fix:
          fixed === "" || fixed === "NotAvailable"
            ? { state: "not-fixed", versions: [] }
            : { state: "fixed", versions: [fixed] },
        title: finding.at("title").text(),
        url: details.at("sourceUrl").text(),
      };
    });
}
