import { type BeforeOpening, type Ids, readOpenings } from "@gitops-actions/adapters/github";
import { readCommitMessage } from "@gitops-actions/core/evidence";
import {
  branchName,
  isOf,
  type JudgedChange,
  type LivePull,
  nextStep,
  readMarker,
  type Step,
  setBack,
} from "@gitops-actions/core/promotion/pull-request";
import { again } from "./calls.ts";
import { isEquipped, labelsOf, reviewersOf, withLabels } from "./equip.ts";
import type { Judge } from "./judging.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";

/** A task with the pull requests that are open for it. */
export interface LiveTask {
  readonly task: Task;
  readonly live: readonly LivePull[];
}

/** A task with what there is of it already, and the next step. */
export interface Planned extends LiveTask {
  /** The answer about what would be opened; undefined where nothing would. */
  readonly judged: JudgedChange | undefined;
  /** Name of the branch that it would have. */
  readonly branch: string;
  /** What was read ahead of a write; undefined where the step writes nothing. */
  readonly ahead: { readonly before: BeforeOpening; readonly ids: Ids } | undefined;
  /** What it would set back. */
  readonly older: string | undefined;
  readonly step: Step;
}

/** The next step of each task. What only writers need to know is read for those that write. */
export async function plan(
  session: Session,
  { tasks, judge }: { readonly tasks: readonly LiveTask[]; readonly judge: Judge },
): Promise<readonly Planned[]> {
  const first = tasks.map((one) => planTask(session, one, { judge, ahead: undefined }));
  const writers = first.filter(({ step }) => writes(step));
  if (writers.length === 0) return first;
  const { openings, ids } = await readAhead(session, writers);
  return first.map((one) => {
    const before = openings[writers.indexOf(one)];
    return before === undefined ? one : planTask(session, one, { judge, ahead: { before, ids } });
  });
}

/** Whether a step opens or changes a pull request, or may have to: after a conflict, or a run that ended early. */
function writes(step: Step): boolean {
  switch (step.kind) {
    case "open":
    case "update":
      return true;
    case "keep":
      return step.pull.mergeable === "conflict" || !isEquipped(step.pull);
    default:
      return false;
  }
}

function planTask(
  session: Session,
  { task, live }: LiveTask,
  { judge, ahead }: { readonly judge: Judge; readonly ahead: Planned["ahead"] },
): Planned {
  const { request } = session;
  const judged = task.wanted === undefined ? undefined : judge.task(task);
  const older = ahead && olderThan(task, { session, before: ahead.before });
  const step = nextStep({
    wanted: task.wanted,
    live,
    notYet: judged && (notYet(judged) ?? older),
    refused: ahead && refusedBy(task, { session, before: ahead.before }),
    inPlace: !request.branchTemplate.includes("{tag}") || task.environment.supersede === "update",
  });
  const { name: app, environment: env } = task.unit;
  const branch = branchName(request.branchTemplate, { app, env, tag: task.version });
  return { task, live, judged, branch, ahead, older, step };
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
  { session, before }: { readonly session: Session; readonly before: BeforeOpening },
): string | undefined {
  const { request, world } = session;
  if (request.imageTag !== undefined) return undefined;
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

/** What stands at the branches of writers, and the ids of the labels and people that they name; missing labels are made. */
async function readAhead(
  session: Session,
  writers: readonly Planned[],
): Promise<{ readonly openings: readonly BeforeOpening[]; readonly ids: Ids }> {
  const { client, request, world } = session;
  const reviewers = writers.map(({ task }) => reviewersOf(task, session));
  const read = {
    repository: request.repository,
    head: world.overview.head,
    openings: writers.map(({ task, branch }) => ({
      branch,
      history: task.candidates[0]?.source.paths[0] ?? "",
    })),
    labels: [...new Set(writers.flatMap(({ task }) => labelsOf(task, session)))],
    users: [...new Set(reviewers.flatMap(({ users }) => users))],
    teams: [...new Set(reviewers.flatMap(({ teams }) => teams))],
  };
  const { openings, ids } = await again(session, () => readOpenings(client, read));
  if (request.dryRun) return { openings, ids };
  return { openings, ids: await withLabels(read.labels, { session, ids }) };
}
