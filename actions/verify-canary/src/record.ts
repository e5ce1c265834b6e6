import {
  type Client,
  type CommitStatus,
  createStatus,
  explain,
  GitHubFailure,
  type Patience,
  paced,
  readRecords,
  retrying,
  writeRecord,
} from "@gitops-actions/adapters/github";
import { goodSince, recordEnvironment } from "@gitops-actions/core/evidence";
import { printVersion } from "@gitops-actions/core/image";
import { oneLine } from "@gitops-actions/core/text";
import type { Request } from "./inputs.ts";
import type { Verification } from "./outcome.ts";

export interface RecordPorts {
  readonly client: Client;
  readonly patience: Patience;
  /** Logins whose earlier records lend their `since`. */
  readonly trustedActors: readonly string[];
}

/** GitHub refuses longer ones. */
const DESCRIPTION_CHARACTERS = 140;

/** Context of the commit status that tells of an app in an environment. */
function statusContext(app: string, environment: string): string {
  return `gitops/verified/${environment}/${app}`;
}

/** What the record and the status say. Good at a step is not good everywhere, so it unlocks nothing. */
function wordsFor(
  { outcome }: Verification,
  { step }: Request,
): { readonly outcome: "pass" | "fail" | "unknown"; readonly state: CommitStatus["state"] } {
  switch (outcome) {
    case "pass":
      return step === undefined
        ? { outcome: "pass", state: "success" }
        : { outcome: "unknown", state: "pending" };
    case "fail":
      return { outcome: "fail", state: "failure" };
    case "waiting":
    case "blocked":
      return { outcome: "unknown", state: "pending" };
    default:
      return { outcome: "unknown", state: "error" };
  }
}

/**
 * Records what was found, each as a deployment, which promote reads, and a commit status, which people see.
 * What was superseded is not recorded: the newer revision has a verification of its own.
 * @throws `UserError` as `explain`
 */
export async function record(
  verifications: readonly Verification[],
  request: Request,
  ports: RecordPorts,
): Promise<readonly Verification[]> {
  const { patience } = ports;
  const client = paced(patience)(ports.client);
  const { repository } = request;
  const patient = <T>(act: () => Promise<T>): Promise<T> =>
    retrying(act, { ...patience, retryable: ["limited", "unavailable"] }).catch(
      (error: unknown) => {
        if (!(error instanceof GitHubFailure)) throw error;
        throw explain(error, { repository, tried: "record the verdict" });
      },
    );
  const names = verifications.map(({ subject }) => nameOf(subject));
  const previous = await patient(() => readRecords(client, { repository, names }));
  const recorded: Verification[] = [];
  for (const verification of verifications) {
    const { subject, outcome, reason, level, endedAt } = verification;
    if (outcome === "superseded") {
      recorded.push(verification);
      continue;
    }
    const words = wordsFor(verification, request);
    const since =
      words.outcome === "pass"
        ? goodSince(
            previous.get(nameOf(subject)),
            { ...subject, level },
            { now: wholeSecond(endedAt), trustedActors: ports.trustedActors },
          )
        : endedAt;
    const url = request.runUrl;
    const said = oneLine(reason);
    const written = { ...subject, level, outcome: words.outcome, since, url, reason: said };
    await patient(() => writeRecord(client, { repository, record: written }));
    const context = statusContext(subject.app, subject.environment);
    const description = describe(verification, { since, step: request.step });
    const status = { oid: subject.revision, context, state: words.state, description, url };
    await patient(() => createStatus(client, repository, status));
    recorded.push({ ...verification, recorded: { since, context } });
  }
  return recorded;
}

/** GitHub's times have no fractions, and what claims to be later than its record is not believed. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function nameOf({ app, environment }: { app: string; environment: string }): string {
  return recordEnvironment(app, environment);
}

function describe(
  { subject, outcome, reason, level }: Verification,
  { since, step }: { readonly since: Date; readonly step: number | undefined },
): string {
  const version = subject.images.map(printVersion).join(", ");
  return oneLine(inWords()).slice(0, DESCRIPTION_CHARACTERS);

  function inWords(): string {
    if (outcome !== "pass") return `${version}: ${outcome}, ${reason}`;
    if (step !== undefined) return `${version} ${level} good at step ${step}, not everywhere yet`;
    return `${version} ${level} good since ${since.toISOString().slice(0, 16)}Z`;
  }
}
