export { type AllowEntry, readAllowList } from "./allow-list.ts";
export {
  type AttestedScan,
  readScanPredicate,
  SCAN_PREDICATE,
  scanPredicate,
} from "./attestation.ts";
export {
  countBySeverity,
  type Finding,
  type Fix,
  findingKey,
  type ScanReport,
  type Severity,
  type SeverityCounts,
  worstFirst,
} from "./finding.ts";
export {
  type AllowedFinding,
  compareFindings,
  type FindingsDelta,
  judgeFindings,
  type ScanVerdict,
} from "./judge.ts";
export type { ScanPolicy } from "./policy.ts";
export { readScanReport } from "./report.ts";
export { type SarifOptions, toSarif } from "./sarif.ts";
export { type Component, type ComponentChange, compareSboms, readSbom, type Sbom } from "./sbom.ts";
export { findingsTable, printCounts } from "./table.ts";
