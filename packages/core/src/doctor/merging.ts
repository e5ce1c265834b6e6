import type { Config, Environment } from "../config/index.ts";
import { type MergeMethod, mergeMethod } from "../promotion/pull-request/index.ts";
import type { Finding } from "./finding.ts";
import { knownRules } from "./protection.ts";
import type { BranchRule, RepositorySettings } from "./settings.ts";
import { type Workflow, writersIn } from "./workflow.ts";

interface Merging {
  readonly settings: RepositorySettings;
  readonly config: Config;
  readonly workflows: readonly Workflow[];
}

/** What keeps promotions from being merged once their gates are open. */
export function mergingFindings(merging: Merging): readonly Finding[] {
  const rules = knownRules(merging.settings);
  const isQueued = rules.some(({ type }) => type === "merge_queue");
  return [
    ...(isQueued ? queueFindings(merging) : [...unqueued(merging), ...methodFindings(merging)]),
    ...strictFindings(rules, merging),
    ...signatureFindings(rules, merging),
    ...deploymentFindings(rules, merging),
    ...(merging.settings.allowsAutoMerge ? [] : [autoMergeOff(merging.settings)]),
  ];
}

/** The environments whose promotions are merged in this way. */
function mergedBy({ config }: Merging, merge: Environment["merge"]): readonly Environment[] {
  return [...config.environments.values()].filter(
    (environment) => environment.delivery === "pull-request" && environment.merge === merge,
  );
}

function queueFindings(merging: Merging): Finding[] {
  const { settings, config, workflows } = merging;
  const [direct] = mergedBy(merging, "auto");
  const events = workflows.flatMap((workflow) => workflow.events);
  return [
    ...(direct === undefined
      ? []
      : [
          {
            severity: "error" as const,
            place: { file: config.file },
            message: `${settings.branch} has a merge queue and ${direct.name} says \`merge: auto\`, which merges past it: GitHub refuses`,
            fix: `Write \`merge: queue\` for ${direct.name}.`,
          },
        ]),
    ...(workflows.length === 0 || events.some(({ name }) => name === "merge_group")
      ? []
      : [
          {
            severity: "error" as const,
            message: `${settings.branch} has a merge queue and no workflow here runs on merge_group: what the queue waits for is never reported`,
            fix: "Add merge_group to the events of check-promotion.yml, which starts the sweep, and of every workflow whose checks are required.",
          },
        ]),
  ];
}

function unqueued(merging: Merging): Finding[] {
  const { settings, config } = merging;
  const [queued] = mergedBy(merging, "queue");
  if (queued === undefined || !settings.rules.known) return [];
  return [
    {
      severity: "error",
      place: { file: config.file },
      message: `${queued.name} says \`merge: queue\`, and ${settings.branch} has no merge queue: its promotions are never merged`,
      fix: "Require a merge queue in the ruleset (organisations only; a private repository needs GitHub Enterprise Cloud), or write `merge: auto`.",
    },
  ];
}

/** The method that promote merges by, against what the rules allow. */
function methodFindings(merging: Merging): Finding[] {
  const [first] = mergedBy(merging, "auto");
  if (first === undefined) return [];
  const { branch, mergeMethods, repository } = merging.settings;
  const method = mergeMethod(mergeMethods);
  const against = knownRules(merging.settings).filter((rule) => !isAllowed(method, rule));
  if (against.length === 0) return [];
  const allowed = against.flatMap((rule) => rule.mergeMethods ?? []);
  const wanted =
    allowed.length > 0
      ? `only ${[...new Set(allowed)].join(" and ")}`
      : against.map(({ type }) => type.replace("required_", "").replace("_", " ")).join(" and ");
  return [
    {
      severity: "error",
      message: `promotions are merged by ${method}, the first of squash, merge and rebase that the settings of ${repository} allow, and ${branch} wants ${wanted}: GitHub refuses every merge`,
      fix: `Allow squash in the rules of ${branch}, or turn off ${method} in the settings of the repository.`,
    },
  ];
}

function isAllowed(method: MergeMethod, rule: BranchRule): boolean {
  switch (rule.type) {
    case "pull_request":
      return rule.mergeMethods?.includes(method) ?? true;
    case "required_linear_history":
      return method !== "merge";
    case "required_signatures":
      return method !== "rebase"; // GitHub does not sign what it rebases
    default:
      return true;
  }
}

function strictFindings(rules: readonly BranchRule[], merging: Merging): Finding[] {
  if (!rules.some(({ strict }) => strict) || mergedBy(merging, "auto").length === 0) return [];
  return [
    {
      severity: "warning",
      message: `${merging.settings.branch} wants branches to be up to date before merging: each merge or deployment to dev makes all open promotions wait until somebody updates their branches`,
      fix: "Turn that off in the ruleset: promote makes a promotion anew where it conflicts; or use a merge queue.",
    },
  ];
}

function signatureFindings(
  rules: readonly BranchRule[],
  { settings, workflows }: Merging,
): Finding[] {
  if (!rules.some(({ type }) => type === "required_signatures")) return [];
  const writers = workflows.flatMap(writersIn);
  const unsigned = writers.filter(({ writer }) => writer.login === "other");
  return unsigned.map(({ use, writer }) => ({
    severity: "warning",
    place: use.place,
    message: `${settings.branch} takes signed commits only. GitHub signs what an App or a workflow's own token commits; of a personal token, which ${writer.name} may be given here, it leaves executable and large files unsigned`,
    fix: "Give app-client-id and app-private-key of a GitHub App.",
  }));
}

function deploymentFindings(rules: readonly BranchRule[], { settings }: Merging): Finding[] {
  if (!rules.some(({ type }) => type === "required_deployments")) return [];
  return [
    {
      severity: "warning",
      message: `${settings.branch} wants deployments of the pull request's own commit before it is merged; Argo CD and Flux deploy only what has been merged`,
      fix: "Remove that rule: the gate `verified` looks at what was deployed upstream.",
    },
  ];
}

function autoMergeOff({ repository }: RepositorySettings): Finding {
  return {
    severity: "notice",
    message: `${repository} does not allow auto-merge`,
    fix: "Nothing to do: the sweep merges what is due. Only the input auto-merge needs that setting.",
  };
}
