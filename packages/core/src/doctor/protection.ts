import type { Config } from "../config/index.ts";
import { ROLLUP } from "../evidence/index.ts";
import type { Finding } from "./finding.ts";
import type { BranchRule, RepositorySettings } from "./settings.ts";

/** GitHub Actions as an App, on github.com; its word is that of any workflow, and so of anybody. */
export const ACTIONS_APP = 15_368;

/** The rules of rulesets and branch protection that are known to hold for the default branch. */
export function knownRules({
  rules,
  protection,
}: Pick<RepositorySettings, "rules" | "protection">): readonly BranchRule[] {
  return [rules, protection].flatMap((part) => (part.known ? part.value : []));
}

/** The statuses and checks that a merge into the default branch needs, each with the App that has to report it. */
export function requiredChecks(
  rules: readonly BranchRule[],
): readonly { readonly context: string; readonly app: number | undefined }[] {
  return rules.flatMap(({ checks = [] }) => checks);
}

/** What keeps people and workflows from going past the gates, where it is missing; `config` is undefined where it does not hold. */
export function protectionFindings(
  settings: RepositorySettings,
  config: Config | undefined,
): readonly Finding[] {
  const { rules, protection, branch, repository } = settings;
  const environments = [...(config?.environments.values() ?? [])];
  const isGuarded = environments.some(({ delivery }) => delivery === "pull-request");
  if (config !== undefined && !isGuarded) return [];
  const hasPlan = [rules, protection].every((part) => part.known || !part.isPlan);
  if (!hasPlan) return [unprotectable(repository)];
  // What could not be read may hold the rule that seems to be missing.
  if (!rules.known || !protection.known) return [];
  const known = knownRules(settings);
  return [
    ...rollupFindings(known, settings),
    ...pullRequestFindings(known, branch),
    ...historyFindings(known, branch),
  ];
}

function unprotectable(repository: string): Finding {
  return {
    severity: "error",
    message: `the plan of ${repository} has neither rulesets nor branch protection for private repositories: whoever may push can push to production`,
    fix: "Private repositories need GitHub Team or Enterprise for them (Pro for a person's), and for environments that only some branches may use; with less, gates only advise.",
  };
}

function rollupFindings(
  rules: readonly BranchRule[],
  { branch, app }: RepositorySettings,
): Finding[] {
  const required = requiredChecks(rules).filter(({ context }) => context === ROLLUP);
  if (required.length === 0) {
    return [
      {
        severity: "error",
        message: `no rule of ${branch} requires the status ${ROLLUP}: a pull request can be merged while its gates are closed`,
        fix: `Require ${ROLLUP} in a ruleset for ${branch}, with your App as its source.`,
      },
    ];
  }
  const sources = required.flatMap((check) => (check.app === undefined ? [] : [check.app]));
  const [source] = sources.filter((id) => id !== ACTIONS_APP);
  if (source === undefined) return [anybodys(branch, sources.length > 0)];
  if (app === undefined) return [uncompared(source, branch)];
  return source === app.appId ? [] : [another(source, { branch, app })];
}

function anybodys(branch: string, isOfActions: boolean): Finding {
  const whom = isOfActions
    ? "from GitHub Actions, which is any workflow on any branch"
    : "from anybody";
  return {
    severity: "error",
    message: `${branch} requires ${ROLLUP} ${whom}: whoever may write statuses can open the gates`,
    fix: "Choose your App as the source of that status in the ruleset.",
  };
}

function uncompared(source: number, branch: string): Finding {
  return {
    severity: "notice",
    message: `${branch} takes ${ROLLUP} from the App with the id ${source} only; whether that is the App of your workflows cannot be told without its key`,
    fix: "Compare it with the App ID on the App's page, or run the action doctor with app-client-id and app-private-key.",
  };
}

function another(
  source: number,
  {
    branch,
    app,
  }: { readonly branch: string; readonly app: NonNullable<RepositorySettings["app"]> },
): Finding {
  return {
    severity: "error",
    message: `${branch} takes ${ROLLUP} from the App with the id ${source} only, and the App given here is ${app.slug} with the id ${app.appId}: no promotion could ever be merged`,
    fix: "Choose the App of your workflows as the source of that status in the ruleset.",
  };
}

function pullRequestFindings(rules: readonly BranchRule[], branch: string): Finding[] {
  const demands = rules.filter(({ type }) => type === "pull_request");
  if (demands.length === 0) {
    return [
      {
        severity: "warning",
        message: `no rule of ${branch} requires a pull request: production can be pushed to directly`,
        fix: "Require a pull request, and let your App bypass it where dev is written by commits.",
      },
    ];
  }
  if (demands.some(({ codeOwners }) => codeOwners)) return [];
  return [
    {
      severity: "notice",
      message: `${branch} does not require the review of code owners`,
      fix: "Require it in the ruleset, so that a change of .gitops/ needs the platform team.",
    },
  ];
}

function historyFindings(rules: readonly BranchRule[], branch: string): Finding[] {
  const open = (
    [
      ["non_fast_forward", "force pushes"],
      ["deletion", "its deletion"],
    ] as const
  ).filter(([type]) => rules.every((rule) => rule.type !== type));
  if (open.length === 0) return [];
  return [
    {
      severity: "warning",
      message: `no rule of ${branch} forbids ${open.map(([, what]) => what).join(" and ")}: what was promoted, by whom and when could be rewritten`,
      fix: "Block force pushes and restrict deletions in the ruleset.",
    },
  ];
}
