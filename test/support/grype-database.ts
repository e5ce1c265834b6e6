import { execFileSync } from "node:child_process";

/** A made-up vulnerability of one package. */
export interface Advisory {
  readonly id: string;
  readonly severity: "critical" | "high" | "medium" | "low" | "negligible" | "unknown";
  readonly ecosystem: "npm" | "deb";
  readonly package: string;
  /** Affected versions: `<1.2.3`. */
  readonly constraint: string;
  /** The version that fixes it; "" when none does. */
  readonly fix: string;
  /** When that version came, ISO 8601. */
  readonly fixedAt?: string;
}

/** The environment in which Grype knows these vulnerabilities and asks nobody else. */
export function grypeDatabase(
  writer: string,
  folder: string,
  advisories: readonly Advisory[],
): Readonly<Record<string, string>> {
  const entries = advisories.map((advisory) => ({
    description: `${advisory.id} in ${advisory.package}`,
    url: `https://advisories.example/${advisory.id}`,
    ...advisory,
  }));
  execFileSync(writer, [folder], { input: JSON.stringify(entries) });
  return {
    GRYPE_DB_CACHE_DIR: folder,
    GRYPE_DB_AUTO_UPDATE: "false",
    GRYPE_DB_VALIDATE_AGE: "false",
    GRYPE_CHECK_FOR_APP_UPDATE: "false",
  };
}
