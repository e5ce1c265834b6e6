import { UserError } from "@gitops-actions/core/errors";
import { evaluateTime, parseDuration } from "@gitops-actions/core/expression";
import { listAt, type Metric, type Reply, textAt } from "@gitops-actions/core/verify";
import { HttpFailure, sendRequest } from "../http/index.ts";
import { parseObject } from "../json.ts";
import { isAllowed, type MetricSources } from "./source.ts";

export interface Asking {
  readonly sources: MetricSources;
  readonly now: Date;
  readonly signal: AbortSignal;
}

const DEFAULT_TIMEOUT_SECONDS = 30;

/**
 * What Prometheus answers to a metric's query, labels dropped, in the order of the answer. A refusal (a
 * query it cannot read comes with its own words and the position), an outage and an address that is not
 * allowed are the error of one measurement.
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export async function askPrometheus(metric: Metric, asking: Asking): Promise<Reply> {
  const { sources, signal } = asking;
  const { prometheus = {} } = metric.provider;
  const address = addressOf(prometheus.address, sources);
  if (typeof address === "string") return { kind: "error", message: address };
  const query = queryOf(prometheus, asking);
  if (typeof query === "string") return { kind: "error", message: query };
  const isOurs = sources.prometheusUrl !== undefined;
  const given = (prometheus.headers ?? []).map(({ key, value }) => [key.toLowerCase(), value]);
  const { authorization } = sources;
  try {
    const reply = await sendRequest({
      url: new URL(`${address.href.replace(/\/$/, "")}/api/v1/${query.path}`),
      method: "POST",
      headers: {
        ...Object.fromEntries(given),
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
        ...(isOurs && authorization !== undefined ? { authorization } : {}),
      },
      body: String(new URLSearchParams(query.parameters)),
      tls: isOurs ? sources.tls : { isInsecure: prometheus.insecure === true },
      timeoutMs: (prometheus.timeout || DEFAULT_TIMEOUT_SECONDS) * 1000,
      signal,
    });
    return replyOf(reply.status, reply.body);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { kind: "error", message: error.message };
  }
}

/** The address to ask, or why none may be asked. */
function addressOf(address: string | undefined, sources: MetricSources): URL | string {
  if (sources.prometheusUrl !== undefined) return sources.prometheusUrl;
  if (address === undefined || address === "" || !URL.canParse(address)) {
    return `the metric names no Prometheus (address ${JSON.stringify(address ?? "")}), and prometheus-url is not given`;
  }
  const url = new URL(address);
  if (isAllowed(url, sources)) return url;
  return `the host ${url.host} is not among allowed-hosts, so it was not asked`;
}

interface Query {
  readonly path: "query" | "query_range";
  readonly parameters: Readonly<Record<string, string>>;
}

type Prometheus = NonNullable<Metric["provider"]["prometheus"]>;

/** The call that the query needs, or why its range cannot be told. */
function queryOf({ query = "", rangeQuery, timeout }: Prometheus, { now }: Asking): Query | string {
  const limit = { timeout: `${timeout || DEFAULT_TIMEOUT_SECONDS}s` };
  if (rangeQuery === undefined) {
    return { path: "query", parameters: { ...limit, query, time: seconds(now) } };
  }
  const step = parseDuration(rangeQuery.step ?? "");
  if (!step.ok) return `failed to parse rangeQuery.step: ${step.fault}`;
  const start = timeOf("start", rangeQuery.start, now);
  const end = timeOf("end", rangeQuery.end, now);
  if (typeof start === "string") return start;
  if (typeof end === "string") return end;
  return {
    path: "query_range",
    parameters: {
      ...limit,
      query,
      start: seconds(start),
      end: seconds(end),
      step: String(Number(step.nanoseconds) / 1e9),
    },
  };
}

/** The instant that the expression names, or why it names none. */
function timeOf(field: string, expression: string | undefined, now: Date): Date | string {
  try {
    return evaluateTime(expression ?? "", { now });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `failed to parse rangeQuery.${field}: ${error.message}`;
  }
}

function seconds(time: Date): string {
  return String(time.getTime() / 1000);
}

function replyOf(status: number, body: string): Reply {
  const answer = parseObject(body);
  if (answer === undefined || textAt(answer, "status") !== "success") {
    const type = textAt(answer, "errorType");
    const said = textAt(answer, "error") ?? body.slice(0, 200).trim();
    return {
      kind: "error",
      message: type === undefined ? `${status}: ${said}` : `${type}: ${said}`,
    };
  }
  const data = answer["data"];
  switch (textAt(data, "resultType")) {
    case "scalar":
      return { kind: "scalar", value: sampleOf(listAt(data, "result")) };
    case "vector":
      return {
        kind: "vector",
        values: listAt(data, "result").map((series) => sampleOf(listAt(series, "value"))),
      };
    case "matrix":
      return {
        kind: "matrix",
        series: listAt(data, "result").map((series) =>
          listAt(series, "values").map((pair) => sampleOf(Array.isArray(pair) ? pair : [])),
        ),
      };
    case "string":
      return { kind: "string" };
    default:
      return { kind: "error", message: "the answer is of no kind that Prometheus documents" };
  }
}

/** The value of a pair of time and value; what is no number is NaN, which passes nothing. */
function sampleOf(pair: readonly unknown[]): number {
  const text = String(pair[1]);
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return text === "" ? Number.NaN : Number(text);
}
