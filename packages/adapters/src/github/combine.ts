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
  intentsOf,
  MAX_INTENT_CHARACTERS,
  next,
  type Pause,
  type Pending,
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
import { lookAtIntents, moveRefs, type Place, type Sight } from "./intent-refs.ts";
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
    const ref = { name: `${intentsOf(branch)}${made.oid}`, before: undefined, after: made.oid };
    const posted = { oid: made.oid, place, at: made.committedAt };
    say(`other runs write ${branch} as well: combining with them, intent ${made.oid.slice(0, 12)}`);
    await retrying(() => moveRefs(client, place, { moves: [ref] }), { ...work, retryable }).catch(
      (error: unknown) => {
        // It is there already: an earlier try made it whose answer was lost.
        if (!(error instanceof GitHubFailure) || error.kind !== "stale") throw error;
      },
    );
    return { ...posted, clockAheadMs: made.committedAt.getTime() - Date.now() };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== "refused") throw error;
    return { kind: "impossible", why: error.message };
  }
}

/** What the last look told, for whoever leads next. */
interface Seen extends Triage {
  readonly own: Pending | undefined;
}

async function takePart(client: Client, work: ToCombine, posted: Posted): Promise<Combined> {
  const run = new Participant(client, work, posted);
  let waiting: Waiting = begin(posted.oid, Date.now());
  let step: Step<BranchCommit> = { do: "look", after: "none" };
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
  batch: [1_000, 800],
};

/** After patience has ended, so much is left to find out where things stand. */
const LAST_WORDS_MS = 10_000;

/** One run's part in combining: does the steps that `next` names. */
class Participant {
  /** What ends the run when it leaves without having landed. */
  failure: Error = new GitHubFailure("stale", "no batch landed in time", { status: 0 });
  readonly #client: Client;
  readonly #work: ToCombine;
  readonly #posted: Posted;
  readonly #told = new Set<string>();
  #seen: Seen | undefined;
  #patience: Patience;

  constructor(client: Client, work: ToCombine, posted: Posted) {
    this.#client = client;
    this.#work = work;
    this.#posted = posted;
    this.#patience = work;
  }

  async perform(
    step: Extract<Step<BranchCommit>, { do: "look" | "lead" | "withdraw" }>,
  ): Promise<Event<BranchCommit>> {
    try {
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

  #do(
    step: Extract<Step<BranchCommit>, { do: "look" | "lead" | "withdraw" }>,
  ): Promise<Event<BranchCommit>> {
    switch (step.do) {
      case "look":
        return this.#look(step.after);
      case "lead":
        return this.#lead(step.alone);
      case "withdraw":
        return this.#withdraw();
    }
  }

  async #look(after: Pause): Promise<Event<BranchCommit>> {
    const [least, more] = PAUSES[after];
    const pause = least + Math.random() * more;
    if (Date.now() + pause > this.#patience.deadline) return this.#endPatience();
    await sleep(pause, undefined, { signal: this.#work.signal });
    const { oid, place, at, clockAheadMs } = this.#posted;
    const { viewer: actor } = this.#work.snapshot;
    // Commits of the same second count, and clocks of GitHub's machines differ a little.
    const since = new Date(at.getTime() - 60_000);
    const sight = await lookAtIntents(this.#client, place, { own: oid, since });
    const now = Date.now() + clockAheadMs;
    const told = triage(sight.refs, { branch: place.branch, actor, now });
    this.#seen = { ...told, own: told.pending.find((one) => one.oid === oid) };
    this.#tell(told, sight);
    return {
      kind: "looked",
      at: Date.now(),
      look: {
        isPending: sight.own?.oid === oid,
        carrier: await this.#findCarrier(sight, since),
        queue: told.pending.map((one) => one.oid),
      },
    };
  }

  /** The commit of the branch that names our intent; further back only when the intent is gone. */
  async #findCarrier(sight: Sight, since: Date): Promise<BranchCommit | undefined> {
    const { oid, place } = this.#posted;
    const { viewer: actor } = this.#work.snapshot;
    const carries = (commit: BranchCommit): boolean =>
      seen(commit, actor).recorded.some(({ intent }) => intent === oid);
    const found = sight.recent.find(carries);
    if (found !== undefined || sight.own !== undefined) return found;
    if (sight.recentCount <= sight.recent.length) return undefined;
    const walk = { repository: place.repository, head: sight.head, since };
    for await (const commit of walkCommits(this.#client, walk)) if (carries(commit)) return commit;
    return undefined;
  }

  async #lead(alone: boolean): Promise<Event<BranchCommit>> {
    const { pending = [], expired = [], own } = this.#seen ?? {};
    const all = alone && own !== undefined ? [own] : pending;
    const led = await landBatch(this.#client, this.#posted.place, {
      actor: this.#work.snapshot.viewer,
      pending: all,
      expired: alone ? [] : expired,
    });
    if (led.outcome === "refused") this.failure = led.failure;
    if (led.outcome === "done") this.#say(led.batch);
    return { kind: "led", outcome: led.outcome };
  }

  async #withdraw(): Promise<Event<BranchCommit>> {
    const { oid, place } = this.#posted;
    const name = `${intentsOf(place.branch)}${oid}`;
    try {
      await moveRefs(this.#client, place, { moves: [{ name, before: oid, after: undefined }] });
      return { kind: "withdrawn", outcome: "deleted" };
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind !== "stale") throw error;
      return { kind: "withdrawn", outcome: "gone" };
    }
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

  #tell({ ignored }: Triage, { count, refs }: Sight): void {
    const news = ignored.filter(({ name }) => !this.#told.has(name)).slice(0, MAX_TOLD);
    for (const { name, why } of news) {
      this.#told.add(name);
      this.#work.say(`ignored ${name}: ${why}`);
    }
    if (count > refs.length && !this.#told.has("")) {
      this.#told.add("");
      this.#work.say(
        `there are ${count} refs below ${intentsOf(this.#posted.place.branch)}; ${refs.length} of them are looked at`,
      );
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
  { oid, place }: Posted,
): Promise<void> {
  const moves = [{ name: `${intentsOf(place.branch)}${oid}`, before: oid, after: undefined }];
  try {
    await moveRefs(client, place, { moves, signal: AbortSignal.timeout(CANCEL_MS) });
    say("the intent was withdrawn");
  } catch {
    say(
      `the intent could not be withdrawn: it may have landed already, or lands, or expires within ${INTENT_LIFE_MS / 60_000} minutes`,
    );
  }
}
