import {
  type Client,
  explain,
  GitHubFailure,
  readDeploymentReports,
  readStatuses,
} from "@gitops-actions/adapters/github";
import { judgeDeclared, type Report, type Target } from "@gitops-actions/core/verify";
import type { Request } from "./inputs.ts";
import { never, type Seen, type Source } from "./source.ts";
import type { Subject } from "./subject.ts";

/**
 * Looks at what was posted on GitHub, for clusters that nobody outside can reach. That a manifest holds the
 * digest and a controller called it good is declared, never observed.
 */
export function createGitHubSource(
  client: Client,
  {
    request,
    trustedActors,
  }: { readonly request: Request; readonly trustedActors: readonly string[] },
): Source {
  const { repository } = request;
  let requests = 0;

  async function reportsOn(oid: string, contexts: readonly string[]): Promise<readonly Report[]> {
    requests += 1;
    const reports = [...(await readStatuses(client, { repository, oid }))];
    for (const environment of contexts.filter((context) => !context.endsWith("*"))) {
      requests += 1;
      reports.push(...(await readDeploymentReports(client, { repository, oid, environment })));
    }
    return reports;
  }

  async function look(subject: Subject, target: Target): Promise<Seen> {
    const { revision, head } = subject;
    const contexts = request.statusContexts.map((context) =>
      context.replaceAll("{app}", subject.app).replaceAll("{env}", subject.environment),
    );
    // A later commit counts as well, as long as its manifests still hold the images.
    const holding = new Set(head.hasImages ? [revision, head.oid] : [revision]);
    const reports: Report[] = [];
    for (const oid of holding) reports.push(...(await reportsOn(oid, contexts)));
    const { delivery } = judgeDeclared(reports, {
      revision,
      relations: new Map([...target.relations, [head.oid, "descendant"]]),
      holding,
      contexts,
      trustedActors,
      pushedAt: target.pushedAt,
    });
    const observation = {
      delivery,
      workloads: [],
      replicaSets: [],
      health: "Healthy",
      worst: undefined,
      closedBy: undefined,
    } as const;
    return { kind: "seen", observation, runs: [] };
  }

  return {
    described: `what was posted on ${repository}`,
    level: "declared",
    pauses: { first: 10_000, longest: 60_000 },
    get requests() {
      return requests;
    },
    changed: never,

    async look(subject, target) {
      try {
        return await look(subject, target);
      } catch (error) {
        if (!(error instanceof GitHubFailure)) throw error;
        const mayPass = error.kind === "unavailable" || error.kind === "limited";
        if (!mayPass) throw explain(error, { repository, tried: "read the statuses" });
        return { kind: "failed", reason: error.message };
      }
    },
  };
}
