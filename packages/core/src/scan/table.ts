import { code, link, plain, table } from "../text/index.ts";
import { type Finding, SEVERITIES, type SeverityCounts, worstFirst } from "./finding.ts";

/** More rows than this are not read. */
const MAX_ROWS = 50;

const MARKS = {
  critical: "🔴 critical",
  high: "🟠 high",
  medium: "🟡 medium",
  low: "🔵 low",
  negligible: "⚪ negligible",
  unknown: "⚫ unrated",
} as const;

/** The findings as a Markdown table, worst first; of many the first fifty, and how many are not shown. */
export function findingsTable(findings: readonly Finding[]): string {
  const shown = worstFirst(findings).slice(0, MAX_ROWS);
  const rows = shown.map(({ id, severity, package: { name, version }, path, fix, url }) => [
    MARKS[severity],
    link(id, url),
    code(name),
    code(version),
    fix.versions.length > 0 ? code(fix.versions.join(", ")) : plain(fix.state.replace("-", " ")),
    path === "" ? "" : code(path),
  ]);
  const head = ["Severity", "Vulnerability", "Package", "Version", "Fix", "Where"];
  const rest = findings.length - shown.length;
  return table(head, rows) + (rest > 0 ? `\n\n${rest} more are in the SARIF file.` : "");
}

/** The counts in words, worst first: `2 critical, 1 low`; "none" where there are none. */
export function printCounts(counts: SeverityCounts): string {
  const present = SEVERITIES.filter((severity) => counts[severity] > 0);
  return (
    present
      .map((severity) => `${counts[severity]} ${severity === "unknown" ? "unrated" : severity}`)
      .join(", ") || "none"
  );
}
