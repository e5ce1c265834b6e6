/**
 * The writes of many runs as one: the part of compare-and-swap that is loaded after a lost race. What to do
 * next is decided by `next` in core; here it is done.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Batch,
  begin,
  type Event,
  type IntentRequest,
  intentsOf,
  next,
  type Pause,
  type Step,
  type Triage,
  triage,
  type Waiting,
} from "@gitops-actions/core/intent";
import { type BranchSnapshot, walkCommits } from "./branch.ts";
import type { BranchCommit } from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { type Listed, listIntents, lookAtIntents, type Sight } from "./intent-refs.ts";
import { landBatch, seen } from "./land-batch.ts";
import {
  makeIntent,
  type OwnIntent,
  publishIntent,
  withdrawAfterCancel,
  withdrawIntent,
} from "./own-intent.ts";
import { type Patience, retrying } from "./retry.ts";

/** What became of a write that was left to combine with others. */
export type Combined =
  /** A commit of the branch carries it. */
  | { readonly kind: "carried"; readonly commit: Carrier }
  /** It was not landed and is not there any more: decide again. */
  | { readonly kind: "left" }
  /** This token or server cannot combine. */
  | { readonly kind: "impossible"; readonly why: string };

/** The commit that carries a change of ours, and whether it stands on the files we decided on. */
export type Carrier = BranchCommit & { readonly standsOnOurs?: boolean };

export interface ToCombine extends Patience {
  /** `owner/name`. */
  readonly repository: string;
  /** The branch as it was read. */
  readonly snapshot: BranchSnapshot;
  readonly intent: IntentRequest;
}

/**
 * Leaves the intent, and lands it together with those of other runs, or waits until another does.
 * @throws what keeps it from landing; the signal's reason when aborted, with the intent withdrawn
 */
export async function combine(client: Client, work: ToCombine): Promise<Combined> {
  const { result: own, milliseconds } = await timed(() => makeIntent(client, work), work);
  if (typeof own === "string") return { kind: "impossible", why: own };
  const { branch, contended: hasOthers } = work.snapshot;
  work.say(`other runs write ${branch} as well: combining with them, intent ${short(own.oid)}`);
  try {
    const published = await timed(() => publishIntent(client, own), work);
    if (published.result !== undefined) return { kind: "impossible", why: published.result };
    const writeMs = writeTime(milliseconds, published.milliseconds);
    return await takePart(
      new Participant(client, { ...work, own, writeMs }),
      begin(own.oid, { now: Date.now(), hasOthers, writeMs }),
    );
  } catch (error) {
    if (work.signal.aborted) work.say(await withdrawAfterCancel(client, own));
    throw error;
  }
}

const retryable = ["limited", "unavailable"] as const;

/** What a write gives, tried again where that may help, and how long it took. */
async function timed<T>(
  write: () => Promise<T>,
  patience: Patience,
): Promise<{ readonly result: T; readonly milliseconds: number }> {
  const began = Date.now();
  const result = await retrying(write, { ...patience, retryable });
  return { result, milliseconds: Date.now() - began };
}

/** What a write is taken to last, milliseconds, whatever our own have taken. */
const LEAST_WRITE_MS = 250;
const LONGEST_WRITE_MS = 4_000;

/** How long a write lasts here: the shorter of our own, since one may have waited for a rate limit. */
function writeTime(...took: readonly number[]): number {
  return Math.min(Math.max(Math.min(...took), LEAST_WRITE_MS), LONGEST_WRITE_MS);
}

function short(oid: string): string {
  return oid.slice(0, 12);
}

async function takePart(
  run: Participant,
  start: readonly [Waiting, Step<Carrier>],
): Promise<Combined> {
  let [waiting, step] = start;
  for (;;) {
    if (step.do === "report") return { kind: "carried", commit: step.carrier };
    if (step.do === "leave") {
      if (step.why === "renew") return { kind: "left" };
      throw run.failure;
    }
    [waiting, step] = next(waiting, await run.perform(step));
  }
}

/** How long before a look, in writes: at least, and at most so many more. A batch is three of them. */
const PAUSES: Readonly<Record<Pause, readonly [least: number, more: number]>> = {
  none: [0, 0],
  race: [0.2, 1],
  batch: [3.5, 1],
  part: [1.4, 0.8],
};

/** Pauses grow with each look, up to so many times what they are at first. */
const GROWTH = 1.05;
const LONGEST = 5;

/** After patience has ended, so much is left to find out where things stand. */
const LAST_WORDS_MS = 10_000;

type Doing = Extract<Step<Carrier>, { do: "look" | "lead" | "withdraw" }>;

type Look = Extract<Doing, { do: "look" }>;

/** One run's part in combining: does the steps that `next` names. */
class Participant {
  /** What ends the run when it leaves without having landed. */
  failure: Error = new GitHubFailure("stale", "no batch landed in time", { status: 0 });
  readonly #client: Client;
  readonly #work: ToCombine;
  readonly #own: OwnIntent;
  /** How long a write takes here: slow servers are asked more seldom. */
  readonly #writeMs: number;
  readonly #told = new Set<string>();
  #patience: Patience;

  constructor(
    client: Client,
    work: ToCombine & { readonly own: OwnIntent; readonly writeMs: number },
  ) {
    this.#client = client;
    this.#work = work;
    this.#own = work.own;
    this.#writeMs = work.writeMs;
    this.#patience = work;
  }

  async perform(step: Doing): Promise<Event<Carrier>> {
    try {
      // A lead that was held up begins with a new look; the others are simply done again.
      if (step.do === "lead") return await this.#lead(step.alone);
      return await retrying(() => this.#do(step), { ...this.#patience, retryable });
    } catch (error) {
      const isOver = error instanceof GitHubFailure && this.#patience === this.#work;
      if (!isOver) throw error;
      this.failure = error;
      return this.#endPatience();
    }
  }

  #endPatience(): Event<Carrier> {
    this.#patience = { ...this.#work, deadline: Date.now() + LAST_WORDS_MS };
    return { kind: "out-of-patience" };
  }

  #do(step: Exclude<Doing, { do: "lead" }>): Promise<Event<Carrier>> {
    return step.do === "look" ? this.#look(step) : this.#withdraw();
  }

  async #look({ after, looks }: Look): Promise<Event<Carrier>> {
    const [least, more] = PAUSES[after];
    const writes = (least + Math.random() * more) * Math.min(LONGEST, GROWTH ** looks);
    const pause = writes * this.#writeMs;
    if (Date.now() + pause > this.#patience.deadline) return this.#endPatience();
    await sleep(pause, undefined, { signal: this.#work.signal });
    const { name, place, at } = this.#own;
    // Commits of the same second count, and clocks of GitHub's machines differ a little.
    const since = new Date(at.getTime() - 60_000);
    const files = [...this.#work.snapshot.files.values()];
    const sight = await lookAtIntents(this.#client, place, { own: name, since, files });
    return {
      kind: "looked",
      at: Date.now(),
      look: {
        isPending: sight.isPending,
        carrier: await this.#findCarrier(sight, since),
        queue: triage(sight.first, this.#view()).pending.map((one) => one.oid),
      },
    };
  }

  /** For whom refs are told apart; `now` by GitHub's clock. */
  #view(): { readonly branch: string; readonly actor: string; readonly now: number } {
    const { place, actor, clockAheadMs } = this.#own;
    return { branch: place.branch, actor, now: Date.now() + clockAheadMs };
  }

  /** The commit of the branch that names our intent; further back only when the intent is gone. */
  async #findCarrier(sight: Sight, since: Date): Promise<Carrier | undefined> {
    const { oid, place, actor } = this.#own;
    const carries = (commit: BranchCommit): boolean =>
      seen(commit, actor).recorded.some(({ intent }) => intent === oid);
    const found = sight.recent.find(carries);
    if (found !== undefined || sight.isPending) return found;
    if (sight.recentCount <= sight.recent.length) return undefined;
    const walk = { repository: place.repository, head: sight.head, since };
    for await (const commit of walkCommits(this.#client, walk)) if (carries(commit)) return commit;
    return undefined;
  }

  async #lead(alone: boolean): Promise<Event<Carrier>> {
    const { place, name, oid, actor } = this.#own;
    try {
      const listed = await listIntents(this.#client, place, name);
      const { pending, expired, ignored } = triage(listed.refs, this.#view());
      this.#tell(ignored, listed);
      const led = await landBatch(this.#client, place, {
        actor,
        pending: alone ? pending.filter((one) => one.oid === oid) : pending,
        expired: alone ? [] : expired,
      });
      if (led.outcome === "refused") this.failure = led.failure;
      if (led.outcome === "done") this.#say(led.batch);
      return { kind: "led", outcome: led.outcome };
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      await this.#waitOut(error);
      return { kind: "led", outcome: "interrupted" };
    }
  }

  /** Waits as long as GitHub asks for. @throws the failure, where patience ends before */
  async #waitOut(failure: GitHubFailure): Promise<void> {
    const { signal, say } = this.#work;
    const pause = (failure.retryAfterMs ?? 0) + Math.random() * 1_000;
    if (Date.now() + pause > this.#patience.deadline) throw failure;
    say(`${failure.message}; going on in ${(pause / 1000).toFixed(1)} s`);
    await sleep(pause, undefined, { signal });
  }

  async #withdraw(): Promise<Event<Carrier>> {
    await withdrawIntent(this.#client, this.#own);
    return { kind: "withdrawn" };
  }

  #say({ carried, dropped }: Batch): void {
    const others = carried.filter(({ oid }) => oid !== this.#own.oid).length;
    this.#work.say(
      `landed one commit with ${others === 1 ? "1 other run" : `${others} other runs`}`,
    );
    for (const { pending, why } of dropped) {
      this.#work.say(`left out intent ${short(pending.oid)} of ${pending.intent.run.url}: ${why}`);
    }
  }

  #tell(ignored: Triage["ignored"], { count, refs }: Listed): void {
    const news = ignored.filter(({ name }) => !this.#told.has(name)).slice(0, MAX_TOLD);
    const lines = news.map(({ name, why }): [string, string] => [name, `ignored ${name}: ${why}`]);
    const { place } = this.#own;
    if (count > refs.length && !this.#told.has(place.branch)) {
      const told = `${count} refs are below ${intentsOf(place.branch)}; the first ${refs.length} are looked at`;
      lines.push([place.branch, told]);
    }
    for (const [key, told] of lines) {
      this.#told.add(key);
      this.#work.say(told);
    }
  }
}

/** At most so many lines about refs that are not ours after one look. */
const MAX_TOLD = 10;
