import { fill, isFile, type Slot, valuesBelow } from "./layout.ts";

/**
 * What a path is to an app in an environment: one of its `own` files, one that several of the app's
 * environments `shared`, or none of its concern (`undefined`).
 */
export type Reach = "own" | "shared" | undefined;

/** Folders whose content every overlay beside them builds on. */
const SHARED_FOLDERS = ["base", "bases", "components"];

/**
 * What a path is to a slot under a layout template. What lies in the app's folder and in no environment's
 * own place is shared, as are values that apply below theirs: a change of it enters all of them at once.
 */
export function reachOf(
  path: string,
  slot: Slot,
  {
    template,
    environments,
  }: { readonly template: string; readonly environments: Iterable<string> },
): Reach {
  if (isWithin(path, fill(template, slot))) return "own";
  const { app } = slot;
  for (const environment of environments) {
    if (isWithin(path, fill(template, { app, environment }))) return undefined;
  }
  const shared = [...sharedFolders(template, app), ...valuesBelow(template, app)];
  return shared.some((place) => isWithin(path, place)) ? "shared" : undefined;
}

/**
 * The folder that belongs to an environment as a whole under a template, `environments/prod` of
 * `environments/{env}/apps/{app}`; undefined where the app's name comes first.
 */
export function environmentFolder(template: string, environment: string): string | undefined {
  const parts = template.split("/");
  const at = parts.findIndex((part) => part.includes("{env}"));
  const before = parts.slice(0, at).some((part) => part.includes("{app}"));
  const isLast = at === parts.length - 1;
  if (before || isLast) return undefined;
  return parts
    .slice(0, at + 1)
    .join("/")
    .replaceAll("{env}", environment);
}

/** The folder of a slot's files under a template, without a slash at its end; "" for the root. */
export function folderOf(template: string, slot: Slot): string {
  const path = fill(template, slot);
  return isFile(path) ? path.slice(0, Math.max(0, path.lastIndexOf("/"))) : path;
}

/** Whether a path is a folder's, or the file itself. */
export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function sharedFolders(template: string, app: string): string[] {
  const parts = template.split("/");
  const environmentAt = parts.findIndex((part) => part.includes("{env}"));
  const appAt = parts.findIndex((part) => part.includes("{app}"));
  if (appAt >= 0 && appAt < environmentAt) {
    return [
      parts
        .slice(0, appAt + 1)
        .join("/")
        .replaceAll("{app}", app),
    ];
  }
  if (appAt >= 0) return [];
  // One app a repository: `k8s/overlays/{env}` builds on `k8s/base`.
  const root = parts.slice(0, Math.max(0, environmentAt - 1));
  return SHARED_FOLDERS.map((folder) => [...root, folder].join("/"));
}
