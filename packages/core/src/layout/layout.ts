import { UserError } from "../errors.ts";
import { KUSTOMIZATION_NAMES } from "../manifest/index.ts";

/** An app in an environment: what a layout turns into files. */
export interface Slot {
  readonly app: string;
  readonly environment: string;
}

/**
 * The layouts that are found without being named, most specific first. A template is a folder, or one
 * file when it ends in `.yaml` or `.yml`.
 */
export const detectedLayouts: readonly string[] = [
  "apps/{app}/overlays/{env}",
  "environments/{env}/apps/{app}",
  "environments/{env}/apps/{app}.yaml",
  "environments/{env}/{app}",
  "clusters/{env}/{app}",
  "charts/{app}/values-{env}.yaml",
  "apps/{app}/values-{env}.yaml",
  "k8s/overlays/{env}",
  "overlays/{env}",
];

/** The files that say which image runs in a folder without a kustomization, as people name them. */
export const MANIFEST_NAMES = [
  "values.yaml",
  "application.yaml",
  "helmrelease.yaml",
  "release.yaml",
  "deployment.yaml",
  "rollout.yaml",
  "statefulset.yaml",
];

/** A name of an app or environment that is safe as a part of a path, a branch and a status context. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/**
 * The name, checked: letters, digits, `.`, `_` and `-`, so that it cannot climb out of a path.
 * @throws `name-invalid`
 */
export function parseName(text: string): string {
  if (isName(text)) return text;
  throw new UserError(
    "name-invalid",
    `is ${JSON.stringify(text.slice(0, 80))}, which is no name of an app or environment`,
    {
      hint: 'Use letters, digits, ".", "_" and "-", at most 63 of them, with a letter or digit at both ends.',
    },
  );
}

/** Whether {@link parseName} takes the text. */
export function isName(text: string): boolean {
  return NAME.test(text) && !text.includes("..");
}

/**
 * The template, checked: a relative path with `{env}`, of safe parts.
 * @throws `layout-invalid`
 */
export function parseLayout(text: string): string {
  const template = text.replace(/\/+$/, "");
  const parts = template.split("/");
  const fault = !template.includes("{env}")
    ? "has no {env}"
    : parts.some((part) => part === ".." || part === "." || part === "")
      ? 'has an empty part, "." or ".."'
      : /\{(?!app\}|env\})/.test(template)
        ? "has a placeholder other than {app} and {env}"
        : undefined;
  if (fault === undefined) return template;
  throw new UserError("layout-invalid", `layout ${JSON.stringify(text)} ${fault}`, {
    hint: 'Give a path from the root such as "apps/{app}/overlays/{env}", or a file such as "environments/{env}/{app}.yaml".',
  });
}

/**
 * The paths that a template may mean for a slot, to be read together: those of {@link ownPaths}, and the
 * values below them.
 */
export function candidatePaths(template: string, slot: Slot): readonly string[] {
  return [...ownPaths(template, slot), ...valuesBelow(template, slot.app)];
}

/**
 * The paths that a template may mean for a slot and no other: the file itself, or in a folder its
 * kustomization and the files that usually say which image runs. A file of another name is named by the
 * template.
 */
export function ownPaths(template: string, slot: Slot): readonly string[] {
  const path = fill(template, slot);
  if (isFile(path)) return [path];
  return [...KUSTOMIZATION_NAMES, ...MANIFEST_NAMES].map((name) => `${path}/${name}`);
}

/**
 * The values that may apply below those of every environment of an app, lowest first: the `values.yaml` of
 * its chart, and those on the way from there to where the environments part. The chart is the app's folder,
 * `charts/{app}` where the template has the environment first, and where it has no app the folder above.
 *
 * These are the places that Helm's own order makes sense for; there may be more (`valueFiles` of an
 * Application names any), which the file of the environment then has to repeat.
 */
export function valuesBelow(template: string, app: string): readonly string[] {
  const names = template.endsWith(".yml") ? ["values.yaml", "values.yml"] : ["values.yaml"];
  const paths = foldersBelow(template).flatMap((folder) =>
    names.map((name) => (folder === "" ? name : `${folder}/${name}`)),
  );
  return [...new Set(paths)].map((path) => path.replaceAll("{app}", app));
}

/** The folders from an app's chart to where its environments part. */
function foldersBelow(template: string): readonly string[] {
  const parts = template.split("/");
  const environmentAt = parts.findIndex((part) => part.includes("{env}"));
  const appAt = parts.findIndex((part) => part.includes("{app}"));
  if (appAt >= environmentAt && appAt >= 0) return ["charts/{app}"];
  const chartAt = appAt >= 0 ? appAt + 1 : Math.max(0, environmentAt - 1);
  const depths = Array.from({ length: environmentAt - chartAt + 1 }, (_, index) => chartAt + index);
  return depths.map((depth) => parts.slice(0, depth).join("/"));
}

/** A template's path for a slot. */
export function fill(template: string, { app, environment }: Slot): string {
  return template.replaceAll("{app}", app).replaceAll("{env}", environment);
}

/** Whether a template names a file, not a folder. */
export function isFile(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/** A folder whose entries are what a name could have meant. */
export interface Neighbourhood {
  readonly folder: string;
  /** The name that is not among them. */
  readonly wanted: string;
}

/** The folders that hold the apps, and those that hold the environments, of a slot without files. */
export function neighbourhoods(templates: readonly string[], slot: Slot): readonly Neighbourhood[] {
  const found = templates.flatMap((template) => [
    ...neighbourhood(template, "{app}", slot),
    ...neighbourhood(template, "{env}", slot),
  ]);
  return [...new Map(found.map((one) => [one.folder, one])).values()];
}

function neighbourhood(
  template: string,
  placeholder: string,
  slot: Slot,
): readonly Neighbourhood[] {
  const parts = template.split("/");
  const at = parts.findIndex((part) => part.includes(placeholder));
  if (at <= 0) return [];
  return [{ folder: fill(parts.slice(0, at).join("/"), slot), wanted: fill(placeholder, slot) }];
}
