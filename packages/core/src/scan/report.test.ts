import { describe, expect, test } from "vitest";
import { readScanReport } from "./report.ts";

const digest = `sha256:${"a".repeat(64)}`;

const grype = {
  matches: [
    {
      vulnerability: {
        id: "GHSA-1",
        dataSource: "https://github.com/advisories/GHSA-1",
        severity: "Critical",
        fix: {
          versions: ["1.2.3"],
          state: "fixed",
          available: [{ version: "1.2.3", date: "2026-01-05" }],
        },
      },
      relatedVulnerabilities: [{ id: "CVE-2026-1" }, { id: "GHSA-1" }],
      artifact: {
        name: "left",
        version: "1.0.0",
        type: "npm",
        locations: [{ path: "/app/package.json" }],
      },
    },
  ],
  source: { type: "image", target: { userInput: `r/app@${digest}`, manifestDigest: digest } },
  descriptor: {
    name: "grype",
    version: "0.110.0",
    timestamp: "2026-02-01T00:00:00Z",
    db: { status: { built: "2026-01-31T00:00:00Z" } },
  },
};

const trivy = {
  SchemaVersion: 2,
  CreatedAt: "2026-02-01T00:00:00Z",
  ArtifactName: `r/app@${digest}`,
  Metadata: { RepoDigests: [`r/app@${digest}`] },
  Results: [
    {
      Target: `r/app@${digest} (debian 12)`,
      Class: "os-pkgs",
      Type: "debian",
      Packages: [{ Name: "openssl" }, { Name: "zlib" }],
      Vulnerabilities: [
        {
          VulnerabilityID: "CVE-2026-2",
          PkgName: "openssl",
          InstalledVersion: "3.0.1",
          FixedVersion: "3.0.2, 3.1.0",
          Severity: "HIGH",
          Title: "openssl: a title",
          PrimaryURL: "https://avd.aquasec.com/nvd/cve-2026-2",
        },
        {
          VulnerabilityID: "CVE-2026-3",
          PkgName: "zlib",
          Severity: "UNKNOWN",
          Status: "will_not_fix",
        },
      ],
    },
    { Target: "app/package-lock.json", Class: "lang-pkgs", Type: "npm" },
  ],
};

const ecr = {
  imageId: { imageDigest: digest },
  imageScanFindings: {
    findings: [
      {
        name: "CVE-2026-4",
        severity: "INFORMATIONAL",
        attributes: [
          { key: "package_name", value: "tar" },
          { key: "package_version", value: "1.34" },
        ],
      },
    ],
    enhancedFindings: [
      {
        severity: "MEDIUM",
        title: "CVE-2026-5 - curl",
        packageVulnerabilityDetails: {
          vulnerabilityId: "CVE-2026-5",
          vulnerablePackages: [
            { name: "curl", version: "8.0", packageManager: "OS", fixedInVersion: "8.1" },
            {
              name: "libcurl",
              version: "8.0",
              packageManager: "OS",
              fixedInVersion: "NotAvailable",
            },
          ],
        },
      },
    ],
  },
};

describe("a report in each scanner's form", () => {
  test("Grype's, with other names and the age of the fix", () => {
    expect(readScanReport(JSON.stringify(grype))).toMatchObject({
      scanner: "Grype 0.110.0",
      digests: [digest],
      packages: undefined,
      databaseAt: new Date("2026-01-31T00:00:00Z"),
      findings: [
        {
          id: "GHSA-1",
          aliases: ["CVE-2026-1"],
          severity: "critical",
          package: { name: "left", version: "1.0.0", type: "npm" },
          path: "/app/package.json",
          fix: { state: "fixed", versions: ["1.2.3"], since: new Date("2026-01-05T00:00:00Z") },
        },
      ],
    });
  });

  test("Grype's of a folder names no image", () => {
    const report = { ...grype, source: { type: "directory", target: "." } };

    expect(readScanReport(JSON.stringify(report)).digests).toEqual([]);
  });

  test("Trivy's, its packages counted", () => {
    expect(readScanReport(JSON.stringify(trivy))).toMatchObject({
      digests: [digest],
      packages: 2,
      findings: [
        { id: "CVE-2026-2", severity: "high", path: "", fix: { versions: ["3.0.2", "3.1.0"] } },
        { id: "CVE-2026-3", severity: "unknown", fix: { state: "wont-fix" } },
      ],
    });
  });

  test("Trivy's without results has looked at nothing", () => {
    const { Results: _, ...report } = trivy;

    expect(readScanReport(JSON.stringify(report)).packages).toBe(0);
  });

  test("ECR's, of basic and of enhanced scanning", () => {
    expect(readScanReport(JSON.stringify(ecr))).toMatchObject({
      digests: [digest],
      findings: [
        { id: "CVE-2026-4", severity: "negligible", package: { name: "tar" } },
        { id: "CVE-2026-5", package: { name: "curl" }, fix: { state: "fixed", versions: ["8.1"] } },
        { id: "CVE-2026-5", package: { name: "libcurl" }, fix: { state: "not-fixed" } },
      ],
    });
  });

  test("a severity that nobody knows rates nothing", () => {
    const text = JSON.stringify(grype).replace('"Critical"', '"Apocalyptic"');

    expect(readScanReport(text).findings[0]?.severity).toBe("unknown");
  });
});

describe("what is no report", () => {
  test.each([
    ["an empty file", ""],
    ["one that is cut off", JSON.stringify(grype).slice(0, -20)],
    ["SARIF", JSON.stringify({ version: "2.1.0", runs: [] })],
    ["a list", "[]"],
    ["a finding without an id", JSON.stringify(trivy).replace('"CVE-2026-2"', '""')],
    ["findings that are no list", JSON.stringify({ ...grype, matches: {} })],
    ["a name that is no text", JSON.stringify(trivy).replace('"zlib","Severity"', '7,"Severity"')],
  ])("%s is refused", (_, text) => {
    expect(() => readScanReport(text)).toThrow(
      expect.objectContaining({ code: "scan-report-invalid" }),
    );
  });
});
