import type { Client } from "./client.ts";

interface Rule {
  readonly type: string;
  readonly parameters?: {
    readonly required_status_checks?: readonly {
      readonly context: string;
      readonly integration_id?: number | null;
    }[];
  };
}

interface Protection {
  readonly repository: {
    readonly ref: {
      readonly branchProtectionRule: {
        readonly requiredStatusChecks: readonly {
          readonly context: string;
          readonly app: { readonly slug: string } | null;
        }[];
      } | null;
    } | null;
  } | null;
}

/** GitHub Actions as an App, on github.com; its word is that of any workflow, and so of anybody. */
const ACTIONS = { id: 15_368, slug: "github-actions" } as const;

/**
 * Whether a branch takes no merge without a status, and which: one that only a certain App may report, one
 * that anybody may, or none. Rulesets and branch protection both count.
 * @throws `GitHubFailure`
 */
export async function requiredStatus(
  client: Client,
  {
    repository,
    branch,
    context,
  }: { readonly repository: string; readonly branch: string; readonly context: string },
): Promise<"of-an-app" | "of-anybody" | "none"> {
  const [owner = "", repo = ""] = repository.split("/");
  const rules = await client.rest<readonly Rule[]>(
    "GET /repos/{owner}/{repo}/rules/branches/{branch}",
    {
      owner,
      repo,
      branch,
    },
  );
  const ruled = rules
    .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
    .filter((check) => check.context === context);
  if (ruled.some(({ integration_id: app }) => typeof app === "number" && app !== ACTIONS.id)) {
    return "of-an-app";
  }
  const { data } = await client.graphql<Protection>(
    `query ReadProtection($owner: String!, $repo: String!, $ref: String!) {
      repository(owner: $owner, name: $repo) { ref(qualifiedName: $ref) { branchProtectionRule {
        requiredStatusChecks { context app { slug } }
      } } }
    }`,
    { owner, repo, ref: `refs/heads/${branch}` },
  );
  const checks = data.repository?.ref?.branchProtectionRule?.requiredStatusChecks ?? [];
  const guarded = checks.filter((check) => check.context === context);
  if (guarded.some(({ app }) => app !== null && app.slug !== ACTIONS.slug)) return "of-an-app";
  return ruled.length + guarded.length > 0 ? "of-anybody" : "none";
}
