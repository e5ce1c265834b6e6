import {
  type CommitMessage,
  WORKFLOW_TOKEN,
  writeCommitMessage,
} from "@gitops-actions/core/evidence";
import { artifactOf, movesOf, recordsOf } from "@gitops-actions/core/promotion";
import {
  type BuildRange,
  type Claims,
  claimsOf,
  claimTrailers,
  describePromotion,
  fillTemplate,
  type JudgedChange,
  type Pull,
  withSection,
} from "@gitops-actions/core/promotion/pull-request";
import { readBuildRange } from "./images.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";

/** The title of a task's pull request. */
export function titleOf({ unit, version }: Task, { request }: Session): string {
  return fillTemplate(request.titleTemplate, {
    app: unit.name,
    env: unit.environment,
    tag: version,
  }).slice(0, 250);
}

/** The title with the version that it names brought up to date; a title that people wrote stays. */
export function retitled(
  pull: Pull,
  task: Task,
  { before, session }: { readonly before: string; readonly session: Session },
): string {
  const { request } = session;
  const { name, environment } = task.unit;
  const was = fillTemplate(request.titleTemplate, { app: name, env: environment, tag: before });
  return pull.title === was.slice(0, 250) ? titleOf(task, session) : pull.title;
}

/** The commit of a promotion, with who asked for it and what was read. */
export function commitMessageOf(task: Task, session: Session): CommitMessage {
  const { request, world } = session;
  const { headline, body } = writeCommitMessage(task.move.entries, {
    run: request.run,
    subject: titleOf(task, session),
  });
  const trailers = [
    `GitOps-Source: ${request.fromRepository ?? request.repository}@${world.source.oid}`,
    ...claimTrailers(claimsIn(session)),
  ];
  return { headline, body: `${body}\n\n${trailers.join("\n")}` };
}

/** The commits of each app between the builds that run and those that would, where their labels tell. */
export async function buildRangesOf(
  { candidates }: Task,
  { ports }: Session,
): Promise<ReadonlyMap<string, BuildRange>> {
  const found = candidates.map(async (candidate) => {
    const [move] = movesOf(candidate);
    if (move === undefined) return [];
    const images = { before: artifactOf(move.to), after: artifactOf(move.from) };
    const range = await readBuildRange(images, ports);
    return range === undefined ? [] : [[candidate.app, range] as const];
  });
  return new Map((await Promise.all(found)).flat());
}

/** What this run was told. Nobody in particular asked where it looks after the whole repository. */
export function claimsIn({ request }: Pick<Session, "request">): Claims {
  const { wish, actor, changeTicket, risk, rollback, evidence } = request;
  const isAsked = wish.kind !== "all" && !actor.endsWith("[bot]");
  return { requestedBy: isAsked ? actor : undefined, changeTicket, risk, rollback, evidence };
}

/** The body of a task's pull request: our section in what people wrote around it. */
export function bodyOf(
  task: Task,
  {
    judged,
    pull,
    commits,
    session,
  }: {
    readonly judged: JudgedChange;
    readonly commits: ReadonlyMap<string, BuildRange>;
    /** Undefined while there is none. */
    readonly pull: Pull | undefined;
    readonly session: Session;
  },
): string {
  const { request, world, render } = session;
  const { view } = world.question;
  const { config } = view;
  // A later run was told nothing: what the first one was told stands in its commits.
  const claims = pull === undefined ? claimsIn(session) : claimsOf(pull);
  const section = describePromotion(
    {
      unit: task.unit,
      from: task.from ?? "",
      proposes: task.wanted ?? "",
      entries: task.move.entries,
      diff: task.move.edit.diff,
      source: world.source,
      run: request.run,
      decision: judged.decision,
      risk: judged.risk,
      records: recordsFor(task, session),
      commits,
      images: judged.images,
      rollbacks: new Map(task.unit.apps.map((app) => [app, config.apps.get(app)?.rollback])),
      claims,
      caution: cautionOf(session),
    },
    render,
  );
  return withSection(pull?.body ?? "", section);
}

function recordsFor(
  { unit, environment }: Task,
  { world }: Session,
): Parameters<typeof describePromotion>[0]["records"] {
  const all = unit.apps.flatMap((app) => {
    const records = recordsOf(app, environment, world.question.view);
    if (!records.known) return [];
    const isOne = unit.apps.length === 1;
    return [...records.value].map(
      ([name, record]) => [isOne ? name : `${name}/${app}`, record] as const,
    );
  });
  return new Map(all);
}

/** What a run's own token cannot promise. */
function cautionOf({ world }: Pick<Session, "world">): string | undefined {
  if (world.overview.viewer !== WORKFLOW_TOKEN) return undefined;
  return "Opened with `GITHUB_TOKEN`: its checks wait until somebody with write access lets them run, and any workflow of this repository could post the same status. Give the action a GitHub App to have neither.";
}
