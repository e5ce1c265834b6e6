/**
 * What a run does from the moment its intent is there until it knows what became of it: pure, so that every
 * interleaving can be tried. Who leads is a matter of speed only. That nothing is lost or made twice rests
 * on one rule: a batch moves the branch and deletes the refs of its intents in one step, each from the value
 * that was read, so an intent is landed exactly when its ref is gone and a commit of the branch names it.
 */

/** What one look at the branch and the intents tells. */
export interface Look<Commit> {
  /** Whether the ref of our own intent is there. */
  readonly isPending: boolean;
  /** The commit of the branch that carries our intent. */
  readonly carrier: Commit | undefined;
  /** Oids of the intents that may be landed, oldest first; long queues are seen in part. */
  readonly queue: readonly string[];
}

/** A run that waits for its intent to land. */
export interface Waiting {
  /** Oid of our intent. */
  readonly own: string;
  /** When it was left, milliseconds on our own clock, as all times here. */
  readonly since: number;
  /** The oldest intent as it was last seen, and since when it is the oldest. */
  readonly first: { readonly oid: string; readonly since: number } | undefined;
  /** How long to wait for whoever is before us, milliseconds. */
  readonly takeoverMs: number;
  /** How often we have looked. */
  readonly looks: number;
  /** Land only our own intent: a batch was refused, and it may be another's fault. */
  readonly alone: boolean;
  /** Why we are leaving; undefined while we wait. */
  readonly leaving: Leaving | undefined;
}

export type Leaving =
  /** To decide by ourselves again. */
  | "renew"
  /** GitHub refuses what we want written. */
  | "refused"
  /** Out of patience. */
  | "stopped";

export type Event<Commit> =
  | { readonly kind: "looked"; readonly at: number; readonly look: Look<Commit> }
  | { readonly kind: "led"; readonly outcome: Led }
  /** Our ref is gone, by us or before us. */
  | { readonly kind: "withdrawn" }
  | { readonly kind: "out-of-patience" };

export type Led =
  | "done"
  /** Nothing happened: the branch or an intent was no longer as it was read. */
  | "moved"
  /** GitHub does not want what was to be written. */
  | "refused"
  /** A rate limit or an outage came between; what was sent last may have happened. */
  | "interrupted";

export type Step<Commit> =
  /** `looks`: how many there were before, so that who waits long asks more seldom. */
  | { readonly do: "look"; readonly after: Pause; readonly looks: number }
  | { readonly do: "lead"; readonly alone: boolean }
  | { readonly do: "withdraw" }
  | { readonly do: "report"; readonly carrier: Commit }
  /** Our intent is not there any more and was not landed. */
  | { readonly do: "leave"; readonly why: Leaving };

/** How long to wait before a look. */
export type Pause =
  | "none"
  /** As long as those take to finish who came first. */
  | "race"
  /** As long as a whole batch takes, with the one that is under way. */
  | "batch"
  /** A part of that, since nobody knows when it began. */
  | "part";

/** A leader that has done nothing for so long, or for so many writes, is taken for dead by the next in the queue. */
export const TAKEOVER_MS = 5_000;
const TAKEOVER_WRITES = 8;

/** An intent is left alone before others hold it for expired, which is three minutes later. */
export const RENEW_MS = 7 * 60 * 1000;

/**
 * A run whose intent has just been left. Where others are before it, its turn is not at once. `writeMs`: how
 * long a write takes here.
 */
export function begin<Commit>(
  own: string,
  {
    now,
    hasOthers,
    writeMs,
  }: { readonly now: number; readonly hasOthers: boolean; readonly writeMs: number },
): readonly [Waiting, Step<Commit>] {
  const takeoverMs = Math.max(TAKEOVER_MS, TAKEOVER_WRITES * writeMs);
  const nothing = { first: undefined, looks: 0, alone: false, leaving: undefined };
  return look({ own, since: now, takeoverMs, ...nothing }, hasOthers ? "batch" : "none");
}

function look<Commit>(waiting: Waiting, after: Pause): readonly [Waiting, Step<Commit>] {
  const { looks } = waiting;
  return [
    { ...waiting, looks: looks + 1 },
    { do: "look", after, looks },
  ];
}

/** What to do next, and what to remember. */
export function next<Commit>(
  waiting: Waiting,
  event: Event<Commit>,
): readonly [Waiting, Step<Commit>] {
  switch (event.kind) {
    case "looked":
      return afterLook(waiting, event);
    case "led":
      return afterLead(waiting, event.outcome);
    case "withdrawn":
      // Only the branch tells whether somebody landed it before.
      return look(waiting, "none");
    case "out-of-patience":
      return [{ ...waiting, leaving: "stopped" }, { do: "withdraw" }];
  }
}

function afterLead<Commit>(waiting: Waiting, outcome: Led): readonly [Waiting, Step<Commit>] {
  switch (outcome) {
    case "done":
      return look(waiting, "none");
    case "moved":
      return look(waiting, "race");
    case "interrupted":
      // What held us up has held up whoever is before us too: it is not dead.
      return look({ ...waiting, first: undefined }, "race");
    case "refused":
      if (waiting.alone) return [{ ...waiting, leaving: "refused" }, { do: "withdraw" }];
      return look({ ...waiting, alone: true }, "race");
  }
}

function afterLook<Commit>(
  waiting: Waiting,
  { at, look: seen }: Extract<Event<Commit>, { kind: "looked" }>,
): readonly [Waiting, Step<Commit>] {
  const { own, leaving, alone } = waiting;
  if (seen.carrier !== undefined) return [waiting, { do: "report", carrier: seen.carrier }];
  if (!seen.isPending) return [waiting, { do: "leave", why: leaving ?? "renew" }];
  if (leaving !== undefined) return [waiting, { do: "withdraw" }];
  if (at - waiting.since > RENEW_MS) return [{ ...waiting, leaving: "renew" }, { do: "withdraw" }];

  const [oldest = own] = seen.queue;
  const first = waiting.first?.oid === oldest ? waiting.first : { oid: oldest, since: at };
  const rank = rankOf(own, seen.queue);
  const isTurn = rank === 0 || at - first.since > waiting.takeoverMs * rank;
  return isTurn
    ? [
        { ...waiting, first },
        { do: "lead", alone },
      ]
    : look({ ...waiting, first }, "part");
}

/**
 * How many have to be dead before it is our turn. Who is not seen in a long queue draws a late one; where
 * none is seen that counts, what stands first is not ours, and nobody is before us.
 */
function rankOf(own: string, queue: readonly string[]): number {
  const position = queue.indexOf(own);
  if (position >= 0 || queue.length === 0) return Math.max(0, position);
  return queue.length + Number.parseInt(own.slice(0, 1), 16);
}
