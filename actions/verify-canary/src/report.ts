import type { Annotation, Report } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import { type Verification, worstOutcome } from "./outcome.ts";
import { type Looked, printArtifact, summary } from "./summary.ts";

/** What the step shows and hands on. `evidence` is the path of the evidence file. */
export function report(
  verifications: readonly Verification[],
  { request, looked, evidence }: { request: Request; looked: Looked; evidence: string },
): Report<OutputName> {
  const outcome = worstOutcome(verifications.map((one) => one.outcome));
  const worst = verifications.find((one) => one.outcome === outcome);
  const failure = failureOf(verifications, { request, outcome });
  const passed = verifications.every((one) => one.outcome === "pass");
  const since = verifications.map(({ recorded }) => recorded?.since.getTime() ?? Number.NaN);
  return {
    outputs: {
      outcome,
      passed,
      level: worst?.level,
      reason: worst?.reason,
      revision: verifications.map(({ subject }) => subject.revision).join("\n"),
      images: verifications.flatMap(({ subject }) => subject.images.map(printArtifact)).join("\n"),
      since:
        passed && !since.some(Number.isNaN)
          ? new Date(Math.max(...since)).toISOString()
          : undefined,
      evidence,
    },
    result: { outcome, passed, apps: verifications.map(brief) },
    summary: summary(verifications, request, looked),
    annotations: verifications.flatMap((one) => annotations(one, { failure })),
    ...(failure === undefined ? {} : { failure }),
  };
}

function brief({
  subject,
  outcome,
  reason,
  level,
  recorded,
  acts,
  analyses,
}: Verification): object {
  return {
    app: subject.app,
    environment: subject.environment,
    outcome,
    reason,
    level,
    revision: subject.revision,
    images: subject.images.map(printArtifact),
    since: recorded?.since,
    acts,
    analyses: analyses.map(({ source, analysis, verdict, findings }) => ({
      source,
      phase: analysis.phase,
      ...verdict,
      findings,
    })),
  };
}

/** All there is to know, for a file that is kept. */
export function evidenceOf(
  verifications: readonly Verification[],
  { looked, runUrl }: { readonly looked: Looked; readonly runUrl: string },
): object {
  return {
    version: 1,
    run: runUrl,
    looked: looked.described,
    apps: verifications.map((one) => ({
      ...brief(one),
      startedAt: one.startedAt,
      endedAt: one.endedAt,
      timeline: one.timeline,
      analysisRuns: one.runs,
      analyses: one.analyses.map(({ source, analysis, verdict, findings, measurements }) => ({
        source,
        phase: analysis.phase,
        message: analysis.message,
        ...verdict,
        metrics: analysis.metrics,
        results: analysis.results.map(({ measurements: _, ...counters }) => counters),
        measurements,
        findings,
      })),
    })),
  };
}

function annotations(
  { subject, outcome, reason, analyses, undone }: Verification,
  { failure }: { readonly failure: UserError | undefined },
): readonly Annotation[] {
  const title = `${subject.app} in ${subject.environment}: ${outcome}`;
  // The failure itself is annotated by the frame.
  const others = undone.filter((error) => error !== failure);
  const lost = others.map(
    ({ code, message, hint }): Annotation => ({
      level: "error",
      title: code,
      message: `${subject.app}: ${message}. ${hint}`,
    }),
  );
  const found = analyses.flatMap(({ findings }) =>
    findings
      .filter(({ severity }) => severity !== "notice")
      .map(
        ({ code, metric, message, fix }): Annotation => ({
          level: "warning",
          title: code,
          message: `metric ${metric}: ${message}. ${fix}`,
        }),
      ),
  );
  if (outcome === "pass" || (failure !== undefined && outcome !== "superseded"))
    return [...lost, ...found];
  return [
    { level: outcome === "superseded" ? "notice" : "warning", title, message: reason },
    ...lost,
    ...found,
  ];
}

/** Whatever is neither good nor left to a newer run, nor to a later look, fails the step. */
function failureOf(
  verifications: readonly Verification[],
  { request, outcome }: { readonly request: Request; readonly outcome: Verification["outcome"] },
): UserError | undefined {
  const isLeft = (one: Verification): boolean => {
    const isOpen = one.outcome === "waiting" || one.outcome === "blocked";
    if (request.once && isOpen) return true;
    if (one.outcome === "inconclusive") return !request.failsInconclusive;
    return one.outcome === "pass" || one.outcome === "superseded";
  };
  const failed = verifications.filter((one) => !isLeft(one));
  if (failed.length === 0) return verifications.flatMap(({ undone }) => undone)[0];
  const lines = failed.map(
    ({ subject, outcome: found, reason }) =>
      `${subject.app} in ${subject.environment}: ${found}, ${reason}`,
  );
  const isBad = outcome === "fail";
  return new UserError(isBad ? "verification-failed" : "verification-undecided", lines.join("\n"), {
    hint: isBad
      ? "It does not go on to the next environment. The summary shows what was seen; roll back, or fix it and deploy again."
      : "Nothing was found bad, and nothing is proved: it does not go on to the next environment. The summary shows how far it came; running it again is safe.",
  });
}
