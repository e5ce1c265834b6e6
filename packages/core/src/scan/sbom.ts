import { UserError } from "../errors.ts";
import { JsonValue } from "./json-value.ts";

/** A package that an SBOM lists. */
export interface Component {
  readonly name: string;
  readonly version: string;
}

/** What an SBOM holds of use to us. */
export interface Sbom {
  readonly format: "CycloneDX" | "SPDX";
  /** Type of the attestation that carries it. */
  readonly predicateType: string;
  readonly components: readonly Component[];
}

/**
 * The SBOM in a text, CycloneDX or SPDX, both as JSON.
 * @throws `sbom-invalid`
 * @see https://cyclonedx.org/docs/latest/json/
 * @see https://spdx.github.io/spdx-spec/v2.3/
 */
export function readSbom(text: string): Sbom {
  const sbom = parse(text);
  if (sbom.at("bomFormat").text() === "CycloneDX") {
    return {
      format: "CycloneDX",
      predicateType: "https://cyclonedx.org/bom",
      components: sbom.at("components").items().filter(isPackage).map(readCycloneDx),
    };
  }
  if (sbom.at("spdxVersion").isPresent) {
    return {
      format: "SPDX",
      predicateType: "https://spdx.dev/Document",
      components: sbom.at("packages").items().filter(isNoDocument).map(readSpdx),
    };
  }
  throw new UserError("sbom-invalid", "the SBOM is neither CycloneDX nor SPDX in JSON", {
    hint: "Make it with syft -o cyclonedx-json or -o spdx-json, or trivy image --format cyclonedx.",
  });
}

function parse(text: string): JsonValue {
  try {
    return new JsonValue(JSON.parse(text), "sbom-invalid");
  } catch (cause) {
    throw new UserError("sbom-invalid", `the SBOM is no whole JSON: ${cause}`, {
      hint: "Make it again; the program was stopped while it wrote, or wrote another format.",
      cause,
    });
  }
}

function isPackage(component: JsonValue): boolean {
  return !["file", "operating-system"].includes(component.at("type").text());
}

function readCycloneDx(component: JsonValue): Component {
  return { name: component.at("name").text(), version: component.at("version").text() };
}

/** Syft lists the image itself as a package beside those in it. */
function isNoDocument(entry: JsonValue): boolean {
  return entry.at("primaryPackagePurpose").text() !== "CONTAINER";
}

function readSpdx(entry: JsonValue): Component {
  return { name: entry.at("name").text(), version: entry.at("versionInfo").text() };
}

/** A package whose versions differ between two images; an empty list means that it is not there. */
export interface ComponentChange {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What of the packages changes from one image to the next, by name. */
export function compareSboms(before: Sbom, after: Sbom): readonly ComponentChange[] {
  const [old, current] = [versionsByName(before), versionsByName(after)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .sort()
    .map((name) => ({ name, before: old.get(name) ?? [], after: current.get(name) ?? [] }))
    .filter((change) => change.before.join() !== change.after.join());
}

function versionsByName({ components }: Sbom): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(components, ({ name }) => name);
  return new Map(
    [...groups].map(([name, group]) => [
      name,
      [...new Set(group.map(({ version }) => version))].sort(),
    ]),
  );
}
