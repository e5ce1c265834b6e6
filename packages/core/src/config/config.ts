import { parseInstant, parseSpan } from "../time/index.ts";
import { checkConfig } from "./check.ts";
import { gateSpecs } from "./gate-specs.ts";
import { inherited, listOf, upstreamOf } from "./inherit.ts";
import { type ConfigDocument, configError, parseConfig } from "./load.ts";
import {
  APP_PROJECT_PATHS,
  type App,
  type Config,
  type Environment,
  type Freeze,
  type FreezeException,
  type GateSpecs,
  type Train,
} from "./model.ts";
import type {
  App as AppEntry,
  Environment as EnvironmentEntry,
  FreezeException as FreezeExceptionEntry,
} from "./promotion-file.gen.ts";

/**
 * The config in `text`, complete: `like` resolved, defaults filled in, names checked, and what could never
 * be satisfied refused.
 * @throws `UserError` `config-invalid` with every fault and its line
 */
export function loadConfig(text: string, file: string): Config {
  const document = parseConfig(text, file);
  const faults = checkConfig(document);
  if (faults.length > 0) throw configError(file, faults);
  const { value } = document;
  const environments = Object.keys(value.environments).map((name) => environment(name, document));
  const apps = Object.entries(value.apps ?? {}).map(([name, entry]) =>
    app(name, entry, document.lineOf(["apps", name])),
  );
  const trains = Object.entries(value.trains ?? {}).map(([name, entry]): Train => {
    const { apps, except = [], max = 50 } = entry;
    return { name, apps, except, max, line: document.lineOf(["trains", name]) };
  });
  return {
    file,
    layouts: listOf(value.layout),
    appProjects:
      value["app-projects"] === undefined ? APP_PROJECT_PATHS : listOf(value["app-projects"]),
    trustedActors: value.trust?.actors ?? [],
    environments: byName(environments),
    apps: byName(apps),
    freezes: freezes(document),
    trains: byName(trains),
  };
}

function byName<T extends { readonly name: string }>(
  entries: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function environment(name: string, document: ConfigDocument): Environment {
  const entry = inherited(name, document.value.environments);
  const { names, mode } = upstreamOf(entry);
  const hasUpstream = names.length > 0;
  const windows = ["environments", name, "gates", "windows", "windows"];
  const lineOf = (index: number): number => document.lineOf([...windows, index]);
  const gates = gateSpecs(entry.gates ?? {}, { hasUpstream, lineOf });
  return {
    name,
    from: names,
    fromMode: mode,
    delivery: entry.delivery ?? (hasUpstream ? "pull-request" : "commit"),
    layouts: listOf(entry.layout),
    destination: destination(name, entry),
    gates,
    trust: entry.trust ?? defaultTrust(gates),
    reviewers: reviewers(entry),
    labels: entry.labels ?? [],
    draft: entry.draft ?? false,
    merge: entry.merge ?? "manual",
    supersede: entry.supersede ?? "supersede",
    promotable: entry.promotable ?? [],
    marginMs: parseSpan(entry.margin ?? "2m") ?? 0,
  };
}

function destination(
  name: string,
  { destination: entry }: EnvironmentEntry,
): Environment["destination"] {
  const application = entry?.application ?? `{app}-${name}`;
  return { application, namespace: entry?.namespace, cluster: entry?.cluster };
}

function reviewers({ reviewers: entry }: EnvironmentEntry): Environment["reviewers"] {
  return { teams: entry?.teams ?? [], users: entry?.users ?? [] };
}

/** What people or windows guard must not be opened by what anybody with write access can forge. */
function defaultTrust({ approvals, windows }: GateSpecs): "app" | "any" {
  return approvals === undefined && windows === undefined ? "any" : "app";
}

function app(name: string, entry: AppEntry, line: number): App {
  const { rollback } = entry;
  return {
    name,
    repository: entry.repository,
    images: entry.images ?? [],
    environments: entry.environments ?? [],
    layouts: listOf(entry.layout),
    risk: entry.risk,
    rollback: rollback === undefined ? undefined : { class: rollback.class, plan: rollback.plan },
    promotable: entry.promotable ?? [],
    line,
  };
}

function freezes({ value, lineOf }: ConfigDocument): Freeze[] {
  return (value.freezes ?? []).flatMap((entry, index) => {
    const [since, until] = [parseInstant(entry.from), parseInstant(entry.until)];
    if (since === undefined || until === undefined) return []; // checkConfig has refused it
    const { environments = [], apps = [], reason } = entry;
    const exceptions = (entry.except ?? []).map(freezeException);
    const line = lineOf(["freezes", index]);
    return [{ since, until, environments, apps, reason, exceptions, line }];
  });
}

function freezeException({ until, ...entry }: FreezeExceptionEntry): FreezeException {
  return {
    apps: entry.apps,
    environments: entry.environments ?? [],
    approvedBy: entry["approved-by"],
    reason: entry.reason,
    ticket: entry.ticket,
    until: until === undefined ? undefined : parseInstant(until),
  };
}
