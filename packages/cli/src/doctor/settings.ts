import { GitHubFailure } from "@gitops-actions/adapters/github";
import type { Config } from "@gitops-actions/core/config";
import type { Finding } from "../finding.ts";
import type { Remote } from "../repository.ts";

/** The roll-up that promote publishes, and that a ruleset can require. */
const ROLLUP = "gitops/promotion";

interface Repository {
  readonly default_branch: string;
  readonly allow_auto_merge?: boolean;
  readonly archived: boolean;
}

interface Rule {
  readonly type: string;
  readonly parameters?: {
    readonly required_status_checks?: readonly { context: string; integration_id?: number }[];
    readonly require_code_owner_review?: boolean;
    readonly required_approving_review_count?: number;
  };
}

/** What is unsafe or in the way in the settings of the repository on GitHub, as far as the token may see them. */
export async function settingFindings(
  { client, repository }: Remote,
  config: Config,
): Promise<readonly Finding[]> {
  const [owner, repo] = repository.split("/");
  const settings = await client.rest<Repository>("GET /repos/{owner}/{repo}", { owner, repo });
  const branch = settings.default_branch;
  const rules = await readRules({ client, repository }, branch);
  return [
    ...(settings.archived ? [archived(repository)] : []),
    ...(rules === undefined
      ? [unprotectable(repository)]
      : ruleFindings(rules, { branch, config })),
    ...(settings.allow_auto_merge === false ? [autoMergeOff(repository)] : []),
  ];
}

/** The rulesets' rules of a branch; undefined where the plan has none for this repository. */
async function readRules(
  { client, repository }: Remote,
  branch: string,
): Promise<readonly Rule[] | undefined> {
  const [owner, repo] = repository.split("/");
  try {
    return await client.rest("GET /repos/{owner}/{repo}/rules/branches/{branch}", {
      owner,
      repo,
      branch,
    });
  } catch (error) {
    if (error instanceof GitHubFailure && error.status === 403) return undefined;
    throw error;
  }
}

function archived(repository: string): Finding {
  return {
    severity: "error",
    message: `${repository} is archived: nothing can be written`,
    fix: "Unarchive it.",
  };
}

function unprotectable(repository: string): Finding {
  return {
    severity: "error",
    message: `the plan of ${repository} has no rulesets: whoever may push can push to production`,
    fix: "Private repositories need GitHub Team or Enterprise for rulesets; with less, gates only advise.",
  };
}

function autoMergeOff(repository: string): Finding {
  return {
    severity: "notice",
    message: `${repository} does not allow auto-merge`,
    fix: "Nothing to do: the sweep merges what is due. Only the input auto-merge needs that setting.",
  };
}

function ruleFindings(
  rules: readonly Rule[],
  { branch, config }: { readonly branch: string; readonly config: Config },
): Finding[] {
  const isGuarded = [...config.environments.values()].some(
    ({ delivery }) => delivery === "pull-request",
  );
  if (!isGuarded) return [];
  return [...rollupFindings(rules, branch), ...pullRequestFindings(rules, { branch, config })];
}

function rollupFindings(rules: readonly Rule[], branch: string): Finding[] {
  const required = rules
    .filter(({ type }) => type === "required_status_checks")
    .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
    .find(({ context }) => context === ROLLUP);
  if (required === undefined) {
    return [
      {
        severity: "error",
        message: `no ruleset of ${branch} requires the status ${ROLLUP}: a pull request can be merged while its gates are closed`,
        fix: `Require ${ROLLUP} in a ruleset for ${branch}, with your App as its source.`,
      },
    ];
  }
  if (required.integration_id !== undefined) return [];
  return [
    {
      severity: "error",
      message: `${branch} requires ${ROLLUP} from anybody: whoever may write statuses can open the gates`,
      fix: "Choose your App as the source of that status in the ruleset.",
    },
  ];
}

function pullRequestFindings(
  rules: readonly Rule[],
  { branch, config }: { readonly branch: string; readonly config: Config },
): Finding[] {
  const rule = rules.find(({ type }) => type === "pull_request");
  const committed = [...config.environments.values()].filter(
    ({ delivery }) => delivery === "commit",
  );
  if (rule === undefined) {
    return [
      {
        severity: "warning",
        message: `no ruleset of ${branch} requires a pull request: production can be pushed to directly`,
        fix: "Require a pull request, and let your App bypass it where dev is written by commits.",
      },
    ];
  }
  const owners = rule.parameters?.require_code_owner_review === true;
  return [
    ...(committed.length === 0 ? [] : [bypassNeeded(branch, committed[0]?.name ?? "")]),
    ...(owners ? [] : [ownersNotAsked(branch)]),
  ];
}

function bypassNeeded(branch: string, environment: string): Finding {
  return {
    severity: "notice",
    message: `${branch} requires a pull request and ${environment} is written by commits`,
    fix: "Let your App bypass that rule, and keep its key in an environment that only the default branch may use.",
  };
}

function ownersNotAsked(branch: string): Finding {
  return {
    severity: "notice",
    message: `${branch} does not require the review of code owners`,
    fix: "Require it in the ruleset, so that a change of .gitops/ needs the platform team.",
  };
}
