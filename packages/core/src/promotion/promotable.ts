import type { Config, PromotableValue } from "../config/index.ts";
import type { Slot } from "../layout/index.ts";

/** The values that are copied into an environment with an app's image: what app and environment declare. */
export function promotableOf(
  { app, environment }: Slot,
  { apps, environments }: Config,
): readonly PromotableValue[] {
  return [
    ...(environments.get(environment)?.promotable ?? []),
    ...(apps.get(app)?.promotable ?? []),
  ];
}

/** A path below a folder; "" is the root. */
export function join(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}
