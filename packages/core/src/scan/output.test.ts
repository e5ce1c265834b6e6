import { describe, expect, test } from "vitest";
import type { Finding } from "./finding.ts";
import { toSarif } from "./sarif.ts";
import { compareSboms, readSbom } from "./sbom.ts";
import { findingsTable } from "./table.ts";

function finding(id: string, given: Partial<Finding> = {}): Finding {
  return {
    id,
    aliases: [],
    severity: "high",
    package: { name: "openssl", version: "1.0", type: "deb" },
    path: "/var/lib/dpkg/status",
    fix: { state: "fixed", versions: ["1.1"] },
    title: "a title",
    url: "https://example.com/x",
    ...given,
  };
}

const options = { scanner: "Grype 0.110.0", image: "ghcr.io/org/app", allowed: [] };

describe("SARIF", () => {
  test("has a rule per vulnerability, and a fingerprint that outlives a new version of the package", () => {
    const newer = finding("CVE-1", { package: { name: "openssl", version: "1.0.1", type: "deb" } });

    const [before, after] = [[finding("CVE-1")], [newer]].map(
      (findings) => JSON.parse(toSarif(findings, options)).runs[0],
    );

    expect(before.tool.driver).toMatchObject({ name: "Grype", rules: [{ id: "CVE-1" }] });
    expect(before.results[0]).toMatchObject({
      ruleId: "CVE-1",
      ruleIndex: 0,
      level: "error",
      message: { text: "CVE-1 in openssl 1.0: fixed in 1.1" },
      locations: [{ physicalLocation: { artifactLocation: { uri: "var/lib/dpkg/status" } } }],
    });
    expect(after.results[0].partialFingerprints).toEqual(before.results[0].partialFingerprints);
  });

  test("keeps the worst of more findings than GitHub takes", () => {
    const many = Array.from({ length: 6_000 }, (_, index) =>
      finding(`CVE-${index}`, { severity: index === 5_999 ? "critical" : "low" }),
    );

    const { results } = JSON.parse(toSarif(many, options)).runs[0];

    expect(results).toHaveLength(5_000);
    expect(results[0].ruleId).toBe("CVE-5999");
  });

  test("suppresses what is excused, with the reason", () => {
    const excused = finding("CVE-1");
    const entry = {
      id: "CVE-1",
      package: undefined,
      path: undefined,
      reason: "never reached",
      owner: "team",
      expires: new Date(0),
      line: 1,
    };

    const sarif = toSarif([excused], { ...options, allowed: [{ finding: excused, entry }] });

    expect(JSON.parse(sarif).runs[0].results[0].suppressions).toEqual([
      { kind: "external", justification: "never reached" },
    ]);
  });
});

describe("the table", () => {
  test("shows the worst first and nothing that a finding could do to the page", () => {
    const rows = findingsTable([
      finding("CVE-2", { severity: "low" }),
      finding("CVE-1", {
        url: "javascript:alert(1)",
        package: { name: "a|b`", version: "<b>", type: "" },
      }),
    ]).split("\n");

    expect(rows[2]).toMatch(/^\| 🟠 high \| CVE-1 \|/);
    expect(rows[2]).not.toContain("javascript");
    expect(rows[2]?.match(/(?<!\\)\|/g)).toHaveLength(7);
    expect(rows[3]).toContain("🔵 low");
  });

  test("of many shows fifty and counts the rest", () => {
    const many = Array.from({ length: 60 }, (_, index) => finding(`CVE-${index}`));

    expect(findingsTable(many)).toMatch(/\n\n10 more are in the SARIF file\.$/);
  });
});

describe("an SBOM", () => {
  const cycloneDx = (components: object[]) =>
    JSON.stringify({ bomFormat: "CycloneDX", components });

  test("of CycloneDX and of SPDX list the same packages", () => {
    const spdx = {
      spdxVersion: "SPDX-2.3",
      packages: [
        { name: "image", primaryPackagePurpose: "CONTAINER" },
        { name: "left", versionInfo: "1.0" },
      ],
    };
    const components = [
      { type: "file", name: "/etc/os-release" },
      { type: "library", name: "left", version: "1.0" },
    ];

    expect(readSbom(JSON.stringify(spdx))).toMatchObject({
      predicateType: "https://spdx.dev/Document",
      components: [{ name: "left", version: "1.0" }],
    });
    expect(readSbom(cycloneDx(components)).components).toEqual([{ name: "left", version: "1.0" }]);
  });

  test("compared with another tells what came, went and changed", () => {
    const library = (name: string, version: string) => ({ type: "library", name, version });
    const before = readSbom(cycloneDx([library("a", "1"), library("b", "1"), library("c", "1")]));
    const after = readSbom(cycloneDx([library("b", "1"), library("c", "2"), library("d", "1")]));

    expect(compareSboms(before, after)).toEqual([
      { name: "a", before: ["1"], after: [] },
      { name: "c", before: ["1"], after: ["2"] },
      { name: "d", before: [], after: ["1"] },
    ]);
  });

  test.each([["{}"], ['{"bomFormat":"Cyclone'], ["[]"]])("%s is none", (text) => {
    expect(() => readSbom(text)).toThrow(expect.objectContaining({ code: "sbom-invalid" }));
  });
});
