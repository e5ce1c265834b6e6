import { type Finding, findingKey, type Severity, worstFirst } from "./finding.ts";
import type { AllowedFinding } from "./judge.ts";

/** GitHub keeps the 5,000 worst results of a run. @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const MAX_RESULTS = 5_000;

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  negligible: "note",
  unknown: "warning",
};

/** What GitHub sorts and filters by. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
  negligible: "1.0",
  unknown: "0.0",
};

export interface SarifOptions {
  readonly scanner: string;
  /** The image, without tag and digest. */
  readonly image: string;
  readonly allowed: readonly AllowedFinding[];
}

/**
 * The findings as SARIF 2.1.0 text, the worst 5,000 of them: one rule per vulnerability, one result per
 * package and place with a fingerprint that stays while the vulnerability does, and excused ones suppressed
 * with their reason.
 */
export function toSarif(findings: readonly Finding[], options: SarifOptions): string {
  const kept = worstFirst(findings).slice(0, MAX_RESULTS);
  const excuses = new Map(options.allowed.map(({ finding, entry }) => [finding, entry.reason]));
  const rules = [...new Map(kept.map((finding) => [finding.id, finding])).values()];
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const run = {
    tool: { driver: { name: options.scanner.split(" ", 1)[0], rules: rules.map(ruleOf) } },
    automationDetails: { id: `build-and-scan/${options.image}/` },
    results: kept.map((finding) => ({
      ruleId: finding.id,
      ruleIndex: indexes.get(finding.id),
      level: LEVELS[finding.severity],
      message: { text: messageOf(finding) },
      locations: [locationOf(finding, options.image)],
      partialFingerprints: { primaryLocationLineHash: findingKey(finding) },
      ...suppressions(excuses.get(finding)),
    })),
  };
  return JSON.stringify({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  });
}

function ruleOf({ id, title, url, severity }: Finding): object {
  return {
    id,
    shortDescription: { text: (title || id).slice(0, 1000) },
    ...(url.startsWith("http") ? { helpUri: url } : {}),
    properties: { "security-severity": SCORES[severity], tags: ["security", "vulnerability"] },
  };
}

function messageOf({ id, package: { name, version }, fix }: Finding): string {
  const repair = fix.versions.length > 0 ? `fixed in ${fix.versions.join(", ")}` : "no fix";
  return `${id} in ${name} ${version}: ${repair}`;
}

function locationOf({ path, package: { name, version } }: Finding, image: string): object {
  const uri = encodeURI(path.replace(/^\/+/, "") || image);
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    message: { text: `${name} ${version}` },
  };
}

function suppressions(reason: string | undefined): object {
  return reason === undefined
    ? {}
    : { suppressions: [{ kind: "external", justification: reason }] };
}
