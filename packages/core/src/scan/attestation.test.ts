import { describe, expect, test } from "vitest";
import { readScanPredicate, scanPredicate } from "./attestation.ts";
import type { ScanReport } from "./finding.ts";
import type { ScanVerdict } from "./judge.ts";

const report: ScanReport = {
  scanner: "Grype 0.110.0",
  digests: [],
  packages: 3,
  at: new Date("2026-11-20T10:00:00Z"),
  databaseAt: new Date("2026-11-20T01:00:00Z"),
  findings: [],
};
const counts = { critical: 0, high: 2, medium: 5, low: 0 };
const verdict: ScanVerdict = {
  blocking: [],
  allowed: [],
  counts,
  expired: [],
  expiring: [],
  unused: [],
};

describe("the attestation of a scan", () => {
  test("reads back as it was written", () => {
    const text = JSON.stringify(scanPredicate(report, verdict, new Date()));

    expect(readScanPredicate(JSON.parse(text))).toEqual({
      scanner: "Grype 0.110.0",
      at: report.at,
      counts,
    });
  });

  test("without a time of its own has that of the run", () => {
    const now = new Date("2026-11-21T00:00:00Z");
    const predicate = scanPredicate({ ...report, at: undefined }, verdict, now);

    expect(readScanPredicate(predicate)?.at).toEqual(now);
  });

  const good = scanPredicate(report, verdict, new Date());
  const rows: [string, unknown][] = [
    ["nothing", undefined],
    ["a text", "clean"],
    ["another tool's result", { ...good, scanner: { uri: "trivy", result: { Results: [] } } }],
    [
      "counts that are none",
      { ...good, scanner: { uri: "x", result: { counts: { ...counts, high: -1 } } } },
    ],
    ["no time", { ...good, metadata: {} }],
  ];
  test.each(rows)("%s is not believed", (_, predicate) => {
    expect(readScanPredicate(predicate)).toBeUndefined();
  });
});
