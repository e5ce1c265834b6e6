import { explain, GitHubFailure } from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import {
  type JudgedChange,
  type Pull,
  readMarker,
} from "@gitops-actions/core/promotion/pull-request";
import { close } from "./close.ts";
import { equip, isEquipped } from "./equip.ts";
import type { Judge } from "./judging.ts";
import { publish, update } from "./keep.ts";
import { armIfAsked, mergeIfDue } from "./merging.ts";
import { Overtaken, open } from "./open.ts";
import type { Outcome } from "./outcome.ts";
import type { Planned } from "./plan.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";

/** What came of one step. */
export interface Acted {
  readonly outcome: Outcome;
  readonly wrote: boolean;
  /** Whether there is more to do now: another run came between, or this step opens the next one. */
  readonly again: boolean;
}

/** Does each step. Where everything is looked after, one that fails does not keep the others back. */
export async function actOnAll(
  session: Session,
  { planned, judge }: { readonly planned: readonly Planned[]; readonly judge: Judge },
): Promise<readonly Acted[]> {
  const acted: Acted[] = [];
  for (const one of planned) {
    try {
      acted.push(await act(session, { planned: one, judge }));
    } catch (error) {
      const fault = asFault(error, session);
      if (fault === undefined || session.request.wish.kind !== "all") throw fault ?? error;
      acted.push(read(one.task, { operation: "failed", fault }));
    }
  }
  return acted;
}

/** What is wrong with one promotion only; undefined for what concerns the whole run. */
function asFault(error: unknown, { request }: Session): UserError | undefined {
  if (error instanceof UserError) return error;
  if (!(error instanceof GitHubFailure) || error.kind === "limited") return undefined;
  return explain(error, { repository: request.repository, tried: "promote" });
}

function outcomeOf(task: Task, said: Partial<Outcome> & Pick<Outcome, "operation">): Outcome {
  const none = { why: undefined, pull: undefined, decision: undefined, fault: undefined };
  return { task, ...none, closed: [], warnings: [], ...said };
}

/** A step that wrote nothing. */
function read(task: Task, said: Parameters<typeof outcomeOf>[1]): Acted {
  return { outcome: outcomeOf(task, said), wrote: false, again: false };
}

async function act(
  session: Session,
  { planned, judge }: { readonly planned: Planned; readonly judge: Judge },
): Promise<Acted> {
  const { task, step } = planned;
  if (task.fault !== undefined) return read(task, { operation: "failed", fault: task.fault });
  if (session.request.dryRun) return read(task, wouldBe(planned, judge));
  const acted = await takeStep(session, { planned, judge });
  const { pull, operation } = acted.outcome;
  const isOvertaken = step.kind === "open" && pull === undefined;
  if (step.close.length === 0 || isOvertaken) return acted;
  const why =
    pull === undefined
      ? `${task.environment.name} runs what this proposes, or something newer: there is nothing left to do.`
      : `Superseded by #${pull.number}.`;
  const isSure: boolean[] = [];
  for (const old of step.close) isSure.push(await close(old, { session, why }));
  return {
    wrote: true,
    again: acted.again || isSure.includes(false),
    outcome: {
      ...acted.outcome,
      closed: step.close.map(({ number }) => number),
      operation: operation === "created" ? "superseded" : operation,
    },
  };
}

/** What a dry run says of a step. */
function wouldBe({ step, judged }: Planned, judge: Judge): Parameters<typeof outcomeOf>[1] {
  const pull = "pull" in step ? step.pull : undefined;
  const { decision } = (step.kind === "keep" ? judge.pull(step.pull) : judged) ?? {};
  const closed = step.close.map(({ number }) => number);
  const why = "why" in step ? step.why : undefined;
  const operation = step.kind === "current" ? "none" : step.kind === "wait" ? "waiting" : "planned";
  return { operation, pull, decision, why, closed };
}

async function takeStep(
  session: Session,
  { planned, judge }: { readonly planned: Planned; readonly judge: Judge },
): Promise<Acted> {
  const { task, step, judged } = planned;
  const decision = judged?.decision;
  switch (step.kind) {
    case "current":
      return read(task, { operation: "none" });
    case "refused":
      return read(task, { operation: "none", why: step.why, decision });
    case "wait": {
      const wrote = await publishLive(session, { planned, judge });
      const acted = read(task, { operation: "waiting", why: step.why, decision });
      return { ...acted, wrote };
    }
    case "open":
      return openTask(session, planned);
    case "update": {
      if (judged === undefined) throw new Error("nothing was judged to update a pull request");
      const before = versionIn(readMarker(step.pull.body)?.proposes);
      await update(step.pull, { session, task, judged, before });
      const outcome = outcomeOf(task, { operation: "updated", pull: step.pull, decision });
      return { outcome, wrote: true, again: isDue(task, judged) };
    }
    case "keep":
      return keep(session, { planned, pull: step.pull, judge });
  }
}

/** The version that a fingerprint speaks of, for titles: its tag, where it has one. */
function versionIn(proposes = ""): string {
  return / ([^ @;]*)@[^;]*$/.exec(proposes)?.[1] ?? "";
}

async function publishLive(
  session: Session,
  { planned, judge }: { readonly planned: Planned; readonly judge: Judge },
): Promise<boolean> {
  let wrote = false;
  for (const { pull } of planned.live) {
    wrote = (await publish(pull, { session, judged: judge.pull(pull), task: undefined })) || wrote;
  }
  return wrote;
}

/** Whether there is more to do for a pull request as soon as it is there. */
function isDue({ environment }: Task, { decision }: JudgedChange): boolean {
  return decision.state === "pass" && environment.merge !== "manual";
}

async function openTask(
  session: Session,
  { task, judged, branch, ahead }: Planned,
): Promise<Acted> {
  if (judged === undefined || ahead === undefined)
    throw new Error("nothing was read to open a pull request");
  const { decision } = judged;
  try {
    const opening = { session, branch, judged, ...ahead };
    const { pull, warnings, hasRival } = await open(task, opening);
    const outcome = outcomeOf(task, { operation: "created", pull, decision, warnings });
    const goesOn = hasRival || session.request.autoMerge || isDue(task, judged);
    return { outcome, wrote: true, again: goesOn };
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    return { ...read(task, { operation: "waiting", why: error.message }), again: true };
  }
}

/** Brings a pull request that proposes the right thing up to date, and merges it when that is due. */
async function keep(
  session: Session,
  {
    planned: { task, older, ahead },
    pull,
    judge,
  }: { readonly planned: Planned; readonly pull: Pull; readonly judge: Judge },
): Promise<Acted> {
  const judged = judge.pull(pull);
  const { decision } = judged;
  const published = await publish(pull, { session, judged, task });
  const isLate = ahead !== undefined && !isEquipped(pull);
  const { warnings } = isLate
    ? await equip(task, { session, pull, ids: ahead.ids, details: undefined })
    : { warnings: [] };
  const said = { pull, decision, warnings };
  const wrote = published || isLate;
  if (older !== undefined) {
    const outcome = outcomeOf(task, { operation: "waiting", why: older, ...said });
    return { outcome, wrote, again: false };
  }
  const merged = await mergeIfDue(pull, { session, judged, task });
  switch (merged.kind) {
    case "merged":
      return {
        outcome: outcomeOf(task, { operation: "merged", ...said }),
        wrote: true,
        again: false,
      };
    case "again": {
      const why = "it was not merged: GitHub has to be asked once more";
      return {
        outcome: outcomeOf(task, { operation: "waiting", why, ...said }),
        wrote,
        again: true,
      };
    }
    case "rebuilt":
    case "queued": {
      const outcome = outcomeOf(task, { operation: "updated", why: WHY[merged.kind], ...said });
      return { outcome, wrote: true, again: merged.kind === "rebuilt" };
    }
    case "left": {
      const operation = decision.state === "pass" ? "none" : "waiting";
      const why = (await armIfAsked(pull, { session, judged })) ?? merged.why;
      return { outcome: outcomeOf(task, { operation, why, ...said }), wrote, again: false };
    }
  }
}

const WHY = {
  rebuilt: "it conflicted with the base and was made anew on it",
  queued: "it is in the merge queue",
} as const;
