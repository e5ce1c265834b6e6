import type { Config, Environment } from "../config/index.ts";
import { UserError } from "../errors.ts";
import { recordEnvironment, type VerificationRecord } from "../evidence/index.ts";
import { type Artifact, isSameArtifact } from "../image/index.ts";
import type { Slot } from "../layout/index.ts";
import {
  type AppProject,
  type Decision,
  type Hold,
  type Hotfix,
  type Lock,
  riskOf,
} from "../policy/index.ts";
import { judge, type Policy, type PromotionFacts } from "./judge.ts";
import type { Known } from "./known.ts";
import { artifactOf, type ImagePair, pairImages, type Running } from "./running.ts";
import { type WindowGates, windowGates } from "./window-gates.ts";

/** A repository at one commit, and what is recorded about it. */
export interface RepositoryView {
  readonly config: Config;
  /** What runs, by environment and app; where the files cannot be read, why. */
  readonly running: ReadonlyMap<string, ReadonlyMap<string, Running | UserError>>;
  readonly projects: readonly AppProject[];
  readonly lock: Lock | undefined;
  readonly holds: readonly Hold[];
  readonly hotfixes: readonly Hotfix[];
  /** The newest verification by `staging/checkout`. */
  readonly records: Known<ReadonlyMap<string, VerificationRecord>>;
  readonly trustedActors: readonly string[];
}

/** Where an app stands before an environment. */
export type PlanState =
  /** The environment runs what upstream runs. */
  | "current"
  /** It may enter now. */
  | "ready"
  /** It may enter later, or when somebody acts. */
  | "waiting"
  /** It may not enter until something is repaired. */
  | "blocked"
  /** The files cannot be read, or do not fit together. */
  | "unreadable"
  /** The files say no image: of the app's own, where the config names those. */
  | "imageless";

export interface PlanEntry {
  readonly app: string;
  readonly environment: string;
  readonly state: PlanState;
  /** The upstream environment whose images these are. */
  readonly from: string | undefined;
  readonly running: readonly Artifact[];
  readonly candidate: readonly Artifact[];
  /** Undefined where nothing is to be decided. */
  readonly decision: Decision | undefined;
  /** Why nothing can be decided. */
  readonly fault: string | undefined;
}

/** What could move where now, what waits for what, and what is stuck: every app in every environment that has an upstream. */
export function planRepository(view: RepositoryView, now: Date): readonly PlanEntry[] {
  const windows = windowGates(view.config, view.projects, now);
  return [...view.config.environments.values()].flatMap((environment) =>
    environment.from.length === 0
      ? []
      : appsIn(view, environment.name).map((app) =>
          planApp(app, environment, { view, windows, now }),
        ),
  );
}

/** The names of the apps in an environment. */
export function appsIn({ running }: RepositoryView, environment: string): readonly string[] {
  return [...(running.get(environment)?.keys() ?? [])];
}

/** Everything a promotion is decided on. */
export interface Question {
  readonly view: RepositoryView;
  readonly windows: WindowGates;
  readonly now: Date;
}

/** Where one app stands before one environment. */
export function planApp(app: string, environment: Environment, question: Question): PlanEntry {
  const { view, now } = question;
  const none = {
    running: [],
    candidate: [],
    from: undefined,
    decision: undefined,
    fault: undefined,
  };
  const entry = { app, environment: environment.name, ...none };
  try {
    const candidate = findCandidate(app, environment, view);
    const running = candidate.target.images.map(artifactOf);
    const wanted = candidate.pairs.map(({ from }) => artifactOf(from));
    const known = { ...entry, from: candidate.from, running, candidate: wanted };
    const { imageless } = candidate.target;
    if (imageless !== undefined) {
      const fault = `${imageless.message}. ${imageless.hint}`;
      return {
        ...known,
        candidate: candidate.source.images.map(artifactOf),
        state: "imageless",
        fault,
      };
    }
    const moves = movesOf(candidate);
    if (moves.length === 0) return { ...known, state: "current" };
    const facts = factsOf(candidate, question, environment);
    const policy: Policy = { config: view.config, environment, trustedActors: view.trustedActors };
    const decision = judge(facts, policy, now);
    return { ...known, state: STATES[decision.state], decision };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...entry, state: "unreadable", fault: error.located };
  }
}

const STATES = { pass: "ready", wait: "waiting", fail: "blocked" } as const;

/** The images that differ: those that a promotion moves. */
export function movesOf({ pairs }: Pick<Candidate, "pairs">): readonly ImagePair[] {
  return pairs.filter(isDifferent);
}

function isDifferent({ from, to }: ImagePair): boolean {
  return !isSameArtifact(artifactOf(from), artifactOf(to));
}

/** What would enter an environment: the images that one of its upstream environments runs. */
export interface Candidate {
  readonly app: string;
  /** The upstream environment chosen. */
  readonly from: string;
  readonly source: Running;
  readonly target: Running;
  readonly pairs: readonly ImagePair[];
  /** What every upstream environment runs, by its name. */
  readonly upstream: ReadonlyMap<string, readonly Artifact[]>;
}

/**
 * The candidate for an environment. Of several upstream environments the first in the config's order that
 * is verified with what it runs, else the first: where all have to agree, the gates see to that.
 * @throws what kept the files from being read; `app-not-found`; `upstream-missing` when the app is in no upstream
 * environment, or runs none of the target's images there
 */
export function findCandidate(
  app: string,
  environment: Environment,
  view: RepositoryView,
): Candidate {
  const target = runningOf({ app, environment: environment.name }, view);
  const sources = environment.from
    .filter((name) => view.running.get(name)?.has(app))
    .map((name) => runningOf({ app, environment: name }, view));
  const source = sources.find((one) => isVerified(one, view)) ?? sources[0];
  if (source === undefined) {
    throw new UserError(
      "upstream-missing",
      `app "${app}" is in none of the environments that "${environment.name}" is promoted from: ${environment.from.join(", ")}`,
      {
        hint: "Add it there first, or leave it out of this environment with apps.<app>.environments.",
      },
    );
  }
  return {
    app,
    from: source.environment,
    source,
    target,
    pairs: pairsOf(source, target),
    upstream: new Map(sources.map((one) => [one.environment, one.images.map(artifactOf)])),
  };
}

/** @throws `image-not-found`, `upstream-missing` when the two have no image in common: nothing would ever move */
function pairsOf(source: Running, target: Running): readonly ImagePair[] {
  const { pairs, left } = pairImages(source.images, target.images);
  const [first] = left;
  if (first !== undefined && source.imageless !== undefined) throw source.imageless;
  if (pairs.length > 0 || first === undefined) return pairs;
  throw new UserError(
    "upstream-missing",
    `${left.map(({ name }) => name).join(", ")} is not among the images of ${source.environment}: ${source.images.map(({ name }) => name).join(", ")}`,
    {
      file: first.file,
      line: first.line,
      hint: "Call the image by the same name in both environments; only the last part of its repository has to agree.",
    },
  );
}

function runningOf({ app, environment }: Slot, { running }: RepositoryView): Running {
  const found = running.get(environment)?.get(app);
  if (found instanceof UserError) throw found;
  if (found !== undefined) return found;
  throw new UserError("app-not-found", `app "${app}" is not in environment "${environment}"`, {
    hint: "`gitops plan --all` lists the apps of each environment.",
  });
}

function isVerified({ app, environment, images }: Running, { records }: RepositoryView): boolean {
  if (!records.known) return false;
  const record = records.value.get(recordEnvironment(app, environment));
  if (record?.outcome !== "pass") return false;
  return images.every((use) =>
    record.images.some((image) => isSameArtifact(image, artifactOf(use))),
  );
}

/** What the repository alone tells about a candidate; what only a pull request or a registry tells is not known. */
export function factsOf(
  candidate: Candidate,
  { view, windows }: Question,
  environment: Environment,
): PromotionFacts {
  const { app, target, upstream } = candidate;
  const noPullRequest = { known: false, why: "there is no pull request yet" } as const;
  const notAsked = "looked up when the promotion is opened";
  const touched = { paths: target.paths, kinds: [], changesImage: true };
  return {
    app,
    proposed: movesOf(candidate).map(({ from }) => artifactOf(from)),
    upstream,
    records: recordsOf(app, environment, view),
    windows: windows(environment, app),
    lock: view.lock,
    holds: view.holds,
    risk: riskOf(touched, view.config.apps.get(app)?.risk),
    changeTicket: undefined,
    promotions: { known: false, why: notAsked },
    approvals: noPullRequest,
    tests: { known: false, why: notAsked },
    checks: noPullRequest,
    scan: { kind: "unknown", why: notAsked },
    signature: { kind: "unknown", why: notAsked },
    registry: { kind: "unknown", why: notAsked },
    hotfix: undefined,
  };
}

/** The records of an app in the upstream environments. */
export function recordsOf(
  app: string,
  { from }: Environment,
  { records }: RepositoryView,
): PromotionFacts["records"] {
  if (!records.known) return records;
  return {
    known: true,
    value: new Map(from.map((name) => [name, records.value.get(recordEnvironment(app, name))])),
  };
}
