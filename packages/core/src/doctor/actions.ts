import type { Finding } from "./finding.ts";
import type { Installation, RepositorySettings } from "./settings.ts";
import { type Workflow, writersIn } from "./workflow.ts";

/** What the repository's settings for Actions make of its workflows. */
export function actionsFindings(
  settings: RepositorySettings,
  workflows: readonly Workflow[],
): readonly Finding[] {
  const { actions } = settings;
  const policy = actions.known ? actions.value : undefined;
  if (policy?.isEnabled === false) return [disabled(settings.repository)];
  return [
    ...(policy === undefined ? [] : allowedFindings(policy.allowed)),
    ...(policy?.needsSha ? unpinned(workflows) : []),
    ...workflowTokenFindings(settings, workflows),
  ];
}

function disabled(repository: string): Finding {
  return {
    severity: "error",
    message: `Actions are turned off for ${repository}: nothing runs`,
    fix: "Turn them on under Settings, Actions, General.",
  };
}

function allowedFindings(allowed: "all" | "local_only" | "selected"): Finding[] {
  if (allowed === "all") return [];
  const who =
    allowed === "local_only" ? "those of this repository's owner" : "those that are listed";
  return [
    {
      severity: "notice",
      message: `of actions and callable workflows only ${who} may run here`,
      fix: "See to it that the suite is among them, and actions/checkout, which deploy-dev uses.",
    },
  ];
}

/** GitHub refuses to start a workflow with one of them. */
function unpinned(workflows: readonly Workflow[]): Finding[] {
  return workflows
    .flatMap(({ jobs }) => jobs.flatMap(({ uses }) => uses))
    .filter(({ ref, text }) => ref !== undefined && !isPinned(text))
    .map(({ place, text }) => ({
      severity: "error",
      place,
      message: `${text} is not pinned to a commit, which the repository's settings for Actions require: the workflow does not start`,
      fix: "Write the full commit SHA of the release behind the @.",
    }));
}

function isPinned(text: string): boolean {
  return /@[0-9a-f]{40}$/.test(text) || /^docker:\/\/.*@sha256:/.test(text);
}

function workflowTokenFindings(
  { workflowToken }: RepositorySettings,
  workflows: readonly Workflow[],
): Finding[] {
  if (!workflowToken.known) return [];
  const { isWriteByDefault, mayApprove } = workflowToken.value;
  const own = workflows
    .flatMap(writersIn)
    .filter(({ writer }) => writer.login === "workflow" && writer.name === "promote");
  return [
    ...(mayApprove ? [] : own.map(({ use }) => mayNotOpen(use.place))),
    ...(mayApprove && own.length === 0 ? [mayApproveItself] : []),
    ...(isWriteByDefault ? [writesByDefault] : []),
  ];
}

function mayNotOpen(place: Finding["place"]): Finding {
  return {
    severity: "error",
    place,
    message:
      "promote opens pull requests with the workflow's own token here, and the settings do not let it",
    fix: 'Give app-client-id and app-private-key of a GitHub App; or tick "Allow GitHub Actions to create and approve pull requests" under Settings, Actions, General.',
  };
}

const mayApproveItself: Finding = {
  severity: "warning",
  message:
    "workflows may approve pull requests with their own token: where a rule wants one approval, any workflow can give it",
  fix: 'Untick "Allow GitHub Actions to create and approve pull requests" under Settings, Actions, General: the suite logs in as an App and needs it for nothing.',
};

const writesByDefault: Finding = {
  severity: "warning",
  message:
    "the token of workflows that name no permissions may write: any of them can post statuses and push branches",
  fix: "Choose Read repository contents under Settings, Actions, General, Workflow permissions.",
};

/** What the suite asks for when it mints a token of the App, by its actions' READMEs. */
const NEEDED: Readonly<Record<string, string>> = {
  contents: "branches, commits and merges of promotions",
  pull_requests: "opening promotions",
  statuses: "the status gitops/promotion",
  checks: "the details of each gate",
  deployments: "what verify-canary records",
};

/** What the App's installation lacks. */
export function installationFindings(app: Installation | undefined): readonly Finding[] {
  if (app === undefined) return [];
  const lacking = Object.entries(NEEDED).filter(([name]) => app.permissions[name] !== "write");
  return [
    ...lacking.map(
      ([name, what]): Finding => ({
        severity: "error",
        message: `the installation of ${app.slug} has ${name}: ${app.permissions[name] ?? "none"}, and needs ${name}: write for ${what}`,
        fix: "Grant it on the App's page under Permissions, and accept it on its installation.",
      }),
    ),
    ...(app.permissions["members"] === undefined ? [withoutMembers(app.slug)] : []),
    ...(app.permissions["administration"] === "write" ? [tooMuch(app.slug)] : []),
  ];
}

function withoutMembers(slug: string): Finding {
  return {
    severity: "notice",
    message: `the installation of ${slug} has no members: read (organisation): approvals by team wait, because who is in a team is not known`,
    fix: "Grant it where environments name teams.",
  };
}

function tooMuch(slug: string): Finding {
  return {
    severity: "warning",
    message: `the installation of ${slug} has administration: write: who has its key can take the rules of the branch away`,
    fix: "Take it off the App; nothing here uses it.",
  };
}
