import { UserError } from "../errors.ts";
import { isKustomizationPath, isValues, kustomizationFiles } from "../manifest/index.ts";
import { ownPaths, type Slot, valuesBelow } from "./layout.ts";

/** The files of a slot and the template that led to them. */
export interface Located {
  readonly layout: string;
  /** The files that say what runs: a kustomization first. */
  readonly paths: readonly string[];
  /**
   * Files of values that apply below those, in the order Helm applies them. Other environments share
   * them: they are read to know what an image is called, and never edited.
   */
  readonly context: readonly string[];
}

/**
 * Where the slot's files are, given the texts of those that exist: the manifests of a folder, and where it
 * has a kustomization, that and those of them that it renders. Templates without `{app}` (one app a
 * repository) count only when no template with `{app}` matches.
 * @throws `app-not-found` with everything that was looked at, `layout-ambiguous`, and as `kustomizationFiles`
 */
export function locate(
  templates: readonly string[],
  slot: Slot,
  texts: ReadonlyMap<string, string>,
): Located {
  const found = templates
    .map((layout) => ({
      layout,
      paths: ownPaths(layout, slot).filter((path) => texts.has(path)),
    }))
    .filter(({ paths }) => paths.length > 0);
  const specific = found.filter(({ layout }) => layout.includes("{app}"));
  const [first, second] = specific.length > 0 ? specific : found;
  if (first === undefined) throw notFound(templates, slot);
  if (second !== undefined) {
    throw ambiguous(slot, [...first.paths, ...second.paths], 'Name the right one with "layout".');
  }
  const [kustomization, another] = first.paths.filter(isKustomizationPath);
  if (another !== undefined) {
    const hint = "Kustomize itself refuses a folder with two of them: remove one.";
    throw ambiguous(slot, first.paths, hint);
  }
  const paths =
    kustomization === undefined ? first.paths : rendered(kustomization, first.paths, texts);
  const hasValues = paths.some(
    (path) => !isKustomizationPath(path) && isValues(texts.get(path) ?? ""),
  );
  const below = hasValues ? valuesBelow(first.layout, slot.app) : [];
  return { ...first, paths, context: below.filter((path) => texts.has(path)) };
}

/** A kustomization and those of the manifests beside it that it renders: the others never reach a cluster. */
function rendered(
  kustomization: string,
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  if (paths.length === 1) return paths;
  const text = texts.get(kustomization) ?? "";
  const beside = new Set(kustomizationFiles({ path: kustomization, text }));
  return paths.filter((path) => path === kustomization || beside.has(path));
}

function notFound(templates: readonly string[], slot: Slot): UserError {
  const looked = templates.flatMap((template) => ownPaths(template, slot).slice(0, 1));
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
