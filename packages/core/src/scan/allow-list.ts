import { type FileFault, fileError, readYamlFile } from "../config/index.ts";
import { compilePattern } from "../regexp/index.ts";
import { parseInstant } from "../time/index.ts";
import type { AllowListFile } from "./allow-list-file.gen.ts";
import type { Finding } from "./finding.ts";
import { validate } from "./validate.gen.ts";

/** A finding that somebody answers for, until it expires. */
export interface AllowEntry {
  readonly id: string;
  readonly package: string | undefined;
  readonly path: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** The first instant at which it no longer holds. */
  readonly expires: Date;
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

const SCHEMA = { validate, code: "allow-list-invalid", name: "allow-list.schema.json" } as const;

const DAY_MS = 86_400_000;

/**
 * The entries of an allow-list, YAML by its published schema.
 * @throws `allow-list-invalid` with every fault and its line
 */
export function readAllowList(text: string, file: string): readonly AllowEntry[] {
  const { value, lineOf } = readYamlFile<AllowListFile>(text, file, SCHEMA);
  const faults: FileFault[] = [];
  const entries = value.allow.map((entry, index): AllowEntry => {
    const lastDay = parseInstant(`${entry.expires}T00:00:00Z`);
    if (lastDay === undefined) {
      const message = `allow.${index}.expires: there is no day ${entry.expires}`;
      faults.push({ line: lineOf(["allow", index, "expires"]), message });
    }
    return {
      id: entry.id,
      package: entry.package,
      path: entry.path,
      reason: entry.reason,
      owner: entry.owner,
      expires: new Date((lastDay?.getTime() ?? 0) + DAY_MS),
      line: lineOf(["allow", index]),
    };
  });
  if (faults.length > 0) throw fileError(file, faults, SCHEMA);
  return entries;
}

/** A test of findings against an entry, whatever its end. */
export function matcherOf(entry: AllowEntry): (finding: Finding) => boolean {
  const [name, path] = [globOf(entry.package), globOf(entry.path)];
  const id = entry.id.toUpperCase();
  return (finding) =>
    [finding.id, ...finding.aliases].some((alias) => alias.toUpperCase() === id) &&
    name(finding.package.name) &&
    path(finding.path.replace(/^\//, ""));
}

/** A test by a pattern in which `*` stands for any characters. */
function globOf(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined) return () => true;
  const literal = (part: string): string => part.replaceAll(/[^\w\s]/g, "\\$&");
  const parts = pattern.replace(/^\//, "").split("*").map(literal);
  const compiled = compilePattern(`^(?s:${parts.join(".*")})$`);
  return compiled.ok ? compiled.isIn : () => false;
}
