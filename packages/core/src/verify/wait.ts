/** How long to wait, and how often to look, in ms. */
export interface WaitLimits {
  /** After this time the waiting is over, whatever happens. */
  readonly overallMs: number;
  /** After this time without any change, too. */
  readonly stallMs: number;
  /** The first pause between two looks; it grows while nothing changes. */
  readonly pollMs: number;
  /** The longest pause. */
  readonly maxPollMs: number;
}

/** What came of a look. */
export type Look =
  /** All is decided. */
  | { readonly kind: "done" }
  /** Still under way; while `state` stays the same, nothing has changed. */
  | { readonly kind: "pending"; readonly state: string }
  /** The look itself failed: that is no news of what is waited for. */
  | { readonly kind: "error"; readonly message: string };

/** How the waiting stands: a value, to be given to the next step. */
export interface Wait {
  readonly startedAt: Date;
  /** When something last changed. */
  readonly changedAt: Date;
  /** What was last seen; undefined before the first look that succeeded. */
  readonly state: string | undefined;
  /** Looks in a row that brought no change. */
  readonly idle: number;
  /** Looks in a row that failed, and why the last one did. */
  readonly errors: { readonly count: number; readonly message: string };
}

/** What to do next. */
export type WaitStep =
  | { readonly kind: "look"; readonly at: Date; readonly isChanged: boolean }
  | { readonly kind: "done" }
  /** `unseen` means that not one look succeeded: nothing is known, not even that nothing moved. */
  | { readonly kind: "timeout"; readonly reason: "overall" | "stalled" | "unseen" };

/** How much longer each pause is than the one before. */
const GROWTH = 1.5;

/** The beginning of waiting. The first look is to be taken at once: it may be over already. */
export function startWait(now: Date): Wait {
  const errors = { count: 0, message: "" };
  return { startedAt: now, changedAt: now, state: undefined, idle: 0, errors };
}

/** How the waiting goes on after a look. A deadline that falls into the pause makes it shorter. */
export function nextWait(
  wait: Wait,
  look: Look,
  { limits, now }: { limits: WaitLimits; now: Date },
): { readonly wait: Wait; readonly step: WaitStep } {
  if (look.kind === "done") return { wait, step: { kind: "done" } };
  const isChanged = look.kind === "pending" && look.state !== wait.state;
  const next = withLook(wait, look, { isChanged, now });
  const overallEnd = wait.startedAt.getTime() + limits.overallMs;
  const stallEnd = next.changedAt.getTime() + limits.stallMs;
  const isLate = now.getTime() >= overallEnd;
  if (isLate || now.getTime() >= stallEnd) {
    const reason = next.state === undefined ? "unseen" : isLate ? "overall" : "stalled";
    return { wait: next, step: { kind: "timeout", reason } };
  }
  const pause = Math.min(limits.pollMs * GROWTH ** next.idle, limits.maxPollMs);
  const at = new Date(Math.min(now.getTime() + pause, overallEnd, stallEnd));
  return { wait: next, step: { kind: "look", at, isChanged } };
}

function withLook(
  wait: Wait,
  look: Exclude<Look, { kind: "done" }>,
  { isChanged, now }: { isChanged: boolean; now: Date },
): Wait {
  if (look.kind === "error") {
    const errors = { count: wait.errors.count + 1, message: look.message };
    return { ...wait, idle: wait.idle + 1, errors };
  }
  const errors = { count: 0, message: "" };
  if (!isChanged) return { ...wait, idle: wait.idle + 1, errors };
  return { ...wait, state: look.state, changedAt: now, idle: 0, errors };
}
