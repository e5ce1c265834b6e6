import { type Config, configError, loadConfig, noConfig, standardConfig } from "../config/index.ts";
import { UserError } from "../errors.ts";
import {
  candidatePaths,
  detectedLayouts,
  discoverSlots,
  folderOf,
  isName,
  type Slot,
} from "../layout/index.ts";
import {
  type AppProject,
  LOCK_PATH,
  lintSyncWindows,
  readAppProjects,
  readHold,
  readHotfix,
  readLock,
} from "../policy/index.ts";
import { plausible } from "../time/index.ts";
import { misspelledApps } from "./app-names.ts";
import type { RepositoryView } from "./plan.ts";
import { join, promotableOf } from "./promotable.ts";
import { layoutsFor } from "./request.ts";
import { type Running, runningIn } from "./running.ts";
import { statedWindows } from "./window-gates.ts";

/** Where the promotion config stands. */
export const CONFIG_PATH = ".gitops/promotion.yaml";

const HOLDS = ".gitops/holds/";
const HOTFIXES = ".gitops/hotfixes/";

/** Which files of a repository have to be read, once its paths and its config are known. */
export interface Survey {
  readonly config: Config;
  readonly slots: readonly Slot[];
  /** Paths of the files to read. */
  readonly paths: readonly string[];
}

/**
 * What there is to read in a repository: the files of every app in every environment, AppProjects, holds
 * and the lock. Without a config the environments are those that the usual layouts show.
 * @throws `config-invalid`, `clock-invalid`
 */
export function surveyRepository(
  paths: readonly string[],
  configText: string | undefined,
  {
    onlyApp,
    configPath = CONFIG_PATH,
    config: given,
    concerns = () => true,
    now,
  }: {
    readonly onlyApp: string;
    readonly configPath?: string;
    /** A config that holds whatever stands in the repository: that of the repository it is promoted into. */
    readonly config?: Config;
    /** Which apps to look at; default all. */
    concerns?(app: string): boolean;
    readonly now: Date;
  },
): Survey {
  const stated =
    given ?? (configText === undefined ? undefined : loadConfig(configText, configPath));
  plausible(now);
  if (stated !== undefined) refuseBadWindows(stated, now);
  const slots = findSlots(paths, stated ?? noConfig, onlyApp);
  const config =
    stated ?? standardConfig([...new Set(slots.map(({ environment }) => environment))]);
  if (given === undefined) refuseMisspelled(config, slots);
  const known = slots.filter((slot) => belongs(slot, config) && concerns(slot.app));
  const there = new Set(paths);
  const manifests = known.flatMap((slot) => [
    ...layoutsFor(slot, slot.app, config).flatMap((template) => candidatePaths(template, slot)),
    ...promotablePaths(slot, config),
  ]);
  const policies = paths.filter((path) => isPolicy(path, config));
  const wanted = [...new Set([...manifests, ...policies])].filter((path) => there.has(path));
  return { config, slots: known, paths: wanted };
}

/** The files that hold the values of a slot that are copied with the image: into it, or from it. */
function promotablePaths(slot: Slot, config: Config): readonly string[] {
  const targets = [...config.environments.values()].filter(
    ({ name, from }) => name === slot.environment || from.includes(slot.environment),
  );
  const values = targets.flatMap(({ name }) =>
    promotableOf({ ...slot, environment: name }, config),
  );
  if (values.length === 0) return [];
  return layoutsFor(slot, slot.app, config).flatMap((template) =>
    values.map(({ file }) => join(folderOf(template, slot), file)),
  );
}

/** Windows that the config states itself and that do not do what they say, or never open, are faults of the config. */
function refuseBadWindows(config: Config, now: Date): void {
  const faults = [...config.environments.values()].flatMap((environment) =>
    lintSyncWindows(statedWindows(environment, { config, projects: [] }), now)
      .filter(({ severity }) => severity === "error")
      .map(({ place, message, fix }) => ({
        line: place?.line ?? 1,
        message: `${message}. ${fix}`,
      })),
  );
  if (faults.length > 0) throw configError(config.file ?? CONFIG_PATH, faults);
}

function refuseMisspelled(config: Config, slots: readonly Slot[]): void {
  const faults = misspelledApps(config, [...new Set(slots.map(({ app }) => app))]);
  if (faults.length > 0) throw configError(config.file ?? CONFIG_PATH, faults);
}

/** The apps in environments that paths belong to, as far as the config knows them. */
export function slotsIn(
  paths: readonly string[],
  { config, onlyApp }: { readonly config: Config; readonly onlyApp: string },
): readonly Slot[] {
  return findSlots(paths, config, onlyApp).filter((slot) => belongs(slot, config));
}

function findSlots(paths: readonly string[], config: Config, onlyApp: string): readonly Slot[] {
  const named = [
    ...config.layouts,
    ...[...config.environments.values()].flatMap(({ layouts }) => layouts),
    ...[...config.apps.values()].flatMap(({ layouts }) => layouts),
  ];
  const templates = config.layouts.length > 0 ? named : [...named, ...detectedLayouts];
  const [single] = config.apps.size === 1 ? [...config.apps.keys()] : [];
  const slots = discoverSlots([...new Set(templates)], paths, { onlyApp: single ?? onlyApp });
  return slots.filter(({ app, environment }) => isName(app) && isName(environment));
}

/** Whether the config knows the environment and has the app in it. */
function belongs({ app, environment }: Slot, { environments, apps }: Config): boolean {
  if (!environments.has(environment)) return false;
  const only = apps.get(app)?.environments ?? [];
  return only.length === 0 || only.includes(environment);
}

function isPolicy(path: string, { appProjects }: Config): boolean {
  if (path === LOCK_PATH) return true;
  if ([HOLDS, HOTFIXES].some((folder) => path.startsWith(folder))) return /\.ya?ml$/.test(path);
  return appProjects.some(
    (place) => path === place || (path.startsWith(`${place}/`) && /\.ya?ml$/.test(path)),
  );
}

/**
 * The repository as its files tell it; what is recorded about it comes from elsewhere.
 * @throws `app-project-invalid`, `hold-invalid`, `hotfix-invalid`, `lock-invalid`
 */
export function viewRepository(
  { config, slots }: Survey,
  texts: ReadonlyMap<string, string>,
  recorded: Pick<RepositoryView, "records" | "trustedActors">,
): RepositoryView {
  const lock = texts.get(LOCK_PATH);
  return {
    config,
    running: readRunning({ config, slots }, texts),
    projects: readProjects(texts, config),
    lock: lock === undefined ? undefined : readLock(lock),
    holds: readEach(texts, HOLDS, readHold),
    hotfixes: readEach(texts, HOTFIXES, readHotfix),
    ...recorded,
  };
}

function readRunning(
  { config, slots }: Pick<Survey, "config" | "slots">,
  texts: ReadonlyMap<string, string>,
): RepositoryView["running"] {
  const read = (slot: Slot): Running | UserError => {
    try {
      return runningIn(slot, config, texts);
    } catch (error) {
      if (error instanceof UserError) return error; // one bad file must not hide the others
      throw error;
    }
  };
  const byEnvironment = Map.groupBy(slots, ({ environment }) => environment);
  return new Map(
    [...byEnvironment].map(([environment, all]) => [
      environment,
      new Map(all.map((slot) => [slot.app, read(slot)])),
    ]),
  );
}

function readProjects(texts: ReadonlyMap<string, string>, config: Config): AppProject[] {
  const files = [...texts].filter(
    ([path]) => isPolicy(path, config) && !path.startsWith(".gitops/"),
  );
  // Most files beside AppProjects are none; only those that say they are have to be readable.
  return files.flatMap(([path, text]) =>
    text.includes("AppProject") ? readAppProjects(text, path) : [],
  );
}

function readEach<T>(
  texts: ReadonlyMap<string, string>,
  folder: string,
  read: (text: string, path: string) => T,
): T[] {
  return [...texts]
    .filter(([path]) => path.startsWith(folder))
    .map(([path, text]) => read(text, path));
}
