import type { Config } from "../config/index.ts";
import { ROLLUP } from "../evidence/index.ts";
import type { Finding } from "./finding.ts";
import { ACTIONS_APP, knownRules, requiredChecks } from "./protection.ts";
import type { BranchRule, RepositorySettings } from "./settings.ts";

/** Rules under which nothing is pushed to a branch, each with what it wants instead. */
const CLOSED: Readonly<Partial<Record<string, string>>> = {
  pull_request: "a pull request",
  merge_queue: "the merge queue",
  required_status_checks: "statuses before the commit is there",
  update: "that nobody updates it",
};

/** What stands in the way of the commits that the suite makes: to the default branch, and to those of promotions. */
export function writingFindings(settings: RepositorySettings, config: Config): readonly Finding[] {
  return [
    ...commitFindings(settings, config),
    ...promotionBranchFindings(settings),
    ...namingFindings(settings),
  ];
}

/** Environments that are written by commits, on a branch that takes none. */
function commitFindings(settings: RepositorySettings, config: Config): Finding[] {
  const committed = [...config.environments.values()].filter(
    ({ delivery }) => delivery === "commit",
  );
  const [environment] = committed;
  if (environment === undefined) return [];
  const { branch } = settings;
  const closing = knownRules(settings).filter(({ type }) => CLOSED[type] !== undefined);
  const wanted = `${branch} wants ${wishes(closing)}, and ${environment.name} is written by commits`;
  switch (passing(closing, settings)) {
    case "yes":
      return [];
    case "no":
      return [
        {
          severity: "error",
          message: `${wanted}, which the App may not: every deployment to it is refused`,
          fix: `Let the App bypass those rules, and keep its key in an environment that only ${branch} may use; or write \`delivery: pull-request\` for ${environment.name}.`,
        },
      ];
    case "unseen":
      return [
        {
          severity: "notice",
          message: `${wanted}; whether the App may bypass that is shown only to those who administer the repository`,
          fix: `See to it that it may, and that its key is in an environment that only ${branch} may use.`,
        },
      ];
  }
}

function wishes(rules: readonly BranchRule[]): string {
  return [...new Set(rules.map(({ type }) => CLOSED[type] ?? type))].join(", ");
}

/** Whether the App that reports the roll-up, or the one given, need not keep the rules when it pushes. */
function passing(
  rules: readonly BranchRule[],
  settings: RepositorySettings,
): "yes" | "no" | "unseen" {
  if (rules.length === 0) return "yes";
  const app = settings.app?.appId ?? rollupApp(settings);
  const answers = rules.map(({ ruleset }) => {
    const found = ruleset === undefined ? undefined : settings.rulesets.get(ruleset);
    const apps = found?.known ? found.value.apps : undefined;
    if (apps === undefined) return "unseen";
    if (app === undefined) return apps.length === 0 ? "no" : "unseen";
    return apps.includes(app) ? "yes" : "no";
  });
  if (answers.includes("no")) return "no";
  return answers.includes("unseen") ? "unseen" : "yes";
}

function rollupApp(settings: RepositorySettings): number | undefined {
  const bound = requiredChecks(knownRules(settings)).filter(({ context }) => context === ROLLUP);
  return bound.map(({ app }) => app).find((app) => app !== undefined && app !== ACTIONS_APP);
}

/** Rules of a branch of ours that would keep promote from making or moving it, in words. */
const HINDERING: Readonly<Partial<Record<string, string>>> = {
  ...CLOSED,
  creation: "that nobody creates it",
  non_fast_forward: "no force pushes, with which a promotion that conflicts is made anew",
};

function promotionBranchFindings(settings: RepositorySettings): Finding[] {
  const { rules, name } = settings.promotionBranch;
  if (!rules.known) return [];
  const closing = rules.value.filter(({ type }) => HINDERING[type] !== undefined);
  const answer = passing(closing, settings);
  if (answer === "yes") return [];
  const wanted = [...new Set(closing.map(({ type }) => HINDERING[type] ?? type))].join(", ");
  return [
    {
      severity: answer === "no" ? "error" : "warning",
      message: `a ruleset for branches such as ${name} wants ${wanted}: promotions could not be opened or brought up to date`,
      fix: "Exclude promote/** from that ruleset, or let the App bypass it.",
    },
  ];
}

/** Rules about names and words that the suite's branches and commits have to keep, once each. */
function namingFindings(settings: RepositorySettings): Finding[] {
  const { name, rules } = settings.promotionBranch;
  const all = [...(rules.known ? rules.value : []), ...knownRules(settings)];
  const once = new Map(all.map((rule) => [JSON.stringify(rule), rule]));
  return [...once.values()].flatMap((rule) => namingFinding(rule, name));
}

function namingFinding({ type, pattern, ruleset }: BranchRule, name: string): Finding[] {
  if (pattern === undefined) return [];
  const { operator, text, negate } = pattern;
  const which = `ruleset ${ruleset} (${type}: ${negate ? "not " : ""}${operator} ${JSON.stringify(text)})`;
  if (type !== "branch_name_pattern") return [wording(which)];
  const answer = fits(pattern, name);
  if (answer === true) return [];
  return [
    {
      severity: answer === false ? "error" : "notice",
      message: `${which} ${answer === false ? "refuses" : "may refuse"} branches such as ${name}: promotions could not be opened`,
      fix: "Exclude promote/** from that ruleset, or let the App bypass it.",
    },
  ];
}

function wording(which: string): Finding {
  return {
    severity: "notice",
    message: `${which} may refuse what the suite commits`,
    fix: "Compare: the author is ID+SLUG[bot]@users.noreply.github.com, the committer GitHub's noreply@github.com; subjects come from the templates of the actions.",
  };
}

/** Whether a name fits; undefined for a regular expression, which is GitHub's to judge. */
function fits(
  { operator, text, negate }: NonNullable<BranchRule["pattern"]>,
  name: string,
): boolean | undefined {
  const matches = {
    starts_with: name.startsWith(text),
    ends_with: name.endsWith(text),
    contains: name.includes(text),
  }[operator];
  return matches === undefined ? undefined : matches !== negate;
}
