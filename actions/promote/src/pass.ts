import type { Client } from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import { timeZones } from "@gitops-actions/core/policy";
import type { Pull } from "@gitops-actions/core/promotion/pull-request";
import { actOnAll } from "./act.ts";
import type { Request } from "./inputs.ts";
import { type Judge, judging } from "./judging.ts";
import { publish } from "./keep.ts";
import { concernsWish, livePulls } from "./live.ts";
import type { JudgedPull, PassResult } from "./outcome.ts";
import { plan } from "./plan.ts";
import type { Ports } from "./ports.ts";
import type { Session } from "./session.ts";
import { tasksOf } from "./task.ts";
import { workflowTokenLimits } from "./workflow-token.ts";
import { readWorld } from "./world.ts";

/** Reads everything, decides what is next for each promotion, and does it. */
export async function runPass(
  request: Request,
  { client, ports }: { readonly client: Client; readonly ports: Ports },
): Promise<PassResult> {
  const concerns = (pull: Pull): boolean => concernsWish(request, pull);
  const world = await readWorld(request, { client, ports, concerns });
  const render = { now: world.question.now, zones: timeZones() };
  const session: Session = { request, ports, client: ports.pace(client), world, render };
  refuseArchived(session);
  const tasks = tasksOf(request, world).map((task) => ({ task, live: livePulls(task, world) }));
  const ours = tasks.flatMap(({ live }) => live.map(({ pull }) => pull));
  const others =
    request.wish.kind === "all" ? world.pulls.filter((pull) => !ours.includes(pull)) : [];

  const subjects = { tasks: tasks.map(({ task }) => task), pulls: [...ours, ...others] };
  const judge = await judging(session, subjects);
  const planned = await plan(session, { tasks, judge });
  const acted = await actOnAll(session, { planned, judge });
  const judged = await publishOthers(session, { others, judge });
  const outcomes = acted.map(({ outcome }) => outcome);
  return {
    outcomes,
    judged,
    wrote: [...acted, ...judged].some(({ wrote }) => wrote),
    again: acted.some((one) => one.again),
    warnings: workflowTokenLimits(world.overview, outcomes),
  };
}

function refuseArchived({ request, world: { overview } }: Session): void {
  if (request.dryRun || !overview.repository.archived) return;
  throw new UserError(
    "repository-archived",
    `${overview.repository.name} is archived and so read-only`,
    { hint: "Unarchive it, or name another gitops-repository." },
  );
}

/** Publishes the gates of the pull requests that people and other tools made. */
async function publishOthers(
  session: Session,
  { others, judge }: { readonly others: readonly Pull[]; readonly judge: Judge },
): Promise<readonly JudgedPull[]> {
  const done: JudgedPull[] = [];
  for (const pull of others) {
    const judged = judge.pull(pull);
    const wrote =
      !session.request.dryRun && (await publish(pull, { session, judged, task: undefined }));
    done.push({ number: pull.number, url: pull.url, decision: judged.decision, wrote });
  }
  return done;
}
