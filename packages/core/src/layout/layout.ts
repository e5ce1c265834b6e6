import { UserError } from "../errors.ts";

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

/** What kustomize takes for its file, in its own order. */
export const KUSTOMIZATION_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

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
 * The paths a template may mean for a slot: the file itself, or in a folder its kustomization and the files
 * that usually say which image runs. A file of another name is named by the template.
 */
export function candidatePaths(template: string, slot: Slot): readonly string[] {
  const path = fill(template, slot);
  if (isFile(path)) return [path];
  return [...KUSTOMIZATION_NAMES, ...MANIFEST_NAMES].map((name) => `${path}/${name}`);
}

function fill(template: string, { app, environment }: Slot): string {
  return template.replaceAll("{app}", app).replaceAll("{env}", environment);
}

/** Whether a template names a file, not a folder. */
export function isFile(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/** The files of a slot and the template that led to them. */
export interface Located {
  readonly layout: string;
  readonly paths: readonly string[];
}

/**
 * Where the slot's files are, given which paths exist: a folder's kustomization alone where there is one,
 * else its manifests. Templates without `{app}` (one app a repository) count only when no template with
 * `{app}` matches.
 * @throws `app-not-found` with everything that was looked at, `layout-ambiguous`
 */
export function locate(
  templates: readonly string[],
  slot: Slot,
  exists: (path: string) => boolean,
): Located {
  const found = templates
    .map((layout) => ({ layout, paths: deciding(candidatePaths(layout, slot).filter(exists)) }))
    .filter(({ paths }) => paths.length > 0);
  const specific = found.filter(({ layout }) => layout.includes("{app}"));
  const [first, second] = specific.length > 0 ? specific : found;
  if (first === undefined) throw notFound(templates, slot);
  if (second !== undefined) {
    throw ambiguous(slot, [...first.paths, ...second.paths], 'Name the right one with "layout".');
  }
  if (first.paths.filter(isKustomization).length > 1) {
    throw ambiguous(
      slot,
      first.paths,
      "Kustomize itself refuses a folder with two of them: remove one.",
    );
  }
  return first;
}

/** Of the files of a folder those that decide: what a kustomization renders, it has the last word on. */
function deciding(paths: readonly string[]): readonly string[] {
  const kustomizations = paths.filter(isKustomization);
  return kustomizations.length > 0 ? kustomizations : paths;
}

function isKustomization(path: string): boolean {
  return KUSTOMIZATION_NAMES.includes(path.slice(path.lastIndexOf("/") + 1));
}

function notFound(templates: readonly string[], slot: Slot): UserError {
  const looked = templates.flatMap((template) => candidatePaths(template, slot).slice(0, 1));
  return new UserError(
    "app-not-found",
    `app "${slot.app}" has no files for environment "${slot.environment}"; looked for:\n${looked.map((path) => `- ${path}`).join("\n")}`,
    {
      hint: 'Correct "app" or "environment", or name the place with "layout" or in .gitops/promotion.yaml.',
    },
  );
}

function ambiguous({ app, environment }: Slot, paths: readonly string[], hint: string): UserError {
  return new UserError(
    "layout-ambiguous",
    `app "${app}" in environment "${environment}" could be any of: ${paths.join(", ")}`,
    { hint },
  );
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
  const fill = (text: string): string =>
    text.replaceAll("{app}", slot.app).replaceAll("{env}", slot.environment);
  return [{ folder: fill(parts.slice(0, at).join("/")), wanted: fill(placeholder) }];
}
