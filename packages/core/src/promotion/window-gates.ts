import type { Config, Environment, StatedWindow } from "../config/index.ts";
import {
  type AppProject,
  compileSyncWindows,
  type Gate,
  matchingWindows,
  type SyncWindow,
  type SyncWindowSpec,
  syncWindowSpec,
  type WindowTarget,
  windowGate,
} from "../policy/index.ts";
import type { Known } from "./known.ts";

/** The gate of the sync windows for an app in an environment. */
export type WindowGates = (environment: Environment, app: string) => Known<Gate>;

/**
 * The gates of the sync windows that the environments name. Apps that the same windows match share one
 * answer: to prove that windows never open takes milliseconds.
 */
export function windowGates(
  config: Config,
  projects: readonly AppProject[],
  now: Date,
): WindowGates {
  const compiled = new Map<string, Known<readonly SyncWindow[]>>();
  const answers = new Map<string, Gate>();
  return (environment, app) => {
    const windows = memo(compiled, environment.name, () =>
      windowsOf(environment, { config, projects }),
    );
    if (!windows.known) return windows;
    if (windows.value.some(selectsByDestination) && !isDestinationKnown(environment)) {
      return { known: false, why: destinationUnknown(environment) };
    }
    const matching = matchingWindows(windows.value, targetOf(environment, app));
    const key = `${environment.name} ${keyOf(matching, windows.value)}`;
    return { known: true, value: memo(answers, key, () => windowGate(matching, now)) };
  };
}

/** Tells which of the windows these are; both lists are in one order. */
function keyOf(some: readonly SyncWindow[], all: readonly SyncWindow[]): string {
  const chosen = new Set(some);
  return all.flatMap((window, index) => (chosen.has(window) ? [index] : [])).join(" ");
}

function memo<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** Apps that the same windows match. */
export interface MatchedWindows {
  readonly apps: readonly string[];
  readonly windows: readonly SyncWindow[];
}

/** The apps of an environment by the windows that match them. */
export function matchedWindows(
  environment: Environment,
  apps: readonly string[],
  where: { readonly config: Config; readonly projects: readonly AppProject[] },
): Known<readonly MatchedWindows[]> {
  const windows = windowsOf(environment, where);
  if (!windows.known) return windows;
  const matched = apps.map((app) => {
    const matching = matchingWindows(windows.value, targetOf(environment, app));
    return { app, matching, key: keyOf(matching, windows.value) };
  });
  const groups = [...Map.groupBy(matched, ({ key }) => key).values()];
  return {
    known: true,
    value: groups.map((group) => ({
      apps: group.map(({ app }) => app),
      windows: group[0]?.matching ?? [],
    })),
  };
}

/** The windows that an environment names, as they are stated; those of AppProjects that are not there are left out. */
export function statedWindows(
  { gates }: Environment,
  { config, projects }: { readonly config: Config; readonly projects: readonly AppProject[] },
): readonly SyncWindowSpec[] {
  const { appProjects = [], windows = [] } = gates.windows ?? {};
  const named = projects.filter(({ name }) => appProjects.includes(name));
  return [
    ...named.flatMap((project) => project.windows),
    ...windows.map((window) => specOf(window, config)),
  ];
}

function windowsOf(
  environment: Environment,
  where: { readonly config: Config; readonly projects: readonly AppProject[] },
): Known<readonly SyncWindow[]> {
  const wanted = environment.gates.windows?.appProjects ?? [];
  const missing = wanted.filter((name) => !where.projects.some((project) => project.name === name));
  if (missing.length > 0) {
    const places = where.config.appProjects.join(", ");
    return {
      known: false,
      why: `there is no AppProject ${missing.join(", ")} in ${places}; say where: app-projects`,
    };
  }
  return { known: true, value: compileSyncWindows(statedWindows(environment, where)) };
}

/** A window of our own config, with the place it has there. */
function specOf({ stated, line }: StatedWindow, { file }: Config): SyncWindowSpec {
  const { use_and_operator: andOperator, ...rest } = stated;
  const source = { place: { file, line }, fields: {}, strayFields: [] };
  return syncWindowSpec({ ...(andOperator === undefined ? {} : { andOperator }), ...rest, source });
}

function selectsByDestination({ spec }: SyncWindow): boolean {
  return spec.namespaces.length > 0 || spec.clusters.length > 0;
}

function isDestinationKnown({ destination }: Environment): boolean {
  return destination.namespace !== undefined && destination.cluster !== undefined;
}

function destinationUnknown({ name }: Environment): string {
  return `a window selects by namespace or cluster, and the config does not say what ${name} deploys to: environments.${name}.destination`;
}

/** A cluster is named by its server's URL or by its name, as the Applications write it. */
function targetOf({ destination }: Environment, app: string): WindowTarget {
  const fill = (text = ""): string => text.replaceAll("{app}", app);
  const cluster = fill(destination.cluster);
  const isServer = /^https?:/.test(cluster);
  return {
    name: fill(destination.application),
    namespace: fill(destination.namespace),
    server: isServer ? cluster : "",
    cluster: isServer ? "" : cluster,
  };
}
