import { ROLLUP } from "../evidence/index.ts";
import type { Finding } from "./finding.ts";
import { ACTIONS_APP, knownRules, requiredChecks } from "./protection.ts";
import type { RepositorySettings } from "./settings.ts";
import type { Job, Workflow, WorkflowEvent } from "./workflow.ts";

/** Where a job's check is reported on the head of a pull request that the App opened. */
const ON_PULL_REQUESTS = ["pull_request", "pull_request_target", "push"];

interface Provider {
  readonly workflow: Workflow;
  readonly event: WorkflowEvent;
}

/**
 * Statuses and checks that a merge needs and that no workflow of the repository reports on a promotion, so
 * that it would wait for ever. What another App has to report is left to that App.
 */
export function checkFindings(
  settings: RepositorySettings,
  workflows: readonly Workflow[],
): readonly Finding[] {
  const required = requiredChecks(knownRules(settings)).filter(
    ({ context, app }) => context !== ROLLUP && (app === undefined || app === ACTIONS_APP),
  );
  const seen = new Map(required.map((check) => [check.context, check]));
  return [...seen.values()].flatMap(({ context, app }) => {
    const providers = providersOf(context, workflows);
    if (providers.length === 0) return [unprovided(context, app, settings.branch)];
    const [first] = providers;
    const isAlways = providers.some(({ event }) => !event.hasPaths);
    return isAlways || first === undefined ? [] : [partial(context, first)];
  });
}

function providersOf(context: string, workflows: readonly Workflow[]): readonly Provider[] {
  return workflows
    .filter(({ jobs }) => jobs.some((job) => isCheckOf(job, context)))
    .flatMap((workflow) =>
      workflow.events
        .filter(({ name, hasBranches }) => {
          // `branches` of a pull request are its bases; those of a push are rarely ours.
          return ON_PULL_REQUESTS.includes(name) && (name !== "push" || !hasBranches);
        })
        .map((event) => ({ workflow, event })),
    );
}

/** Whether a check of that name may be the job's; of a name with expressions its fixed beginning and end are compared. */
function isCheckOf({ name, hasMatrix, calls }: Job, context: string): boolean {
  const start = name.indexOf("${{");
  const isFixed = start < 0;
  const head = isFixed ? name : name.slice(0, start);
  const tail = isFixed ? "" : name.slice(name.lastIndexOf("}}") + 2);
  if (calls) {
    const [called = ""] = context.split(" / ");
    return context.includes(" / ") && (isFixed ? called === name : called.startsWith(head));
  }
  if (!isFixed) return context.startsWith(head) && context.endsWith(tail);
  return context === name || (hasMatrix && context.startsWith(`${name} (`));
}

function unprovided(context: string, app: number | undefined, branch: string): Finding {
  const isOfActions = app === ACTIONS_APP;
  const whose = isOfActions
    ? "no workflow here reports it on pull requests: promotions wait for it for ever"
    : "no workflow here reports it on pull requests: unless another system does, promotions wait for it for ever";
  return {
    severity: isOfActions ? "error" : "warning",
    message: `${branch} requires the check ${JSON.stringify(context)}, and ${whose}`,
    fix: "Compare its name with those under Checks of a pull request, or take it out of the ruleset.",
  };
}

function partial(context: string, { event }: Provider): Finding {
  return {
    severity: "warning",
    place: event.place,
    message: `the required check ${JSON.stringify(context)} runs only when certain files change: a promotion that changes none of them waits for it for ever`,
    fix: "Leave out paths, and decide inside the workflow what there is to do.",
  };
}
