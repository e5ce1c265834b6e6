import { parseAllDocuments } from "yaml";
import { UserError } from "../errors.ts";
import type { AnalysisSpec, Argument, Metric } from "./analysis-spec.ts";
import { isObject, type KubeObject, kindOf, listAt, textAt } from "./kube-object.ts";

/** An AnalysisTemplate or ClusterAnalysisTemplate. */
export interface Template {
  readonly name: string;
  readonly spec: AnalysisSpec;
  /** The names of the templates that it takes in, as Argo Rollouts 1.8 and later do. */
  readonly includes: readonly string[];
}

const KINDS = ["AnalysisTemplate", "ClusterAnalysisTemplate"];

/** Far above any template; what YAML expands to beyond it is an attack. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;

/**
 * The templates in a YAML file; other objects in it are passed over.
 * @throws `template-invalid`
 */
export function readTemplates(text: string, file: string): readonly Template[] {
  if (text.length > MAX_CHARACTERS) {
    throw invalid(file, `has ${text.length} characters; at most ${MAX_CHARACTERS} are read`);
  }
  const objects = parseAllDocuments(text).map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw invalid(file, `is not valid YAML: ${fault.message}`);
    return plainData(() => document.toJS({ maxAliasCount: MAX_ALIASES }), file);
  });
  return objects.filter(isTemplate).map((object) => templateOf(object, file));
}

function plainData(read: () => unknown, file: string): unknown {
  try {
    return read();
  } catch (error) {
    throw invalid(file, `cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function isTemplate(object: unknown): object is KubeObject {
  return isObject(object) && KINDS.includes(kindOf(object).kind);
}

/**
 * The template that an object of the API is.
 * @throws `template-invalid`: a field of another type than the API server takes
 */
export function templateOf(object: KubeObject, file: string): Template {
  const name = textAt(object, "metadata", "name") ?? "";
  const spec = object["spec"];
  if (name === "" || !isObject(spec)) throw invalid(file, "holds a template without name or spec");
  const where = `template ${JSON.stringify(name)}`;
  return {
    name,
    spec: {
      metrics: listAt(spec, "metrics").map((metric, index) =>
        metricOf(metric, { file, path: `${where}: metrics[${index}]` }),
      ),
      args: listAt(spec, "args").map((arg, index) =>
        argumentOf(arg, { file, path: `${where}: args[${index}]` }),
      ),
      dryRun: listAt(spec, "dryRun").map((rule) => ({
        metricName: textAt(rule, "metricName") ?? "",
      })),
      measurementRetention: listAt(spec, "measurementRetention").map((rule) => ({
        metricName: textAt(rule, "metricName") ?? "",
        limit: isObject(rule) ? Number(rule["limit"]) : 0,
      })),
    },
    includes: listAt(spec, "templates").flatMap((one) => textAt(one, "templateName") ?? []),
  };
}

interface Place {
  readonly file: string;
  readonly path: string;
}

const TEXT_FIELDS = ["name", "interval", "initialDelay", "successCondition", "failureCondition"];
const NUMBER_FIELDS = [
  "count",
  "failureLimit",
  "inconclusiveLimit",
  "consecutiveErrorLimit",
  "consecutiveSuccessLimit",
];

function metricOf(metric: unknown, { file, path }: Place): Metric {
  if (!isObject(metric) || !isObject(metric["provider"])) {
    throw invalid(file, `${path} has no provider`);
  }
  for (const field of TEXT_FIELDS) {
    const value = metric[field] ?? undefined;
    if (value === undefined || typeof value === "string") continue;
    throw invalid(file, `${path}.${field} is ${JSON.stringify(value)}; expected a text in quotes`);
  }
  for (const field of NUMBER_FIELDS) {
    const value = metric[field] ?? undefined;
    if (value === undefined || typeof value === "string" || Number.isInteger(value)) continue;
    throw invalid(file, `${path}.${field} is ${JSON.stringify(value)}; expected a whole number`);
  }
  if (typeof metric["name"] !== "string") throw invalid(file, `${path} has no name`);
  // Every field that is read has been checked; a provider is checked where it is measured.
  return metric as unknown as Metric;
}

function argumentOf(argument: unknown, { file, path }: Place): Argument {
  const name = textAt(argument, "name");
  if (name === undefined || !isObject(argument)) throw invalid(file, `${path} has no name`);
  const value = argument["value"] ?? undefined;
  if (value !== undefined && typeof value !== "string") {
    const found = JSON.stringify(value);
    throw invalid(file, `${path} (${name}) has the value ${found}; expected a text in quotes`);
  }
  return isObject(argument["valueFrom"])
    ? { name, value, valueFrom: argument["valueFrom"] }
    : { name, value };
}

/**
 * The one spec that several templates make together, with those that they take in: the metrics and rules
 * of all. An argument of two templates has one value.
 * @throws `template-invalid`
 */
export function combineTemplates(
  names: readonly string[],
  { known, file }: { readonly known: readonly Template[]; readonly file: string },
): AnalysisSpec {
  const chosen = withIncluded(names, { known, file });
  const args = new Map<string, Argument>();
  for (const argument of chosen.flatMap(({ spec }) => spec.args ?? [])) {
    args.set(argument.name, mergedArgument(args.get(argument.name), argument, file));
  }
  return {
    metrics: chosen.flatMap(({ spec }) => spec.metrics),
    args: [...args.values()],
    dryRun: chosen.flatMap(({ spec }) => spec.dryRun ?? []),
    measurementRetention: chosen.flatMap(({ spec }) => spec.measurementRetention ?? []),
  };
}

function withIncluded(
  names: readonly string[],
  { known, file }: { readonly known: readonly Template[]; readonly file: string },
): readonly Template[] {
  const chosen = new Map<string, Template>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (chosen.has(name)) continue;
    const template = known.find((one) => one.name === name);
    if (template === undefined) {
      const there = known.map((one) => one.name).join(", ") || "none";
      throw invalid(file, `has no template ${JSON.stringify(name)}; it has: ${there}`);
    }
    chosen.set(name, template);
    open.push(...template.includes);
  }
  return [...chosen.values()];
}

function mergedArgument(first: Argument | undefined, second: Argument, file: string): Argument {
  if (first === undefined) return second;
  const isOpen = (one: Argument) => one.value === undefined && one.valueFrom === undefined;
  if (isOpen(second)) return first;
  if (isOpen(first) || first.value === second.value) return second;
  throw invalid(file, `gives the argument ${JSON.stringify(first.name)} two values`);
}

function invalid(file: string, found: string): UserError {
  return new UserError("template-invalid", found, {
    file,
    hint: "Correct the AnalysisTemplate; kubectl apply --dry-run=server tells the same.",
  });
}
