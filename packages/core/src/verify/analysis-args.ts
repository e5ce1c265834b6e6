import { quoteGo } from "../expression/index.ts";
import type { Argument, Metric } from "./analysis-spec.ts";
import { escaped } from "./compact-json.ts";

/** A result, or why the controller refuses, in its words. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: string };

/**
 * The arguments of a template with the values that a run gives. An argument that the template does not
 * declare is dropped; one that is left without a value is a fault. Of a name declared twice the first
 * is given its value.
 */
export function mergeArgs(
  incoming: readonly Argument[],
  declared: readonly Argument[],
): Attempt<readonly Argument[]> {
  const names = declared.map(({ name }) => name);
  const merged = declared.map((argument, index) =>
    names.indexOf(argument.name) === index ? withGiven(argument, incoming) : argument,
  );
  const open = merged.find(
    ({ value, valueFrom }) => value === undefined && valueFrom === undefined,
  );
  if (open !== undefined) return { ok: false, fault: `args.${open.name} was not resolved` };
  return { ok: true, value: merged };
}

/** Of several values for one name the last counts. */
function withGiven(argument: Argument, incoming: readonly Argument[]): Argument {
  let merged = argument;
  for (const given of incoming) {
    if (given.name !== argument.name) continue;
    if (given.value !== undefined) merged = { ...merged, value: given.value };
    else if (given.valueFrom !== undefined) merged = { ...merged, valueFrom: given.valueFrom };
  }
  return merged;
}

/**
 * The metric with `{{args.name}}` replaced, everywhere in it: in queries, conditions, counts. The
 * replacement is textual, on the metric's JSON, so a value with an operator rewrites a condition, and
 * a control character that JSON does not know breaks the metric.
 */
export function resolveMetric(metric: Metric, args: readonly Argument[]): Attempt<Metric> {
  const missing = args.find(({ value }) => value === undefined);
  const text = metricJson(metric);
  const parts = splitTags(text);
  if (!parts.ok) return parts;
  if (missing !== undefined) {
    return { ok: false, fault: `argument ${quoteGo(missing.name)} was not supplied` };
  }
  const values = new Map(args.map(({ name, value = "" }) => [`args.${name}`, inQuotes(value)]));
  const unresolved = parts.value.filter(({ tag }) => tag !== undefined && !values.has(tag.trim()));
  const last = unresolved.at(-1);
  if (last !== undefined) return { ok: false, fault: `failed to resolve {{${last.tag}}}` };
  return parseMetric(
    parts.value
      .map(({ tag, before }) => before + (tag === undefined ? "" : (values.get(tag.trim()) ?? "")))
      .join(""),
  );
}

/** The value as it stands inside quotes in Go: what JSON cannot read of that is a fault later. */
function inQuotes(value: string): string {
  return quoteGo(value).slice(1, -1);
}

/** A piece of text, and the tag that follows it. */
interface Part {
  readonly before: string;
  readonly tag: string | undefined;
}

function splitTags(text: string): Attempt<readonly Part[]> {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf("{{", at);
    if (open < 0) {
      parts.push({ before: text.slice(at), tag: undefined });
      return { ok: true, value: parts };
    }
    const close = text.indexOf("}}", open + 2);
    if (close < 0) {
      const rest = text.slice(open + 2);
      const fault = `Cannot find end tag=${quoteGo("}}")} in the template=${quoteGo(text)} starting from ${quoteGo(rest)}`;
      return { ok: false, fault };
    }
    parts.push({ before: text.slice(at, open), tag: text.slice(open + 2, close) });
    at = close + 2;
  }
}

function parseMetric(text: string): Attempt<Metric> {
  const letter = /(?<!\\)(?:\\\\)*\\([^"\\/bfnrtu])/.exec(text)?.[1];
  if (letter !== undefined) {
    return { ok: false, fault: `invalid character '${letter}' in string escape code` };
  }
  try {
    // The text is our own JSON of a metric; only texts inside it were replaced.
    return { ok: true, value: JSON.parse(text) as Metric };
  } catch (error) {
    return { ok: false, fault: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The metric as Go writes its JSON, fields in Go's order and empty ones left out. The order shows when
 * a `{{` is not closed: then everything up to the next `}}` is taken for its tag.
 */
function metricJson(metric: Metric): string {
  const { provider, consecutiveSuccessLimit, ...rest } = metric;
  const { prometheus, web, ...others } = provider;
  const ordered = present({
    ...present(pick(rest, METRIC_FIELDS)),
    provider: {
      ...(prometheus && { prometheus: sourceJson(pick(prometheus, PROMETHEUS_FIELDS)) }),
      ...(web && { web: sourceJson(pick(web, WEB_FIELDS)) }),
      ...others,
    },
    consecutiveSuccessLimit,
  });
  return escaped(JSON.stringify(ordered));
}

const METRIC_FIELDS = [
  "name",
  "interval",
  "initialDelay",
  "count",
  "successCondition",
  "failureCondition",
  "failureLimit",
  "inconclusiveLimit",
  "consecutiveErrorLimit",
];
const PROMETHEUS_FIELDS = [
  "address",
  "query",
  "authentication",
  "timeout",
  "insecure",
  "headers",
  "rangeQuery",
];
const WEB_FIELDS = [
  "method",
  "url",
  "headers",
  "body",
  "timeoutSeconds",
  "jsonPath",
  "insecure",
  "jsonBody",
  "authentication",
];

/** Go never leaves `authentication` out. */
function sourceJson(source: Readonly<Record<string, unknown>>): object {
  const nothing = { sigv4: {}, oauth2: {} };
  return present({
    ...source,
    authentication: { ...nothing, ...object(source["authentication"]) },
  });
}

function object(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/** These fields of an object, in this order, those that are not there too. */
function pick(source: object, fields: readonly string[]): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>(Object.entries(source));
  return Object.fromEntries(fields.map((field) => [field, values.get(field)]));
}

function present(source: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isEmpty = (value: unknown) => value === undefined || value === "" || value === false;
  return Object.fromEntries(Object.entries(source).filter(([, value]) => !isEmpty(value)));
}
