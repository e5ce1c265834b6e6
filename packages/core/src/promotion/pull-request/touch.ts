import type { Environment } from "../../config/index.ts";
import { UserError } from "../../errors.ts";
import { environmentFolder, isWithin, reachOf, type Slot } from "../../layout/index.ts";
import type { RepositoryView } from "../plan.ts";
import { layoutsFor } from "../request.ts";
import type { Running } from "../running.ts";
import { slotsIn } from "../view.ts";

/** An app in an environment whose files a change touches. */
export interface Touch extends Slot {
  /** Undefined for a change of what belongs to the environment as a whole. */
  readonly of: "app" | "environment";
  readonly policy: Environment;
  /** What it runs on the base branch; undefined where it is new, or cannot be read. */
  readonly before: Running | undefined;
}

/** Everything in a repository that changed paths belong to. */
export function touchesOf(
  paths: readonly string[],
  { view, onlyApp }: { readonly view: RepositoryView; readonly onlyApp: string },
): readonly Touch[] {
  const { config } = view;
  const names = [...config.environments.keys()];
  const slots = slotsIn(paths, { config, onlyApp });
  return [...config.environments.values()].flatMap((policy) => {
    const environment = policy.name;
    const known = [...(view.running.get(environment) ?? [])].map(([app, found]) => ({
      app,
      before: found instanceof UserError ? undefined : found,
    }));
    const added = slots
      .filter(
        (slot) => slot.environment === environment && !known.some(({ app }) => app === slot.app),
      )
      .map(({ app }) => ({ app, before: undefined }));
    const left = new Set(paths);
    const apps = [...known, ...added].filter(({ app, before }) => {
      const templates =
        before === undefined ? layoutsFor({ environment }, app, config) : [before.layout];
      const reached = paths.filter((path) =>
        templates.some(
          (template) =>
            reachOf(path, { app, environment }, { template, environments: names }) !== undefined,
        ),
      );
      for (const path of reached) left.delete(path);
      return reached.length > 0;
    });
    const templates = new Set(
      known.flatMap(({ before }) => (before === undefined ? [] : [before.layout])),
    );
    const isWhole = [...templates].some((template) => {
      const folder = environmentFolder(template, environment);
      return folder !== undefined && [...left].some((path) => isWithin(path, folder));
    });
    const touches = apps.map(
      ({ app, before }): Touch => ({ app, environment, of: "app", policy, before }),
    );
    return isWhole && touches.length === 0
      ? [{ app: environment, environment, of: "environment", policy, before: undefined }]
      : touches;
  });
}
