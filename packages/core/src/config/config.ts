import { nearest } from "../text/nearest.ts";
import { type ConfigDocument, type ConfigFault, configError, parseConfig } from "./load.ts";
import type { App, Config, Environment } from "./model.ts";
import type { App as AppEntry, Environment as EnvironmentEntry } from "./promotion-file.gen.ts";

/**
 * The config in `text`, complete: `like` resolved, defaults filled in, names checked.
 * @throws `UserError` `config-invalid` with every fault and its line
 */
export function loadConfig(text: string, file: string): Config {
  const document = parseConfig(text, file);
  const faults = [...findUnknownNames(document), ...findCycles(document)];
  if (faults.length > 0) throw configError(file, faults);
  const { value } = document;
  const environments = Object.keys(value.environments).map((name) =>
    environment(name, value.environments),
  );
  const apps = Object.entries(value.apps ?? {}).map(([name, entry]) => app(name, entry));
  return {
    file,
    layouts: listOf(value.layout),
    environments: new Map(environments.map((entry) => [entry.name, entry])),
    apps: new Map(apps.map((entry) => [entry.name, entry])),
  };
}

type EnvironmentEntries = Readonly<Record<string, EnvironmentEntry>>;

function environment(name: string, entries: EnvironmentEntries): Environment {
  const entry = inherited(name, entries);
  const { names, mode } = upstream(entry);
  return {
    name,
    from: names,
    fromMode: mode,
    delivery: entry.delivery ?? (names.length > 0 ? "pull-request" : "commit"),
    layouts: listOf(entry.layout),
  };
}

/** The entry over the one it is `like`; gates are inherited one by one, everything else key by key. */
function inherited(name: string, entries: EnvironmentEntries): EnvironmentEntry {
  const entry = entries[name] ?? {};
  if (entry.like === undefined) return entry;
  const model = inherited(entry.like, entries);
  return { ...model, ...entry, gates: { ...model.gates, ...entry.gates } };
}

function upstream({ from }: EnvironmentEntry): { names: readonly string[]; mode: "any" | "all" } {
  if (from === undefined) return { names: [], mode: "any" };
  if (typeof from === "string") return { names: [from], mode: "any" };
  return "all" in from ? { names: from.all, mode: "all" } : { names: from.any, mode: "any" };
}

function app(name: string, entry: AppEntry): App {
  return {
    name,
    repository: entry.repository,
    images: entry.images ?? [],
    layouts: listOf(entry.layout),
  };
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

function findUnknownNames({ value, lineOf }: ConfigDocument): ConfigFault[] {
  const known = Object.keys(value.environments);
  return Object.entries(value.environments).flatMap(([name, entry]) => {
    const named = [
      ...upstream(entry).names.map((target) => ({ key: "from", target })),
      ...(entry.like === undefined ? [] : [{ key: "like", target: entry.like }]),
    ];
    return named
      .filter(({ target }) => !known.includes(target))
      .map(({ key, target }) => ({
        line: lineOf(["environments", name, key]),
        message: `environments.${name}.${key}: there is no environment "${target}"; ${suggestion(target, known)}`,
      }));
  });
}

function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `expected one of: ${known.join(", ")}` : `did you mean "${near}"?`;
}

function findCycles({ value, lineOf }: ConfigDocument): ConfigFault[] {
  const edges = (name: string, key: "from" | "like"): readonly string[] => {
    const entry = value.environments[name] ?? {};
    if (key === "from") return upstream(entry).names;
    return entry.like === undefined ? [] : [entry.like];
  };
  return (["from", "like"] as const).flatMap((key) => {
    const cycle = firstCycle(Object.keys(value.environments), (name) => edges(name, key));
    if (cycle === undefined) return [];
    const message = `environments: "${key}" goes in a circle: ${cycle.join(" -> ")}`;
    return [{ line: lineOf(["environments", cycle[0] ?? "", key]), message }];
  });
}

/** The names along the first cycle found, first name repeated at its end. */
function firstCycle(
  names: readonly string[],
  edges: (name: string) => readonly string[],
): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    if (done.has(name)) return undefined;
    for (const next of edges(name)) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of names) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
