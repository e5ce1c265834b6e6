import { KUSTOMIZATION_NAMES } from "../manifest/index.ts";
import { isFile, MANIFEST_NAMES, type Slot, valuesBelow } from "./layout.ts";

/**
 * The slots that some templates lead to among the paths of a repository, each once, sorted by environment
 * and app. Templates without `{app}` count only when no other finds anything: the repository is then one
 * app's, called `onlyApp`.
 */
export function discoverSlots(
  templates: readonly string[],
  paths: readonly string[],
  { onlyApp }: { readonly onlyApp: string },
): readonly Slot[] {
  const [named = [], unnamed = []] = [true, false].map((wanted) =>
    templates
      .filter((template) => template.includes("{app}") === wanted)
      .map((template) => ({ template, pattern: patternOf(template) })),
  );
  const found = match(named, paths, onlyApp);
  const slots = found.size > 0 ? found : match(unnamed, paths, onlyApp);
  return [...slots.values()].sort(
    (a, b) => compare(a.environment, b.environment) || compare(a.app, b.app),
  );
}

function match(
  patterns: readonly { readonly template: string; readonly pattern: RegExp }[],
  paths: readonly string[],
  onlyApp: string,
): ReadonlyMap<string, Slot> {
  const found = new Map<string, Slot>();
  for (const path of paths) {
    for (const { template, pattern } of patterns) {
      const { app = onlyApp, env } = pattern.exec(path)?.groups ?? {};
      // `values.yaml` beside `dev.yaml` is no environment called values.
      if (env === undefined || valuesBelow(template, app).includes(path)) continue;
      found.set(`${env}/${app}`, { app, environment: env });
    }
  }
  return found;
}

/** Matches every path that {@link ownPaths} makes of the template; the first {app} and {env} are captured. */
function patternOf(template: string): RegExp {
  const seen = new Set<string>();
  const body = template.replaceAll(/\{(app|env)\}|[.*+?^${}()|[\]\\]/g, (text, name?: string) => {
    if (name === undefined) return `\\${text}`;
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)`;
  });
  const names = [...KUSTOMIZATION_NAMES, ...MANIFEST_NAMES].map((name) => name.replace(".", "\\."));
  return new RegExp(isFile(template) ? `^${body}$` : `^${body}/(?:${names.join("|")})$`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
