/**
 * The writes of many runs as one: the part of compare-and-swap that is loaded after a lost race. What to do
 * next is decided by `next` in core; here it is done.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  begin,
  type Event,
  INTENT_LIFE_MS,
  type IntentRequest,
  intentName,
  intentsOf,
  MAX_INTENT_CHARACTERS,
  next,
  type Pause,
  type Pending,
  queueOf,
  type Step,
  type Triage,
  triage,
  type Waiting,
  writeIntent,
} from "@gitops-actions/core/intent";
import { type BranchSnapshot, walkCommits } from "./branch.ts";
import type { BranchCommit } from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { makeCommit } from "./commit.ts";
import { GitHubFailure } from "./failure.ts";
import {
  type Listed,
  listIntents,
  lookAtIntents,
  moveRefs,
  type Place,
  type Sight,
} from "./intent-refs.ts";
import { landBatch, seen } from "./land-batch.ts";
import { type Patience, retrying } from "./retry.ts";

/** What became of a write that was left to combine with others. */
export type Combined =
  /** A commit of the branch carries it. */
  | { readonly kind: "carried"; readonly commit: BranchCommit }
  /** It was not landed and is not there any more: decide again. */
  | { readonly kind: "left" }
  /** This token or server cannot combine. */
  | { readonly kind: "impossible"; readonly why: string };

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
  const posted = await post(client, work);
  if ("kind" in posted) return posted;
  try {
    return await takePart(client, work, posted);
  } catch (error) {
    if (work.signal.aborted) await withdrawAfterCancel(client, work, posted);
    throw error;
  }
}

interface Posted {
  readonly oid: string;
  /** Full name of its ref. */
  readonly name: string;
  readonly place: Place;
  /** When GitHub made it, by GitHub's clock; and how far that is ahead of ours. */
  readonly at: Date;
  readonly clockAheadMs: number;
}

const retryable = ["limited", "unavailable"] as const;

async function post(client: Client, work: ToCombine): Promise<Posted | Combined> {
  const { repository, snapshot, intent, say } = work;
  const { branch, head, tree } = snapshot;
  const [headline = "", body = ""] = writeIntent({ ...intent, branch }).split("\n\n");
  if (headline.length + body.length > MAX_INTENT_CHARACTERS) {
    return { kind: "impossible", why: "the change is too large for an intent" };
  }
  try {
    const commit = { repository, parent: head, tree, headline, body, files: [] };
    const made = await retrying(() => makeCommit(client, commit), { ...work, retryable });
    if (made.verified !== true) {
      return { kind: "impossible", why: "GitHub does not sign what this token makes" };
    }
    const place = { repository, repositoryId: snapshot.repository.id, branch };
    const { oid, committedAt: at } = made;
    const name = intentName(branch, { at: at.getTime(), oid });
    const clockAheadMs = at.getTime() - Date.now();
    say(`other runs write ${branch} as well: combining with them, intent ${oid.slice(0, 12)}`);
    const moves = [{ name, before: undefined, after: oid }];
    await retrying(() => moveRefs(client, place, { moves }), { ...work, retryable }).catch(
      (error: unknown) => {
        // It is there already: an earlier try made it whose answer was lost.
        if (!(error instanceof GitHubFailure) || error.kind !== "stale") throw error;
      },
    );
    return { oid, name, place, at, clockAheadMs };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== "refused") throw error;
    return { kind: "impossible", why: error.message };
  }
}

async function takePart(client: Client, work: ToCombine, posted: Posted): Promise<Combined> {
  const run = new Participant(client, work, posted);
  const start = { now: Date.now(), hasOthers: work.snapshot.contended };
  let [waiting, step]: readonly [Waiting, Step<BranchCommit>] = begin(posted.oid, start);
  for (;;) {
    if (step.do === "report") return { kind: "carried", commit: step.carrier };
    if (step.do === "leave") {
      if (step.why === "renew") return { kind: "left" };
      throw run.failure;
    }
    const event: Event<BranchCommit> = await run.perform(step);
    [waiting, step] = next(waiting, event);
  }
}

/** Milliseconds before a look: at least, and at most so many more. */
const PAUSES: Readonly<Record<Pause, readonly [least: number, more: number]>> = {
  none: [0, 0],
  race: [100, 400],
  batch: [700, 500],
};

/** Pauses grow with each look, up to so many times the first. */
const LONGEST = 5;

/** After patience has ended, so much is left to find out where things stand. */
const LAST_WORDS_MS = 10_000;

type Doing = Extract<Step<BranchCommit>, { do: "look" | "lead" | "withdraw" }>;

type Look = Extract<Doing, { do: "look" }>;

/** One run's part in combining: does the steps that `next` names. */
class Participant {
  /** What ends the run when it leaves without having landed. */
  failure: Error = new GitHubFailure("stale", "no batch landed in time", { status: 0 });
  readonly #client: Client;
  readonly #work: ToCombine;
  readonly #posted: Posted;
  readonly #told = new Set<string>();
  #patience: Patience;

  constructor(client: Client, work: ToCombine, posted: Posted) {
    this.#client = client;
    this.#work = work;
    this.#posted = posted;
    this.#patience = work;
  }

  async perform(step: Doing): Promise<Event<BranchCommit>> {
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

  #endPatience(): Event<BranchCommit> {
    this.#patience = { ...this.#work, deadline: Date.now() + LAST_WORDS_MS };
    return { kind: "out-of-patience" };
  }

  #do(step: Exclude<Doing, { do: "lead" }>): Promise<Event<BranchCommit>> {
    return step.do === "look" ? this.#look(step) : this.#withdraw();
  }

  async #look({ after, looks }: Look): Promise<Event<BranchCommit>> {
    const [least, more] = PAUSES[after];
    const pause = (least + Math.random() * more) * Math.min(LONGEST, 1.4 ** looks);
    if (Date.now() + pause > this.#patience.deadline) return this.#endPatience();
    await sleep(pause, undefined, { signal: this.#work.signal });
    const { name, place, at } = this.#posted;
    // Commits of the same second count, and clocks of GitHub's machines differ a little.
    const since = new Date(at.getTime() - 60_000);
    const sight = await lookAtIntents(this.#client, place, { own: name, since });
    return {
      kind: "looked",
      at: Date.now(),
      look: {
        isPending: sight.isPending,
        carrier: await this.#findCarrier(sight, since),
        queue: queueOf(sight.first, this.#view()),
      },
    };
  }

  /** For whom refs are told apart; `now` by GitHub's clock. */
  #view(): { readonly branch: string; readonly actor: string; readonly now: number } {
    const { place, clockAheadMs } = this.#posted;
    const { viewer } = this.#work.snapshot;
    return { branch: place.branch, actor: viewer, now: Date.now() + clockAheadMs };
  }

  /** The commit of the branch that names our intent; further back only when the intent is gone. */
  async #findCarrier(sight: Sight, since: Date): Promise<BranchCommit | undefined> {
    const { oid, place } = this.#posted;
    const { viewer: actor } = this.#work.snapshot;
    const carries = (commit: BranchCommit): boolean =>
      seen(commit, actor).recorded.some(({ intent }) => intent === oid);
    const found = sight.recent.find(carries);
    if (found !== undefined || sight.isPending) return found;
    if (sight.recentCount <= sight.recent.length) return undefined;
    const walk = { repository: place.repository, head: sight.head, since };
    for await (const commit of walkCommits(this.#client, walk)) if (carries(commit)) return commit;
    return undefined;
  }

  async #lead(alone: boolean): Promise<Event<BranchCommit>> {
    const { place, name, oid } = this.#posted;
    try {
      const listed = await listIntents(this.#client, place, name);
      const { pending, expired, ignored } = triage(listed.refs, this.#view());
      this.#tell(ignored, listed);
      const led = await landBatch(this.#client, place, {
        actor: this.#work.snapshot.viewer,
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

  async #withdraw(): Promise<Event<BranchCommit>> {
    const { oid, name, place } = this.#posted;
    const moves = [{ name, before: oid, after: undefined }];
    await moveRefs(this.#client, place, { moves }).catch((error: unknown) => {
      const isGone = error instanceof GitHubFailure && error.kind === "stale";
      if (!isGone) throw error;
    });
    return { kind: "withdrawn" };
  }

  #say({
    carried,
    dropped,
  }: {
    carried: readonly Pending[];
    dropped: readonly { pending: Pending; why: string }[];
  }): void {
    const others = carried.filter(({ oid }) => oid !== this.#posted.oid).length;
    this.#work.say(
      `landed one commit with ${others === 1 ? "1 other run" : `${others} other runs`}`,
    );
    for (const { pending, why } of dropped) {
      this.#work.say(
        `left out intent ${pending.oid.slice(0, 12)} of ${pending.intent.run.url}: ${why}`,
      );
    }
  }

  #tell(ignored: Triage["ignored"], { count, refs }: Listed): void {
    const news = ignored.filter(({ name }) => !this.#told.has(name)).slice(0, MAX_TOLD);
    const lines = news.map(({ name, why }): [string, string] => [name, `ignored ${name}: ${why}`]);
    const { place } = this.#posted;
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
const MAX_TOLD = 5;

/** The runner gives five seconds after it cancels. */
const CANCEL_MS = 3_000;

async function withdrawAfterCancel(
  client: Client,
  { say }: ToCombine,
  { oid, name, place }: Posted,
): Promise<void> {
  const moves = [{ name, before: oid, after: undefined }];
  try {
    await moveRefs(client, place, { moves, signal: AbortSignal.timeout(CANCEL_MS) });
    say("the intent was withdrawn");
  } catch {
    say(
      `the intent could not be withdrawn: it may have landed already, or lands, or expires within ${INTENT_LIFE_MS / 60_000} minutes`,
    );
  }
}
