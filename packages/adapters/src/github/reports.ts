import type { Report } from "@gitops-actions/core/verify";
import type { Client } from "./client.ts";

interface StatusReply {
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly created_at: string;
  readonly creator: { readonly login: string } | null;
}

/** More than the statuses that tools post on one commit. */
const PAGE = 100;

/**
 * The newest statuses of a commit, newest first: what the notification controllers of Flux and Argo CD,
 * and anybody who may, reported about it.
 * @throws `GitHubFailure`
 */
export async function readStatuses(
  client: Client,
  { repository, oid }: { readonly repository: string; readonly oid: string },
): Promise<readonly Report[]> {
  const [owner = "", repo = ""] = repository.split("/");
  const replies = await client.rest<readonly StatusReply[]>(
    "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
    { owner, repo, ref: oid, per_page: PAGE },
  );
  return replies.map((reply) => ({
    context: reply.context,
    state: reply.state,
    description: reply.description ?? "",
    url: reply.target_url ?? undefined,
    at: new Date(reply.created_at),
    actor: reply.creator?.login ?? "",
    revision: oid,
  }));
}

interface DeploymentReply {
  readonly id: number;
  readonly environment: string;
  readonly sha: string;
}

/**
 * The newest status of each deployment of a commit to an environment, as a report whose context is the
 * environment: what Argo CD's notifications post as deployments. One request, and one for each deployment.
 * @throws `GitHubFailure`
 */
export async function readDeploymentReports(
  client: Client,
  at: { readonly repository: string; readonly oid: string; readonly environment: string },
): Promise<readonly Report[]> {
  const [owner = "", repo = ""] = at.repository.split("/");
  const deployments = await client.rest<readonly DeploymentReply[]>(
    "GET /repos/{owner}/{repo}/deployments",
    { owner, repo, sha: at.oid, environment: at.environment, per_page: 5 },
  );
  const reports: Report[] = [];
  for (const { id, environment } of deployments) {
    const [newest] = await client.rest<
      readonly (Omit<StatusReply, "context"> & { readonly log_url: string | null })[]
    >("GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      owner,
      repo,
      deployment_id: id,
      per_page: 1,
    });
    if (newest === undefined) continue;
    reports.push({
      context: environment,
      state: newest.state,
      description: newest.description ?? "",
      url: newest.log_url ?? undefined,
      at: new Date(newest.created_at),
      actor: newest.creator?.login ?? "",
      revision: at.oid,
    });
  }
  return reports;
}
