import { SEVERITIES, type Severity } from "./finding.ts";

/** Words of scanners for our own severities. */
const OTHER_WORDS: Readonly<Record<string, Severity>> = {
  informational: "negligible",
  undefined: "unknown",
  untriaged: "unknown",
  moderate: "medium",
  important: "high",
  "": "unknown",
};

/** The severity behind a scanner's word, in any case; a word that nobody knows rates nothing. */
export function readSeverity(word: string): Severity {
  const lower = word.toLowerCase();
  return SEVERITIES.find((severity) => severity === lower) ?? OTHER_WORDS[lower] ?? "unknown";
}
