import type { Config } from "../config/index.ts";
import type { ImageReference } from "../image/index.ts";
import { candidatePaths, detectedLayouts } from "../layout/index.ts";

/** What one app's files are to run. */
export type UpdateTarget = ImageTarget | ArgumentsTarget;

export interface ImageTarget {
  readonly app: string;
  readonly image: ImageReference;
  /** What the files call the image, where that is not its name. */
  readonly entry?: string | undefined;
}

/** For those who migrate: what `kustomize edit set image` would do. */
export interface ArgumentsTarget {
  readonly app: string;
  readonly kustomizeArgs: readonly string[];
}

export interface UpdateRequest {
  readonly environment: string;
  readonly targets: readonly UpdateTarget[];
  /** Where an app's files are; undefined leaves it to the config, else to what is found. */
  readonly layout?: string | undefined;
  /** What has to stand there before anything is written: tag, digest or whole reference. */
  readonly expectedCurrent?: string | undefined;
}

/** The templates under which an app's files are looked for: the first that is named holds, else all that are known. */
export function layoutsFor(
  {
    layout,
    environment,
  }: Pick<UpdateRequest, "environment"> & { readonly layout?: string | undefined },
  app: string,
  config: Config,
): readonly string[] {
  if (layout !== undefined) return [layout];
  const named = [
    config.apps.get(app)?.layouts,
    config.environments.get(environment)?.layouts,
    config.layouts,
  ];
  return named.find((layouts) => layouts !== undefined && layouts.length > 0) ?? detectedLayouts;
}

/** Every path that may hold what the request is about, given the config. */
export function pathsFor(request: UpdateRequest, config: Config): readonly string[] {
  const { environment, targets } = request;
  const paths = targets.flatMap(({ app }) =>
    layoutsFor(request, app, config).flatMap((template) =>
      candidatePaths(template, { app, environment }),
    ),
  );
  return [...new Set(paths)];
}
