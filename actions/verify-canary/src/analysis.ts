import { setTimeout as sleep } from "node:timers/promises";
import { askPrometheus, askWeb, type MetricSources } from "@gitops-actions/adapters/prometheus";
import { UserError } from "@gitops-actions/core/errors";
import {
  type Analysis,
  type AnalysisFinding,
  type AnalysisSpec,
  combineTemplates,
  effectiveCount,
  intOf,
  judgedRun,
  judgeRun,
  lintAnalysis,
  type Measurement,
  type Metric,
  measure,
  mergeArgs,
  nextStep,
  type Reply,
  readTemplates,
  recordMeasurements,
  startAnalysis,
  type Template,
  terminateAnalysis,
  type Verdict,
} from "@gitops-actions/core/verify";
import type { Request, TemplateReference } from "./inputs.ts";
import type { Subject } from "./subject.ts";

/** The world as an analysis sees it. */
export interface AnalysisPorts {
  readonly metrics: MetricSources;
  readonly signal: AbortSignal;
  /** No measurement is waited for beyond this instant. */
  readonly deadline: Date;
  clock(): Date;
  say(message: string): void;
  /** Asked between measurements; a reason ends the analysis. */
  interrupted(): Promise<string | undefined>;
}

/** A measurement with the metric it is of. */
export interface Measured extends Measurement {
  readonly metric: string;
}

/** An analysis of ours, and what it came to. */
export interface Judged {
  /** The files and templates it was made of. */
  readonly source: string;
  readonly analysis: Analysis;
  readonly verdict: Verdict;
  readonly findings: readonly AnalysisFinding[];
  /** All of them, where the analysis keeps the newest. */
  readonly measurements: readonly Measured[];
}

/** Where templates are read from. */
export interface TemplatePorts {
  /** Texts of files on the branch, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The templates of a namespace in the cluster, or the cluster's own. */
  clusterTemplates(namespace: string | undefined): Promise<readonly Template[]>;
}

/**
 * The one spec of all the templates that were named.
 * @throws `template-invalid`
 */
export async function specOf(
  references: readonly TemplateReference[],
  ports: TemplatePorts,
): Promise<AnalysisSpec> {
  const known: Template[] = [];
  const chosen: string[] = [];
  for (const reference of references) {
    const templates = await templatesAt(reference, ports);
    if (templates.length === 0)
      throw missing(printReference(reference), "holds no AnalysisTemplate");
    known.push(...templates);
    const { name } = reference;
    chosen.push(...(name === undefined ? templates.map((one) => one.name) : [name]));
  }
  const file = references.map(printReference).join(", ");
  return combineTemplates([...new Set(chosen)], { known, file });
}

async function templatesAt(
  reference: TemplateReference,
  { texts, clusterTemplates }: TemplatePorts,
): Promise<readonly Template[]> {
  if (reference.in === "cluster") return clusterTemplates(reference.namespace);
  const text = texts.get(reference.path);
  if (text === undefined) throw missing(reference.path, "is not on the branch");
  return readTemplates(text, reference.path);
}

/** The reference as it was given. */
function printReference(reference: TemplateReference): string {
  if (reference.in === "repository") {
    const { path, name } = reference;
    return name === undefined ? path : `${path}#${name}`;
  }
  const { namespace, name } = reference;
  return namespace === undefined
    ? `ClusterAnalysisTemplate/${name}`
    : `AnalysisTemplate/${namespace}/${name}`;
}

function missing(file: string, found: string): UserError {
  return new UserError("template-invalid", found, {
    file,
    hint: 'Correct "analysis": a file on the branch that Argo CD or Flux follows, or AnalysisTemplate/NAMESPACE/NAME.',
  });
}

/**
 * Runs the analysis as the controller would, and judges it by our stricter rules.
 * @throws `template-invalid` for a metric that never ends
 */
export async function analyse(
  subject: Subject,
  { request, spec, ports }: { request: Request; spec: AnalysisSpec; ports: AnalysisPorts },
): Promise<Judged> {
  const source = request.analysis.map(printReference).join(", ");
  const args = mergeArgs(argumentsOf(subject, request), spec.args ?? []);
  if (!args.ok) throw missing(source, args.fault);
  const begun = startAnalysis({ ...spec, args: args.value }, { now: ports.clock() });
  refuseEndless(begun, source);
  const findings = lintAnalysis({ ...spec, metrics: begun.metrics }, { now: ports.clock() });
  if (request.waitsForTraffic) await awaitData(begun.metrics, ports);
  const { analysis, measurements, interruption } = await carryOut(begun, ports);
  const verdict = judgeRun(judgedRun(analysis), request);
  const isCut = interruption !== undefined && verdict.outcome !== "fail";
  return {
    source,
    analysis,
    verdict: isCut ? { outcome: "timeout", reason: interruption } : verdict,
    findings,
    measurements,
  };
}

/** An analysis that is over, and why it was ended before it was through. */
interface CarriedOut {
  readonly analysis: Analysis;
  readonly measurements: readonly Measured[];
  readonly interruption: string | undefined;
}

async function carryOut(begun: Analysis, ports: AnalysisPorts): Promise<CarriedOut> {
  const { clock, deadline, say } = ports;
  const measurements: Measured[] = [];
  let analysis = begun;
  for (;;) {
    const step = nextStep(analysis, clock());
    if (step.kind === "stop") return { analysis, measurements, interruption: undefined };
    if (step.kind === "measure") {
      const taken = await takeMeasurements(step.metrics, ports);
      for (const [metric, measurement] of taken) {
        measurements.push({ metric, ...measurement });
        say(`${metric}: ${inWords(measurement)}`);
      }
      analysis = recordMeasurements(analysis, taken, { now: clock() });
      continue;
    }
    const isLate = step.until > deadline;
    const interruption = isLate ? "the time was over" : await ports.interrupted();
    if (interruption !== undefined) {
      const reason = `${interruption} before the analysis was through`;
      return {
        analysis: terminateAnalysis(analysis, clock()),
        measurements,
        interruption: reason,
      };
    }
    await rest(step.until, ports);
  }
}

/** What is given anyway; a template that does not declare it does not get it. */
function argumentsOf(
  { app, environment, revision, images }: Subject,
  { analysisArgs }: Request,
): readonly { readonly name: string; readonly value: string }[] {
  const [image] = images;
  return [
    { name: "app", value: app },
    { name: "environment", value: environment },
    { name: "revision", value: revision },
    { name: "digest", value: image?.digest ?? "" },
    ...analysisArgs,
  ];
}

/** The controller runs such a metric beside a rollout and ends it with that; here nothing would end it. */
function refuseEndless({ metrics }: Analysis, source: string): void {
  const endless = metrics.find(
    (metric) =>
      effectiveCount(metric) === undefined && (intOf(metric.consecutiveSuccessLimit) ?? 0) === 0,
  );
  if (endless === undefined) return;
  throw missing(
    source,
    `metric ${JSON.stringify(endless.name)} has an interval and no count, so it never ends; it needs a count`,
  );
}

async function takeMeasurements(
  metrics: readonly Metric[],
  ports: AnalysisPorts,
): Promise<ReadonlyMap<string, Measurement>> {
  const taken = metrics.map(async (metric): Promise<[string, Measurement]> => {
    const reply = await ask(metric, ports);
    return [metric.name, measure(metric, reply, { now: ports.clock() })];
  });
  return new Map(await Promise.all(taken));
}

function ask(metric: Metric, { metrics: sources, clock, signal }: AnalysisPorts): Promise<Reply> {
  const asking = { sources, now: clock(), signal };
  if (metric.provider.prometheus !== undefined) return askPrometheus(metric, asking);
  if (metric.provider.web !== undefined) return askWeb(metric, asking);
  const provider = Object.keys(metric.provider).join(", ");
  const message = `the provider ${provider} is not measured here; prometheus and web are`;
  return Promise.resolve({ kind: "error", message });
}

const TRAFFIC_PAUSE_MS = 10_000;

/** Waits until every metric has data, or the time is over: then the analysis itself tells that there is none. */
async function awaitData(metrics: readonly Metric[], ports: AnalysisPorts): Promise<void> {
  let said = "";
  for (;;) {
    const taken = await takeMeasurements(metrics, ports);
    const without = [...taken].flatMap(([name, { hasData }]) => (hasData ? [] : [name]));
    if (without.length === 0) return;
    const now = ports.clock();
    const next = new Date(now.getTime() + TRAFFIC_PAUSE_MS);
    if (next > ports.deadline) return;
    const state = `no data yet for ${without.join(", ")}`;
    if (state !== said) ports.say(state);
    said = state;
    await rest(next, ports);
  }
}

async function rest(until: Date, { clock, signal }: AnalysisPorts): Promise<void> {
  const milliseconds = Math.max(0, until.getTime() - clock().getTime());
  await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

function inWords({ phase, value, message }: Measurement): string {
  if (phase === "Error") return `Error, ${message}`;
  return value === "" ? phase : `${phase}, ${value.slice(0, 120)}`;
}
