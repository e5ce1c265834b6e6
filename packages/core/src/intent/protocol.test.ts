/**
 * Three jobs on one branch, each step of each of them in every order, with every crash, lost answer and
 * takeover: the protocol's own code on a branch and refs that are a few lines. A request is one step, since
 * that is what GitHub does at once.
 */
import { describe, expect, test } from "vitest";
import { landable, type SeenCommit } from "./batch.ts";
import type { Pending } from "./pending.ts";
import {
  begin,
  type Event,
  next,
  RENEW_MS,
  type Step,
  TAKEOVER_MS,
  type Waiting,
} from "./protocol.ts";

/** A job, and what it does next. */
type Job =
  | { readonly at: "read" }
  | { readonly at: "write"; readonly head: number }
  | { readonly at: "post"; readonly head: number }
  | { readonly at: "step"; readonly waiting: Waiting; readonly step: Step<number> }
  | { readonly at: "list"; readonly waiting: Waiting; readonly listed: readonly Ref[] }
  | {
      readonly at: "swap";
      readonly waiting: Waiting;
      readonly head: number;
      readonly carried: readonly Ref[];
      readonly dropped: readonly Ref[];
    }
  | { readonly at: "done" }
  | { readonly at: "stopped" }
  | { readonly at: "dead" };

/** An intent: whose, which one of theirs, and the head it was decided on. */
interface Ref {
  readonly oid: string;
  readonly parent: number;
}

/** All there is: what each commit of the branch carries, the intents, the jobs. */
interface World {
  readonly commits: readonly (readonly string[])[];
  readonly refs: readonly Ref[];
  readonly jobs: readonly Job[];
  /** Whether a person may still push to the branch, once, at any time. */
  readonly push: boolean;
  /** Whether a request that made an intent may still arrive a second time, long after. */
  readonly echo: boolean;
  /** Whether a job's time, or that of its intent, may be over at any time. */
  readonly ends: boolean;
}

interface Move {
  readonly to: World;
  /** Whether it is a crash or the end of patience: nothing may depend on such to end well. */
  readonly isMishap: boolean;
}

const ownerOf = (oid: string): number => Number(oid.split(".")[0]);

/** Everything that can happen next. */
function moves(world: World): Move[] {
  const { commits, refs, push, echo } = world;
  const pushed = push ? [{ ...world, commits: [...commits, ["person"]], push: false }] : [];
  const gone = commits.flat().filter((oid) => oid.includes(".") && !isIn(refs, oid));
  const echoed = (echo ? gone : []).map((oid) => {
    const ref = { oid, parent: Number(oid.split(".")[1]) };
    return { ...world, refs: [...refs, ref], echo: false };
  });
  return [
    ...[...pushed, ...echoed].map((to) => ({ to, isMishap: true })),
    ...world.jobs.flatMap((job, index) => movesOf(world, index, job)),
  ];
}

function movesOf(world: World, index: number, job: Job): Move[] {
  if (isOver(job)) return [];
  const crash = { to: withJob(world, index, { at: "dead" }), isMishap: true };
  return [...stepsOf(world, index, job), crash];
}

function isOver({ at }: Job): boolean {
  return at === "done" || at === "stopped" || at === "dead";
}

function isIn(refs: readonly Ref[], oid: string): boolean {
  return refs.some((ref) => ref.oid === oid);
}

function stepsOf(world: World, index: number, job: Job): Move[] {
  const goOn = (to: World): Move => ({ to, isMishap: false });
  const become = (next: Job, changed: World = world): Move => goOn(withJob(changed, index, next));
  const head = world.commits.length;
  switch (job.at) {
    case "read":
      // Where others combine already it joins them, and does not write by itself first.
      return [become({ at: "write", head }), become({ at: "post", head })];
    case "write":
      if (job.head !== head) return [become({ at: "post", head: job.head })];
      return [become({ at: "done" }, { ...world, commits: [...world.commits, [`${index}`]] })];
    case "post": {
      const oid = `${index}.${job.head}`;
      const refs = [...world.refs, { oid, parent: job.head }];
      const others = world.refs.length > 0;
      const [waiting, step] = begin<number>(oid, { now: 0, hasOthers: others, writeMs: 0 });
      return [become(stepping(waiting, step), { ...world, refs })];
    }
    case "step":
      return steps(world, job)
        .map(({ event, refs = world.refs, isMishap = false }) => ({
          to: withJob({ ...world, refs }, index, after(job.waiting, event)),
          isMishap,
        }))
        .concat(
          job.step.do === "lead"
            ? [become({ at: "list", waiting: job.waiting, listed: world.refs })]
            : [],
        );
    case "list": {
      const { listed, waiting } = job;
      const seen = landable(listed.map(asPending), history(world));
      const refsOf = (pending: readonly Pending[]): Ref[] =>
        listed.filter(({ oid }) => pending.some((one) => one.oid === oid));
      const carried = refsOf(seen.landable);
      const dropped = refsOf(seen.dropped.map(({ pending }) => pending));
      return [become({ at: "swap", waiting, head, carried, dropped })];
    }
    case "swap":
      return swap(world, index, job);
    default:
      return [];
  }
}

type Stepping = Extract<Job, { at: "step" }>;

interface Happening {
  readonly event: Event<number>;
  readonly refs?: readonly Ref[];
  readonly isMishap?: boolean;
}

function steps({ commits, refs, ends }: World, { waiting, step }: Stepping): Happening[] {
  const isPending = isIn(refs, waiting.own);
  if (step.do === "withdraw") {
    return [{ event: { kind: "withdrawn" }, refs: refs.filter(({ oid }) => oid !== waiting.own) }];
  }
  if (step.do !== "look") return [];
  const carrier = commits.findIndex((carried) => carried.includes(waiting.own));
  const look = {
    isPending,
    carrier: carrier < 0 ? undefined : carrier,
    queue: refs.map(({ oid }) => oid),
  };
  const times = [0, TAKEOVER_MS * 20, ...(ends ? [RENEW_MS + 1] : [])];
  const looks = times.map((at): Happening => ({ event: { kind: "looked", at, look } }));
  if (waiting.leaving !== undefined || !ends) return looks;
  return [...looks, { event: { kind: "out-of-patience" }, isMishap: true }];
}

function swap(world: World, index: number, job: Extract<Job, { at: "swap" }>): Move[] {
  const { waiting, head, carried, dropped } = job;
  const gone = [...carried, ...dropped].map(({ oid }) => oid);
  const fits = world.commits.length === head && gone.every((oid) => isIn(world.refs, oid));
  const landed: World = {
    ...world,
    commits:
      carried.length === 0 ? world.commits : [...world.commits, carried.map(({ oid }) => oid)],
    refs: world.refs.filter(({ oid }) => !gone.includes(oid)),
  };
  const result = (changed: World, outcome: "done" | "moved" | "interrupted"): Move => ({
    to: withJob(changed, index, after(waiting, { kind: "led", outcome })),
    isMishap: outcome === "interrupted",
  });
  if (!fits) return [result(world, "moved"), result(world, "interrupted")];
  // The answer may be lost on the way back, or the request on the way there.
  return [result(landed, "done"), result(landed, "interrupted"), result(world, "interrupted")];
}

function after(waiting: Waiting, event: Event<number>): Job {
  const [now, step] = next(waiting, event);
  if (step.do === "report") return { at: "done" };
  if (step.do === "leave") return step.why === "renew" ? { at: "read" } : { at: "stopped" };
  return stepping(now, step);
}

/** Pauses make no difference here: everything is tried in every order. */
function stepping(waiting: Waiting, step: Step<number>): Job {
  const plain = step.do === "look" ? ({ do: "look", after: "none", looks: 0 } as const) : step;
  return { at: "step", waiting: normal(waiting), step: plain };
}

/** Clocks and counters set back, so that waiting changes nothing: time passes in what a look says. */
function normal(waiting: Waiting): Waiting {
  const first = waiting.first && { ...waiting.first, since: 0 };
  return { ...waiting, since: 0, looks: 0, first };
}

function withJob(world: World, index: number, job: Job): World {
  return { ...world, jobs: world.jobs.with(index, job) };
}

function asPending({ oid, parent }: Ref): Pending {
  // The rules under test look at nothing else of an intent.
  return { oid, parent: { oid: `${parent}`, at: 0 } } as Pending;
}

/** The branch as a leader reads it: newest first; a commit's oid is how many there are with it. */
function history({ commits }: World): SeenCommit[] {
  const seen = commits.map((carried, index) => ({
    oid: `${index + 1}`,
    url: "",
    recorded: carried.map((intent) => ({ intent }) as SeenCommit["recorded"][number]),
  }));
  return [{ oid: "0", url: "", recorded: [] }, ...seen].reverse();
}

type Outside = Pick<World, "push" | "echo" | "ends">;

interface Explored {
  readonly states: number;
  readonly faults: readonly string[];
}

/** Goes through everything that can happen, until something does that must not. */
function explore(jobs: number, outside: Outside): Explored {
  const nobody = { commits: [], refs: [], ...outside };
  const start: World = { ...nobody, jobs: Array(jobs).fill({ at: "read" }) };
  const keys = new Map<string, number>();
  const calls: number[][] = [];
  const ends: number[] = [];
  const faults = new Set<string>();
  const open: World[] = [];
  const meet = (world: World): number => {
    const key = JSON.stringify(world);
    const known = keys.get(key);
    if (known !== undefined) return known;
    const id = keys.size;
    keys.set(key, id);
    calls[id] = [];
    open.push(world);
    for (const fault of faultsOf(world)) faults.add(`${fault} in ${key}`);
    return id;
  };
  meet(start);
  for (let world = open.pop(); world !== undefined && faults.size === 0; world = open.pop()) {
    const from = meet(world);
    const all = moves(world);
    if (world.jobs.every(isOver)) ends.push(from);
    for (const { to, isMishap } of all) {
      const id = meet(to);
      if (!isMishap) calls[id]?.push(from);
    }
  }
  const good = reaching(ends, calls);
  if (faults.size === 0 && good < keys.size)
    faults.add(`${keys.size - good} states from which nothing ends`);
  return { states: keys.size, faults: [...faults].slice(0, 3) };
}

function faultsOf({ commits, jobs }: World): string[] {
  return jobs.flatMap((job, index) => {
    const times = commits.flat().filter((oid) => ownerOf(oid) === index).length;
    if (times > 1) return [`job ${index} was applied ${times} times`];
    if (job.at === "done" && times === 0) return [`job ${index} says done and is lost`];
    return job.at === "stopped" && times > 0 ? [`job ${index} says failed and has landed`] : [];
  });
}

/** How many states can reach an end without a mishap. */
function reaching(ends: readonly number[], callers: readonly (readonly number[])[]): number {
  const good = new Set(ends);
  const open = [...ends];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const from of callers[id] ?? []) {
      if (good.has(from)) continue;
      good.add(from);
      open.push(from);
    }
  }
  return good.size;
}

describe("every interleaving, with crashes, lost answers and takeovers at every step", () => {
  test.each<[string, number, Outside, number]>([
    [
      "two jobs, a person who pushes, an old request that arrives again",
      2,
      { push: true, echo: true, ends: true },
      10_000,
    ],
    ["three jobs", 3, { push: false, echo: false, ends: false }, 50_000],
  ])("%s: nothing is lost or applied twice", (_, jobs, outside, atLeast) => {
    const { states, faults } = explore(jobs, outside);

    expect(faults).toEqual([]);
    expect(states).toBeGreaterThan(atLeast);
  });
});
