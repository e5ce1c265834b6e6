import type { Config, Train } from "../config/index.ts";
import { UserError } from "../errors.ts";
import type { RepositoryView } from "./plan.ts";
import { appsIn } from "./plan.ts";

/** What moves into an environment together, as one pull request: one app, or the apps of a train. */
export interface Unit {
  readonly kind: "app" | "train";
  readonly name: string;
  readonly environment: string;
  readonly apps: readonly string[];
}

/**
 * Everything that moves into an environment: a unit for each train, and one for each app that is in none.
 * @throws `train-too-long`
 */
export function unitsOf(view: RepositoryView, environment: string): readonly Unit[] {
  const apps = appsIn(view, environment);
  const trains = [...view.config.trains.values()]
    .map((train) => trainUnit(train, environment, apps))
    .filter((unit) => unit.apps.length > 0);
  const taken = new Set(trains.flatMap((train) => train.apps));
  const single = apps.filter((app) => !taken.has(app));
  return [...trains, ...single.map((app) => appUnit(app, environment))];
}

/** One app as a unit. */
export function appUnit(app: string, environment: string): Unit {
  return { kind: "app", name: app, environment, apps: [app] };
}

/** A train as a unit: its apps that are in the environment. @throws `train-unknown`, `train-too-long` */
export function trainUnitOf(
  name: string,
  environment: string,
  { view }: { readonly view: RepositoryView },
): Unit {
  const train = view.config.trains.get(name);
  if (train !== undefined) return trainUnit(train, environment, appsIn(view, environment));
  throw new UserError(
    "train-unknown",
    `train "${name}" is not in ${fileOf(view.config)}; it has: ${[...view.config.trains.keys()].join(", ") || "none"}`,
    { hint: 'Correct "train", or declare it under trains.' },
  );
}

function trainUnit(train: Train, environment: string, apps: readonly string[]): Unit {
  const { name, except, max } = train;
  const wanted = train.apps.includes("*") ? apps : apps.filter((app) => train.apps.includes(app));
  const aboard = wanted.filter((app) => !except.includes(app));
  if (aboard.length > max) {
    throw new UserError(
      "train-too-long",
      `train "${name}" has ${aboard.length} apps in "${environment}", and at most ${max} may move together`,
      { hint: `Split it, leave apps out with trains.${name}.except, or raise trains.${name}.max.` },
    );
  }
  return { kind: "train", name, environment, apps: aboard };
}

function fileOf({ file }: Config): string {
  return file ?? "the config, which does not exist";
}
