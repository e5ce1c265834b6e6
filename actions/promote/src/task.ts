import type { FileEdit } from "@gitops-actions/adapters/github";
import type { Environment } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import { printVersion } from "@gitops-actions/core/image";
import {
  appUnit,
  artifactOf,
  type Candidate,
  findCandidate,
  type Move,
  movesOf,
  planMove,
  trainUnitOf,
  type Unit,
  unitsOf,
} from "@gitops-actions/core/promotion";
import { proposalOf, versionOf } from "@gitops-actions/core/promotion/pull-request";
import { nearestFew } from "@gitops-actions/core/text";
import type { Request } from "./inputs.ts";
import type { World } from "./world.ts";

/** One thing to promote into one environment, as the repository stands. */
export interface Task {
  readonly unit: Unit;
  readonly environment: Environment;
  /** The upstream environment; undefined with `fault`. */
  readonly from: string | undefined;
  readonly candidates: readonly Candidate[];
  /** What the targets would run, to compare pull requests with; undefined when they run it already. */
  readonly wanted: string | undefined;
  readonly version: string;
  readonly move: Move;
  /** Why some of its apps never move: the target's files say no image of them. */
  readonly imageless: readonly UserError[];
  /** Why the files do not say what there is to promote. */
  readonly fault: UserError | undefined;
}

/**
 * The tasks of a run. What is wrong with something that was named is thrown; where everything is looked
 * at, one app's fault does not keep the others back.
 * @throws `environment-unknown`, `upstream-missing`, `app-not-found`, `train-unknown`, `image-not-upstream`,
 * `image-not-found`
 */
export function tasksOf(request: Request, world: World): readonly Task[] {
  return environmentsOf(request, world).flatMap((environment) => {
    const units = unitsIn(request, environment, world);
    return units.map((unit) => {
      if (request.wish.kind !== "all") return taskOf(unit, environment, { request, world });
      try {
        return taskOf(unit, environment, { request, world });
      } catch (error) {
        if (error instanceof UserError) return faulty(unit, environment, error);
        throw error;
      }
    });
  });
}

function environmentsOf(
  { environment, configPath }: Request,
  { question }: World,
): readonly Environment[] {
  const { environments } = question.view.config;
  if (environment === undefined) {
    return [...environments.values()].filter(({ from }) => from.length > 0);
  }
  const found = environments.get(environment);
  if (found === undefined) {
    const known = nearestFew(environment, [...environments.keys()], 10).join(", ") || "none";
    throw new UserError(
      "environment-unknown",
      `environment "${environment}" is neither in ${configPath} nor in the usual places; there is: ${known}`,
      { hint: 'Correct "environment", or declare it in that file.' },
    );
  }
  if (found.from.length > 0) return [found];
  throw new UserError(
    "upstream-missing",
    `nothing is promoted into "${environment}": it has no upstream environment`,
    {
      hint: `Give it one under environments.${environment}.from, or write it with update-overlay.`,
    },
  );
}

function unitsIn(
  { wish }: Request,
  { name }: Environment,
  { question: { view } }: World,
): readonly Unit[] {
  switch (wish.kind) {
    case "all":
      return unitsOf(view, name);
    case "train":
      return [trainUnitOf(wish.train, name, { view })];
    case "apps":
      return wish.apps.map((app) => appUnit(app, name));
  }
}

function taskOf(
  unit: Unit,
  environment: Environment,
  { request, world }: { readonly request: Request; readonly world: World },
): Task {
  const { view } = world.question;
  const upstream = narrowed(environment, request);
  const candidates = unit.apps.map((app) => findCandidate(app, upstream, view));
  const imageless = candidates.flatMap(({ target }) => target.imageless ?? []);
  const [fault] = imageless;
  if (request.wish.kind === "apps" && fault !== undefined) throw fault;
  if (request.imageTag !== undefined) refuseOtherTag(request.imageTag, candidates);
  const moving = candidates.filter((candidate) => movesOf(candidate).length > 0);
  return {
    unit,
    environment,
    from: [...new Set(candidates.map(({ from }) => from))].join(", "),
    candidates,
    wanted: moving.length === 0 ? undefined : proposalOf(candidates),
    version: versionOf(moving),
    move: planMove(moving, { config: view.config, texts: world.texts }),
    imageless,
    fault: undefined,
  };
}

/** The environment with the one upstream environment that was asked for. @throws `upstream-missing` */
function narrowed(environment: Environment, { fromEnvironment }: Request): Environment {
  if (fromEnvironment === undefined) return environment;
  if (environment.from.includes(fromEnvironment))
    return { ...environment, from: [fromEnvironment] };
  throw new UserError(
    "upstream-missing",
    `"${environment.name}" is not promoted from "${fromEnvironment}" but from ${environment.from.join(", ")}`,
    { hint: 'Correct "from-environment", or leave it out.' },
  );
}

function refuseOtherTag(tag: string, candidates: readonly Candidate[]): void {
  const pairs = candidates.flatMap(({ pairs: all }) => all);
  if (pairs.some(({ from }) => from.tag === tag)) return;
  const [candidate] = candidates;
  const running = pairs.map(({ from }) => printVersion(artifactOf(from))).join(", ");
  throw new UserError(
    "image-not-upstream",
    `"${tag}" is not what ${candidate?.from} runs of ${candidate?.app}: it runs ${running}`,
    {
      hint: `Promote ${running}, or bring "${tag}" into ${candidate?.from} first. For a hotfix put it on record by a pull request with .gitops/hotfixes/${candidate?.target.environment}/${candidate?.app}.yaml, which names the image, who approves it, why and until when.`,
    },
  );
}

function faulty(unit: Unit, environment: Environment, fault: UserError): Task {
  const move: Move = { edit: { files: [], changes: [], diff: "" }, entries: [] };
  return {
    unit,
    environment,
    from: undefined,
    candidates: [],
    wanted: undefined,
    version: "",
    move,
    imageless: [],
    fault,
  };
}

/** What a task writes on the base branch, files with the modes that they have there. */
export function filesOf({ move }: Task, { modes }: World): readonly FileEdit[] {
  return move.edit.files.map(({ path, text }) => ({
    path,
    text,
    mode: modes.get(path) ?? 0o100644,
  }));
}
