import type { UserError } from "@gitops-actions/core/errors";
import {
  type AnalysisSpec,
  isCompleted,
  judgeRun,
  type KubeObject,
  readAnalysisRun,
  textAt,
  type Verdict,
} from "@gitops-actions/core/verify";
import { type AnalysisPorts, analyse, type Judged } from "./analysis.ts";
import { awaitArrival, lookAgain, type WaitPorts } from "./arrival.ts";
import type { Request } from "./inputs.ts";
import { type NamedRun, type Verification, worstOutcome } from "./outcome.ts";
import type { Source } from "./source.ts";
import type { Subject } from "./subject.ts";

/** The world as the verification of one app sees it. */
export type VerifyPorts = WaitPorts & Pick<AnalysisPorts, "metrics" | "deadline">;

/**
 * Waits for one app to be live and well, judges its analyses, and looks once more: what was found bad
 * meanwhile, or was overtaken, does not pass.
 */
export async function verify(
  subject: Subject,
  {
    request,
    spec,
    ports,
  }: { request: Request; spec: AnalysisSpec | undefined; ports: VerifyPorts },
): Promise<Verification> {
  const startedAt = ports.clock();
  const arrival = await awaitArrival(subject, request, ports);
  const found = (
    { outcome, reason }: { outcome: Verification["outcome"]; reason: string },
    more: { runs?: readonly NamedRun[]; analyses?: readonly Judged[] } = {},
  ): Verification => ({
    subject,
    outcome,
    reason,
    level: ports.source.level,
    timeline: arrival.timeline,
    runs: [],
    analyses: [],
    recorded: undefined,
    acts: [],
    undone: [],
    startedAt,
    endedAt: ports.clock(),
    ...more,
  });
  const runs = arrival.runs.flatMap((run) => namedRun(run, request));
  if (arrival.outcome !== "arrived") {
    return found({ outcome: arrival.outcome, reason: arrival.reason }, { runs });
  }
  const ofRuns = worstVerdict(runs.map(({ verdict }) => verdict));
  if (ofRuns !== undefined && ofRuns.outcome !== "pass") return found(ofRuns, { runs });
  if (spec === undefined) return found(ofRuns ?? live(ports), { runs });

  const interrupted = () => overtaken(subject, request, ports);
  const judged = await analyse(subject, { request, spec, ports: { ...ports, interrupted } });
  const analyses = [judged];
  if (judged.verdict.outcome !== "pass") {
    const superseded = await interrupted();
    const verdict: Verdict =
      superseded === undefined ? judged.verdict : { outcome: "superseded", reason: superseded };
    return found(verdict, { runs, analyses });
  }
  return found(await stillGood(subject, { request, ports, verdict: judged.verdict }), {
    runs,
    analyses,
  });
}

/** The verification of an app of which nothing could be told. */
export function unverified(
  subject: Subject,
  { error, source, now }: { error: UserError; source: Source; now: Date },
): Verification {
  return {
    subject,
    outcome: "error",
    reason: `${error.message}. ${error.hint}`,
    level: source.level,
    timeline: [],
    runs: [],
    analyses: [],
    recorded: undefined,
    acts: [],
    undone: [],
    startedAt: now,
    endedAt: now,
  };
}

function live({ source }: VerifyPorts): Verdict {
  const proof =
    source.level === "observed" ? "was seen live and well" : "was declared live and well";
  return { outcome: "pass", reason: `it ${proof}` };
}

/** The analyses of the controller that are through; one that still runs beside the rollout says nothing yet. */
function namedRun(run: KubeObject, request: Request): readonly NamedRun[] {
  const judged = readAnalysisRun(run);
  if (!isCompleted(judged.phase)) return [];
  const name = textAt(run, "metadata", "name") ?? "";
  const verdict = judgeRun(judged, request);
  const reason = `AnalysisRun ${name}: ${verdict.reason || judged.phase}`;
  return [{ ...judged, name, verdict: { ...verdict, reason } }];
}

function worstVerdict(verdicts: readonly Verdict[]): Verdict | undefined {
  const worst = worstOutcome(verdicts.map(({ outcome }) => outcome));
  return verdicts.find(({ outcome }) => outcome === worst);
}

async function overtaken(
  subject: Subject,
  request: Request,
  ports: VerifyPorts,
): Promise<string | undefined> {
  const now = await lookAgain(subject, request, ports);
  return now?.state === "superseded" ? now.reason : undefined;
}

async function stillGood(
  subject: Subject,
  { request, ports, verdict }: { request: Request; ports: VerifyPorts; verdict: Verdict },
): Promise<Verdict> {
  const now = await lookAgain(subject, request, ports);
  if (now === undefined) {
    return { outcome: "error", reason: "after the analysis it could not be looked at again" };
  }
  if (now.state === "superseded") return { outcome: "superseded", reason: now.reason };
  if (now.state === "converged" || now.holding?.what === "good") return verdict;
  const reason = `its metrics were good, but then it was no longer well: ${now.reason}`;
  return { outcome: "inconclusive", reason };
}
