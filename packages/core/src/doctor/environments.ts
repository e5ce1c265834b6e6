import type { Finding } from "./finding.ts";
import type { DeploymentEnvironment, RepositorySettings } from "./settings.ts";
import { keyEnvironments, type Workflow, writersIn } from "./workflow.ts";

/** Events whose runs are not of the default branch, so that an environment kept to it refuses them. */
const ELSEWHERE = new Set([
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "merge_group",
  "deployment",
  "deployment_status",
  "release",
]);

/** Whether the environments that hold the App's key are there, and who may use them. */
export function environmentFindings(
  settings: RepositorySettings,
  workflows: readonly Workflow[],
): readonly Finding[] {
  // Without the plan there are none to speak of; the finding about rulesets says so.
  if (!settings.rules.known && settings.rules.isPlan) return [];
  return keyEnvironments(workflows).flatMap((name) => {
    const found = settings.environments.get(name);
    if (!found?.known) return [];
    if (found.value === undefined) return [missing(name, workflows)];
    return [
      ...refFindings(name, found.value, settings),
      ...waitFindings(name, found.value),
      ...(found.value.refs === "all" ? [] : eventFindings(name, settings, workflows)),
    ];
  });
}

function missing(name: string, workflows: readonly Workflow[]): Finding {
  const users = workflows.filter((workflow) => isUserOf(workflow, name));
  return {
    severity: "error",
    place: { file: users[0]?.file },
    message: `takes the App's key from the environment ${name}, which is not there: the first run makes one without a key, that every branch may use`,
    fix: `Make the environment ${name} under Settings, Environments: deployment branches only the default branch, the key as its secret.`,
  };
}

function isUserOf(workflow: Workflow, environment: string): boolean {
  return writersIn(workflow).some(({ job }) => job.environment === environment);
}

function refFindings(
  name: string,
  { refs }: DeploymentEnvironment,
  { branch, protection }: RepositorySettings,
): Finding[] {
  if (refs === "all") return [everyBranch(name, "every branch may use it")];
  if (refs === "protected") {
    const isProtected = protection.known && protection.value.length > 0;
    return isProtected || !protection.known ? [] : [unprotected(name)];
  }
  if (!refs.known) return [];
  const others = refs.value.filter(({ pattern, isTag }) => isTag || pattern !== branch);
  const mayRun = refs.value.some(({ pattern, isTag }) => !isTag && fits(pattern, branch));
  return [
    ...(mayRun ? [] : [shut(name, branch)]),
    ...(others.length === 0
      ? []
      : [everyBranch(name, `also ${others.map(refText).join(", ")} may use it`)]),
  ];
}

function refText({ pattern, isTag }: { readonly pattern: string; readonly isTag: boolean }) {
  return `${isTag ? "tags" : "branches"} ${JSON.stringify(pattern)}`;
}

/** Whether a pattern may mean the branch: of one with stars, beginning and end are compared. */
function fits(pattern: string, branch: string): boolean {
  if (pattern === branch) return true;
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.at(-1);
  return tail !== undefined && branch.startsWith(head) && branch.endsWith(tail);
}

function everyBranch(name: string, who: string): Finding {
  return {
    severity: "error",
    message: `environment ${name} holds the App's key, and ${who}: who may push such a branch can read the key and write production with it`,
    fix: "Settings, Environments, Deployment branches and tags: Selected branches, and only the default branch.",
  };
}

function unprotected(name: string): Finding {
  return {
    severity: "error",
    message: `environment ${name} is kept to protected branches, and no branch protection holds for the default branch (rulesets do not count for this): where no branch of the repository has any, every branch may use the key`,
    fix: "Choose Selected branches instead, and only the default branch.",
  };
}

function shut(name: string, branch: string): Finding {
  return {
    severity: "error",
    message: `environment ${name} may not be used by ${branch}, which is where the workflows run: each of their jobs is refused`,
    fix: `Add ${branch} under Settings, Environments, Deployment branches and tags.`,
  };
}

function waitFindings(
  name: string,
  { hasReviewers, waitMinutes }: DeploymentEnvironment,
): Finding[] {
  if (!hasReviewers && waitMinutes === 0) return [];
  const what = hasReviewers
    ? "a person has to approve each of them"
    : `each waits ${waitMinutes} minutes`;
  return [
    {
      severity: "warning",
      message: `environment ${name} holds back the runs that use the App's key: ${what}, every sweep and every deployment to dev too`,
      fix: "Take reviewers and timer off: approvals belong to the pull request, and are gates of the environment in .gitops/promotion.yaml.",
    },
  ];
}

/** Runs that the environment turns away, because they are not of the default branch. */
function eventFindings(
  name: string,
  { branch }: RepositorySettings,
  workflows: readonly Workflow[],
): Finding[] {
  return workflows
    .filter((workflow) => isUserOf(workflow, name))
    .flatMap(({ events }) => events.filter((event) => ELSEWHERE.has(event.name)))
    .map((event) => ({
      severity: "warning",
      place: event.place,
      message: `runs on ${event.name} are not of ${branch}, so that the environment ${name} turns their job away`,
      fix: "Start it by workflow_run of a workflow that runs on that event, as the starter sweep.yml does.",
    }));
}
