import type { Relation } from "@gitops-actions/core/verify";
import type { Client } from "./client.ts";

const RELATIONS = {
  identical: "same",
  ahead: "descendant",
  behind: "ancestor",
  diverged: "diverged",
} as const;

/** How a commit stands to another one. @throws `GitHubFailure`, 404 where one of them is not there */
export async function relate(
  client: Client,
  { repository, commit, to }: { repository: string; commit: string; to: string },
): Promise<Relation> {
  const [owner = "", repo = ""] = repository.split("/");
  const { status } = await client.rest<{ readonly status: keyof typeof RELATIONS }>(
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { owner, repo, basehead: `${to}...${commit}`, per_page: 1 },
  );
  return RELATIONS[status];
}
