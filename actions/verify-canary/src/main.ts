import {
  type BranchSnapshot,
  type Client,
  explain,
  GitHubFailure,
  type Patience,
  relate,
  retrying,
} from "@gitops-actions/adapters/github";
import type { Kubernetes } from "@gitops-actions/adapters/kubernetes";
import type { MetricSources } from "@gitops-actions/adapters/prometheus";
import type { Log, Report } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import { act } from "./act.ts";
import type { OutputName } from "./action.gen.ts";
import { specOf, type TemplatePorts } from "./analysis.ts";
import type { Request } from "./inputs.ts";
import type { KubernetesSource } from "./kubernetes-source.ts";
import type { Verification } from "./outcome.ts";
import { record } from "./record.ts";
import { evidenceOf, report } from "./report.ts";
import type { Source } from "./source.ts";
import { type Gitops, readGitops } from "./subject.ts";
import type { Looked } from "./summary.ts";
import { unverified, type VerifyPorts, verify } from "./verify.ts";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  clock(): Date;
  readonly client: Client;
  /** The first read of the branch, begun before all this was loaded. */
  readonly first: Promise<BranchSnapshot>;
  readonly metrics: MetricSources;
  /** Where to look, given what is trusted. */
  source(client: Client, trustedActors: readonly string[]): Source;
  /** The cluster, where one may act. */
  readonly cluster:
    | { readonly kubernetes: Kubernetes; readonly source: KubernetesSource }
    | undefined;
  readonly clusterTemplates: TemplatePorts["clusterTemplates"];
  /** Keeps the evidence in a file and returns its path. */
  keep(evidence: object): string;
}

/** Verifies the apps asked for, records what was found, and reports it. */
export async function main(request: Request, ports: Ports): Promise<Report<OutputName>> {
  const { log, client } = ports;
  const isWriting = request.isRecording && !request.dryRun;
  const gitops = await readRepository(client, request, ports);
  const actors = trustedActors(gitops, request);
  const { clusterTemplates } = ports;
  const spec =
    request.analysis.length === 0
      ? undefined
      : await specOf(request.analysis, { texts: gitops.templates, clusterTemplates });
  const source = ports.source(client, actors);
  log.info(`Looking at ${source.described}.`);
  const found = await Promise.all(
    gitops.subjects.map((subject) => {
      const own = portsFor(subject.app, { request, ports, source });
      log.info(`${subject.app}: revision ${subject.revision}`);
      return verify(subject, { request, spec, ports: own }).catch((error: unknown) => {
        // One of many must not keep the others from their verdicts.
        if (!(error instanceof UserError) || request.apps.length === 1) throw error;
        return unverified(subject, { error, source, now: ports.clock() });
      });
    }),
  );
  const acted = request.dryRun ? found : await actOn(found, { request, ports });
  const verifications = isWriting
    ? await record(acted, request, {
        client,
        patience: ports.patience,
        trustedActors: [...actors, gitops.snapshot.viewer],
      })
    : acted;
  const looked: Looked = {
    described: source.described,
    requests: source.requests,
    repositoryUrl: gitops.snapshot.repository.url,
  };
  const evidence = ports.keep(evidenceOf(verifications, { looked, runUrl: request.runUrl }));
  return report(verifications, { request, looked, evidence });
}

async function readRepository(client: Client, request: Request, ports: Ports): Promise<Gitops> {
  const { repository } = request;
  try {
    const first = await ports.first;
    return await retrying(() => readGitops(client, request, { first, now: ports.clock() }), {
      ...ports.patience,
      retryable: ["limited", "unavailable"],
    });
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    throw explain(error, { repository, tried: "read the branch" });
  }
}

/** Those that the inputs or the config name, else only ourselves. */
function trustedActors({ config, snapshot }: Gitops, request: Request): readonly string[] {
  const named = request.trustedActors.length > 0 ? request.trustedActors : config.trustedActors;
  return named.length > 0 ? named : [snapshot.viewer];
}

function portsFor(
  app: string,
  { request, ports, source }: { request: Request; ports: Ports; source: Source },
): VerifyPorts {
  const { client } = ports;
  const { repository } = request;
  const deadline = new Date(ports.clock().getTime() + request.timeoutSeconds * 1000);
  return {
    source,
    signal: ports.signal,
    metrics: ports.metrics,
    deadline,
    clock: ports.clock,
    say: (message) => ports.log.info(`${app}: ${message}`),
    relate: (commit, to) =>
      retrying(() => relate(client, { repository, commit, to }), {
        ...ports.patience,
        retryable: ["limited", "unavailable"],
      }).catch((error: unknown) => {
        // A commit that is not there any more was overwritten: it has nothing of ours.
        if (error instanceof GitHubFailure && error.status === 404) return "diverged";
        if (!(error instanceof GitHubFailure)) throw error;
        throw explain(error, { repository, tried: "compare commits" });
      }),
  };
}

/** What cannot be done must not keep the verdict from being recorded, so it is kept beside it. */
async function actOn(
  found: readonly Verification[],
  { request, ports }: { request: Request; ports: Ports },
): Promise<readonly Verification[]> {
  const acted: Verification[] = [];
  for (const one of found) {
    try {
      const acts = await act(one, request, ports);
      for (const done of acts) ports.log.info(`${one.subject.app}: ${done}`);
      acted.push({ ...one, acts });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      acted.push({ ...one, undone: [error] });
    }
  }
  return acted;
}
