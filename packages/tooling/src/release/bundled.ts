import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.ts";

/** A package whose code went into a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it. */
  readonly license: string;
  /** Its licence file, whole; undefined when it ships none. */
  readonly text: string | undefined;
}

/** The packages of others in the bundles of an action, by name; `npm run build` has to have made them. */
export function bundledPackages(action: string): BundledPackage[] {
  const dist = join(root, "actions", action, "dist");
  const inputs = readdirSync(dist)
    .filter((file) => file.endsWith(".inputs.json"))
    .flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(join(dist, file), "utf8")).inputs as object),
    );
  const folders = inputs.filter(isCode).flatMap((file) => folderOf(file) ?? []);
  const packages = [...new Set(folders)].map(readPackage);
  const byName = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isCode(file: string): boolean {
  return /\.[cm]?js$/.test(file);
}

/** `node_modules/.pnpm/yaml@2.9.1/node_modules/yaml`; undefined for a file of ours and for the bundler's own. */
function folderOf(file: string): string | undefined {
  const [, folder, name] =
    /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\/(?!.*node_modules\/)/.exec(file) ?? [];
  if (folder === undefined || name?.startsWith("@gitops-actions/") || name === "@vercel/ncc")
    return undefined;
  return folder;
}

function readPackage(folder: string): BundledPackage {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const file = readdirSync(path).find((one) => /^licen[cs]e(?:\.|$)/i.test(one));
  const text = file === undefined ? undefined : readFileSync(join(path, file), "utf8");
  return { name, version, license: license ?? "see its licence text", text };
}

/** The notices that licences ask for, one package after the other. */
export function licenceNotices(packages: readonly BundledPackage[]): string {
  const notices = packages.map(
    ({ name, version, license, text }) =>
      `${name} ${version} (${license})\n\n${(text ?? "It ships no licence text.").trim()}\n`,
  );
  return `The bundles in dist contain code of these packages.\n\n${notices.join(`\n${"-".repeat(72)}\n\n`)}`;
}

/**
 * What is in the bundles of the suite, as CycloneDX JSON; without instant and serial number, so that the same
 * source gives the same bytes.
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(
  bundled: ReadonlyMap<string, readonly BundledPackage[]>,
  version: string,
): string {
  const all = new Map([...bundled.values()].flat().map((one) => [purlOf(one), one] as const));
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": "suite", name: "gitops-actions", version },
    },
    components: [
      ...[...bundled.keys()].map((name) => ({
        type: "application",
        "bom-ref": name,
        name,
        version,
      })),
      ...[...all].map(([purl, { name, version, license }]) => ({
        type: "library",
        "bom-ref": purl,
        name,
        version,
        purl,
        licenses: [{ expression: license }],
      })),
    ],
    dependencies: [
      { ref: "suite", dependsOn: [...bundled.keys()] },
      ...[...bundled].map(([name, packages]) => ({ ref: name, dependsOn: packages.map(purlOf) })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function purlOf({ name, version }: BundledPackage): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}
