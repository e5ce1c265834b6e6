import {
  type BeforeOpening,
  type Client,
  explain,
  GitHubFailure,
  type Ids,
  readOpenings,
} from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import { readCommitMessage } from "@gitops-actions/core/evidence";
import { timeZones } from "@gitops-actions/core/policy";
import { type Running, runningIn } from "@gitops-actions/core/promotion";
import {
  branchName,
  isBy,
  isOf,
  type JudgedChange,
  type LivePull,
  nextStep,
  type ProposedChange,
  type Pull,
  proposalIn,
  readMarker,
  type Step,
  setBack,
} from "@gitops-actions/core/promotion/pull-request";
import { changeOfPull, changeOfTask, judgedOf, mergedTexts } from "./change.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Request } from "./inputs.ts";
import { armIfAsked, close, mergeIfDue, publish, update } from "./keep.ts";
import { labelsOf, Overtaken, open, reviewersOf } from "./open.ts";
import type { Outcome, PassResult } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { again, type Session } from "./session.ts";
import { type Task, tasksOf } from "./task.ts";
import { readWorld, type World } from "./world.ts";

/** A task with what there is of it already, and the next step. */
interface Planned {
  readonly task: Task;
  readonly live: readonly LivePull[];
  /** The answer about what would be opened, or about the pull request that proposes it. */
  readonly judged: JudgedChange | undefined;
  readonly branch: string;
  readonly before: BeforeOpening | undefined;
  /** What it would set back. */
  readonly older: string | undefined;
  readonly step: Step;
}

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
  const taken = new Set(tasks.flatMap(({ live }) => live.map(({ pull }) => pull)));
  const others = request.wish.kind === "all" ? world.pulls.filter((pull) => !taken.has(pull)) : [];

  const judge = await judging(session, { tasks, others });
  const planned = await plan(session, { tasks, judge });
  const results = await actOnAll(session, { planned, judge });
  const judged = await publishOthers(session, { others, judge });
  return {
    outcomes: results.map(({ outcome }) => outcome),
    judged: judged.map(({ pull, decision }) => ({ number: pull.number, url: pull.url, decision })),
    wrote: results.some(({ wrote }) => wrote) || judged.some(({ wrote }) => wrote),
    again: results.some((result) => result.again),
  };
}

/** Where one thing was named, only its own pull requests are looked into. */
function concernsWish({ wish, environment }: Request, { body }: Pull): boolean {
  if (wish.kind === "all") return true;
  const marker = readMarker(body);
  if (marker === undefined || marker.environment !== environment) return false;
  return wish.kind === "train"
    ? marker.kind === "train" && marker.name === wish.train
    : marker.kind === "app" && wish.apps.includes(marker.name);
}

function refuseArchived({ request, world: { overview } }: Session): void {
  if (request.dryRun || !overview.repository.archived) return;
  throw new UserError(
    "repository-archived",
    `${overview.repository.name} is archived and so read-only`,
    { hint: "Unarchive it, or name another gitops-repository." },
  );
}

/** The open pull requests of a task that our own actor opened, and what they propose. */
function livePulls(task: Task, world: World): readonly LivePull[] {
  const ours = world.pulls.filter(
    (pull) => isBy(pull, world.actors) && isOf(readMarker(pull.body), task.unit),
  );
  return ours.map((pull) => ({ pull, proposes: proposalAtHead(pull, task, world) }));
}

function proposalAtHead(
  pull: Pull,
  { candidates, environment }: Task,
  world: World,
): string | undefined {
  const texts = mergedTexts(pull, world);
  return proposalIn(candidates, (app): Running | undefined => {
    try {
      return runningIn({ app, environment: environment.name }, world.question.view.config, texts);
    } catch (error) {
      if (error instanceof UserError) return undefined; // a head that people broke proposes nothing
      throw error;
    }
  });
}

type Tasks = readonly { readonly task: Task; readonly live: readonly LivePull[] }[];

/** Answers about changes; everything that they need is read before the first. */
interface Judge {
  pull(pull: Pull): JudgedChange;
  task(task: Task): JudgedChange;
}

async function judging(
  session: Session,
  { tasks, others }: { readonly tasks: Tasks; readonly others: readonly Pull[] },
): Promise<Judge> {
  const { world, ports, request } = session;
  const pulls = new Map(
    [...tasks.flatMap(({ live }) => live.map(({ pull }) => pull)), ...others].map(
      (pull) => [pull, changeOfPull(pull, world)] as const,
    ),
  );
  const fresh = new Map<Task, ProposedChange>(
    tasks.flatMap(({ task }) =>
      task.wanted === undefined ? [] : [[task, changeOfTask(task, session)] as const],
    ),
  );
  const from = request.fromRepository ?? request.repository;
  const evidence = await gatherEvidence([...pulls.values(), ...fresh.values()], {
    world,
    ports,
    from,
  });
  const answer = (change: ProposedChange | undefined): JudgedChange => {
    if (change === undefined) throw new Error("a change was not prepared to be judged");
    return judgedOf(change, { world, evidence });
  };
  return { pull: (pull) => answer(pulls.get(pull)), task: (task) => answer(fresh.get(task)) };
}

async function plan(
  session: Session,
  { tasks, judge }: { readonly tasks: Tasks; readonly judge: Judge },
): Promise<readonly (Planned & { readonly ids: Ids | undefined })[]> {
  const first = tasks.map((one) => planTask(session, one, { judge }));
  const toOpen = first.filter(({ step }) => step.kind === "open" || isInConflict(step));
  if (toOpen.length === 0) return first.map((one) => ({ ...one, ids: undefined }));
  const { openings, ids } = await readAhead(session, toOpen);
  return first.map((one) => {
    const before = openings[toOpen.indexOf(one)];
    const next = before === undefined ? one : planTask(session, one, { judge, before });
    return { ...next, ids };
  });
}

/** Whether somebody changed the base where the pull request does: that can be a newer image. */
function isInConflict(step: Step): boolean {
  return step.kind === "keep" && step.pull.mergeable === "conflict";
}

function planTask(
  session: Session,
  { task, live }: Tasks[number],
  { judge, before }: { readonly judge: Judge; readonly before?: BeforeOpening },
): Planned {
  const { request } = session;
  const judged = task.wanted === undefined ? undefined : judge.task(task);
  const inPlace =
    !request.branchTemplate.includes("{tag}") || task.environment.supersede === "update";
  const older = olderThan(task, { session, before });
  const step = nextStep({
    wanted: task.wanted,
    live,
    notYet: judged && (notYet(judged) ?? older),
    refused: before && refusedBy(task, { session, before }),
    inPlace,
  });
  const { name: app, environment: env } = task.unit;
  const branch = branchName(request.branchTemplate, { app, env, tag: task.version });
  return { task, live, judged, branch, before, older, step };
}

/** Why nobody should be asked yet: what is not verified upstream, or held, is no candidate. */
function notYet({ decision }: JudgedChange): string | undefined {
  const open = decision.gates.find(
    ({ name, state }) => state !== "pass" && /^(?:verified|hold|lock)\b/.test(name),
  );
  return open === undefined ? undefined : `${open.name}: ${open.reason}`;
}

/** Why this would set the target back; a tag that was named is a declared wish. */
function olderThan(
  { candidates }: Task,
  { session, before }: { readonly session: Session; readonly before: BeforeOpening | undefined },
): string | undefined {
  const { request, world } = session;
  if (before === undefined || request.imageTag !== undefined) return undefined;
  const trusted = before.commits.filter(
    ({ vouchedAuthor }) => vouchedAuthor !== undefined && world.actors.includes(vouchedAuthor),
  );
  const recorded = trusted.flatMap(({ message }) => readCommitMessage(message));
  return setBack(candidates, ({ app, from }) =>
    recorded.filter((entry) => entry.app === app && entry.environment === from),
  );
}

/** The person who closed the pull request that proposed the same. */
function refusedBy(
  { unit, wanted }: Task,
  { session, before }: { readonly session: Session; readonly before: BeforeOpening },
): { readonly number: number; readonly by: string } | undefined {
  const ours = session.world.actors;
  const newest = before.closed.find(({ author, body }) => {
    const marker = readMarker(body);
    return (
      author !== undefined &&
      ours.includes(author) &&
      isOf(marker, unit) &&
      marker?.proposes === wanted
    );
  });
  if (newest?.closedBy === undefined || ours.includes(newest.closedBy)) return undefined;
  return { number: newest.number, by: newest.closedBy };
}

async function readAhead(
  session: Session,
  toOpen: readonly Planned[],
): Promise<{ readonly openings: readonly BeforeOpening[]; readonly ids: Ids }> {
  const { client, request, world } = session;
  const reviewers = toOpen.map(({ task }) => reviewersOf(task, session));
  const read = {
    repository: request.repository,
    head: world.overview.head,
    openings: toOpen.map(({ task, branch }) => ({
      branch,
      history: task.candidates[0]?.source.paths[0] ?? "",
    })),
    labels: [...new Set(toOpen.flatMap(({ task }) => labelsOf(task, session)))],
    users: [...new Set(reviewers.flatMap(({ users }) => users))],
    teams: [...new Set(reviewers.flatMap(({ teams }) => teams))],
  };
  return again(session, () => readOpenings(client, read));
}

interface Acted {
  readonly outcome: Outcome;
  readonly wrote: boolean;
  /** Whether another run came between, or its own step opens the next one. */
  readonly again: boolean;
}

async function actOnAll(
  session: Session,
  { planned, judge }: { readonly planned: Awaited<ReturnType<typeof plan>>; readonly judge: Judge },
): Promise<readonly Acted[]> {
  const acted: Acted[] = [];
  for (const one of planned) {
    try {
      acted.push(await act(session, { planned: one, judge, ids: one.ids }));
    } catch (error) {
      const fault = asFault(error, session);
      if (fault === undefined || session.request.wish.kind !== "all") throw fault ?? error;
      acted.push({
        outcome: outcomeOf(one.task, { operation: "failed", fault }),
        wrote: false,
        again: false,
      });
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

async function act(
  session: Session,
  {
    planned,
    judge,
    ids,
  }: { readonly planned: Planned; readonly judge: Judge; readonly ids: Ids | undefined },
): Promise<Acted> {
  const { task, step } = planned;
  if (task.fault !== undefined) {
    return {
      outcome: outcomeOf(task, { operation: "failed", fault: task.fault }),
      wrote: false,
      again: false,
    };
  }
  if (session.request.dryRun)
    return { outcome: dryOutcome(planned, judge), wrote: false, again: false };
  const acted = await takeStep(session, { planned, judge, ids });
  const [number, url] = [acted.outcome.pull?.number, acted.outcome.pull?.url];
  for (const pull of step.close) {
    const why =
      number === undefined || url === undefined
        ? `${task.environment.name} runs what this proposes, or something newer: there is nothing left to do.`
        : `Superseded by #${number}.`;
    await close(pull, { session, why });
  }
  const closed = step.close.map((pull) => pull.number);
  const isSuperseding = acted.outcome.operation === "created" && closed.length > 0;
  return {
    ...acted,
    wrote: acted.wrote || closed.length > 0,
    outcome: {
      ...acted.outcome,
      closed,
      operation: isSuperseding ? "superseded" : acted.outcome.operation,
    },
  };
}

function dryOutcome({ task, step, judged }: Planned, judge: Judge): Outcome {
  const pull = "pull" in step ? step.pull : undefined;
  const decision = step.kind === "keep" ? judge.pull(step.pull).decision : judged?.decision;
  const closed = step.close.map(({ number }) => number);
  const why = "why" in step ? step.why : undefined;
  const operation = step.kind === "current" ? "none" : step.kind === "wait" ? "waiting" : "planned";
  return outcomeOf(task, { operation, pull, decision, why, closed });
}

async function takeStep(
  session: Session,
  {
    planned,
    judge,
    ids,
  }: { readonly planned: Planned; readonly judge: Judge; readonly ids: Ids | undefined },
): Promise<Acted> {
  const { task, step, judged, branch, before } = planned;
  const decision = judged?.decision;
  switch (step.kind) {
    case "current":
      return { outcome: outcomeOf(task, { operation: "none" }), wrote: false, again: false };
    case "refused":
      return {
        outcome: outcomeOf(task, { operation: "none", why: step.why, decision }),
        wrote: false,
        again: false,
      };
    case "wait": {
      const wrote = await publishLive(session, { planned, judge });
      return {
        outcome: outcomeOf(task, { operation: "waiting", why: step.why, decision }),
        wrote,
        again: false,
      };
    }
    case "open": {
      if (judged === undefined || before === undefined || ids === undefined)
        throw new Error("nothing was read to open a pull request");
      return openTask(session, { task, branch, before, ids, judged });
    }
    case "update": {
      if (judged === undefined) throw new Error("nothing was judged to update a pull request");
      const marker = readMarker(step.pull.body);
      await update(step.pull, { session, task, judged, before: versionIn(marker?.proposes) });
      return {
        outcome: outcomeOf(task, { operation: "updated", pull: step.pull, decision }),
        wrote: true,
        again: false,
      };
    }
    case "keep":
      return keep(session, { task, pull: step.pull, judge, older: planned.older });
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

async function openTask(
  session: Session,
  opening: Parameters<typeof open>[1] extends infer O
    ? Omit<O, "session"> & { readonly task: Task }
    : never,
): Promise<Acted> {
  const { task } = opening;
  const { decision } = opening.judged;
  try {
    const { pull, warnings, hasRival } = await open(task, { ...opening, session });
    const outcome = outcomeOf(task, { operation: "created", pull, decision, warnings });
    const isDue =
      session.request.autoMerge ||
      (decision.state === "pass" && task.environment.merge !== "manual");
    return { outcome, wrote: true, again: hasRival || isDue };
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    return {
      outcome: outcomeOf(task, { operation: "waiting", why: error.message }),
      wrote: false,
      again: true,
    };
  }
}

async function keep(
  session: Session,
  {
    task,
    pull,
    judge,
    older,
  }: {
    readonly task: Task;
    readonly pull: Pull;
    readonly judge: Judge;
    readonly older: string | undefined;
  },
): Promise<Acted> {
  const judged = judge.pull(pull);
  const { decision } = judged;
  const published = await publish(pull, { session, judged, task });
  if (older !== undefined) {
    const outcome = outcomeOf(task, { operation: "waiting", pull, decision, why: older });
    return { outcome, wrote: published, again: false };
  }
  const merged = await mergeIfDue(pull, { session, judged, task });
  switch (merged.kind) {
    case "merged":
      return {
        outcome: outcomeOf(task, { operation: "merged", pull, decision }),
        wrote: true,
        again: false,
      };
    case "again":
      return {
        outcome: outcomeOf(task, { operation: "waiting", pull, decision }),
        wrote: true,
        again: true,
      };
    case "rebuilt":
    case "queued":
      return {
        outcome: outcomeOf(task, { operation: "updated", pull, decision, why: WHY[merged.kind] }),
        wrote: true,
        again: merged.kind === "rebuilt",
      };
    case "left": {
      const operation = decision.state === "pass" ? "none" : "waiting";
      const armed = await armIfAsked(pull, { session, judged });
      return {
        outcome: outcomeOf(task, { operation, pull, decision, why: armed ?? merged.why }),
        wrote: published,
        again: false,
      };
    }
  }
}

const WHY = {
  rebuilt: "it conflicted with the base and was made anew on it",
  queued: "it is in the merge queue",
} as const;

/** Publishes the gates of the pull requests that people and other tools made. */
async function publishOthers(
  session: Session,
  { others, judge }: { readonly others: readonly Pull[]; readonly judge: Judge },
): Promise<
  readonly {
    readonly pull: Pull;
    readonly decision: JudgedChange["decision"];
    readonly wrote: boolean;
  }[]
> {
  const done = [];
  for (const pull of others) {
    const judged = judge.pull(pull);
    const wrote =
      !session.request.dryRun && (await publish(pull, { session, judged, task: undefined }));
    done.push({ pull, decision: judged.decision, wrote });
  }
  return done;
}
