import type { Client } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

export interface CommitStatus {
  readonly oid: string;
  readonly context: string;
  readonly state: "success" | "failure" | "error" | "pending";
  /** At most 140 characters. */
  readonly description: string;
  readonly url: string;
}

/** Posts a status on a commit. @throws `GitHubFailure` */
export async function createStatus(
  client: Client,
  repository: string,
  { oid, context, state, description, url }: CommitStatus,
): Promise<void> {
  const [owner = "", repo = ""] = repository.split("/");
  await client.rest("POST /repos/{owner}/{repo}/statuses/{sha}", {
    owner,
    repo,
    sha: oid,
    context,
    state,
    description,
    target_url: url,
  });
}

/** A check run that only informs. */
export interface Details {
  readonly oid: string;
  readonly name: string;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
}

/** GitHub takes no longer summary. */
const MAX_SUMMARY_CHARACTERS = 65_000;

/** The input of `createCheckRun` for a check run that informs: it never fails, whatever it says. */
export function detailsInput(
  repositoryId: string,
  { oid, name, title, summary }: Details,
): Readonly<Record<string, unknown>> {
  return {
    repositoryId,
    headSha: oid,
    name,
    status: "COMPLETED",
    conclusion: "NEUTRAL",
    output: { title, summary: summary.slice(0, MAX_SUMMARY_CHARACTERS) },
  };
}

/** Makes a label; its node id, also where it is there already. @throws `GitHubFailure` */
export async function createLabel(
  client: Client,
  repository: string,
  label: { readonly name: string; readonly color: string; readonly description: string },
): Promise<string> {
  const [owner = "", repo = ""] = repository.split("/");
  try {
    const made = await client.rest<{ node_id: string }>("POST /repos/{owner}/{repo}/labels", {
      owner,
      repo,
      ...label,
    });
    return made.node_id;
  } catch (error) {
    const isThere = error instanceof GitHubFailure && /already_exists/.test(error.message);
    if (!isThere) throw error;
    const found = await client.rest<{ node_id: string }>(
      "GET /repos/{owner}/{repo}/labels/{name}",
      { owner, repo, name: label.name },
    );
    return found.node_id;
  }
}

/** The logins in a team of the repository's owner. @throws `GitHubFailure` where it may not be read */
export async function readTeam(
  client: Client,
  { organization, slug }: { readonly organization: string; readonly slug: string },
): Promise<readonly string[]> {
  const logins: string[] = [];
  for (let page = 1; ; page += 1) {
    const members = await client.rest<readonly { login: string }[]>(
      "GET /orgs/{org}/teams/{team_slug}/members",
      { org: organization, team_slug: slug, per_page: 100, page },
    );
    logins.push(...members.map(({ login }) => login));
    if (members.length < 100) return logins;
  }
}
