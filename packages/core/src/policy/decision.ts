/** Where the proof of a gate's answer is. */
export interface Evidence {
  readonly label: string;
  readonly url: string;
}

interface GateBase {
  /** What the gate looks at, one or two words: `soak`, `sync window`. */
  readonly name: string;
  /** What it found, to be read behind its name: `30m of 2h`. */
  readonly reason: string;
  readonly evidence?: Evidence | undefined;
  /** A time zone of the tz database whose clock the readers of this gate look at. */
  readonly zone?: string | undefined;
}

/** Lets the change through, until `validUntil` if that is set. */
export interface PassingGate extends GateBase {
  readonly state: "pass";
  readonly validUntil?: Date | undefined;
}

/** May let it through later: without anybody's doing not before `until`, or only when somebody acts. */
export interface WaitingGate extends GateBase {
  readonly state: "wait";
  readonly until?: Date | undefined;
  readonly remedy?: string | undefined;
}

/** Keeps it out until somebody does what `remedy` says. */
export interface FailingGate extends GateBase {
  readonly state: "fail";
  readonly remedy: string;
}

/** The answer of one gate. What a gate cannot tell is a wait, never a pass. */
export type Gate = PassingGate | WaitingGate | FailingGate;

export type DecisionState = Gate["state"];

/** May this change enter this environment now, and why. */
export interface Decision {
  readonly state: DecisionState;
  readonly gates: readonly Gate[];
  /**
   * The earliest instant at which a gate can change by itself, so when to ask again. Without it nothing
   * changes until somebody acts.
   */
  readonly changesAt?: Date | undefined;
  /** Only of a pass: it holds before this instant, or until somebody acts. */
  readonly validUntil?: Date | undefined;
}

export interface DecisionOptions {
  readonly now: Date;
  /** How long a pass must still hold to count, milliseconds: time to merge and to sync. */
  readonly marginMs: number;
}

/**
 * The decision of all gates together: one that fails decides, else one that waits, else it is a pass (of
 * no gates, too). A gate that passes but ends within the margin waits instead, so that nothing turns green
 * when it is too late to act on it.
 */
export function decide(gates: readonly Gate[], options: DecisionOptions): Decision {
  const judged = gates.map((gate) => withMargin(gate, options));
  const state = worstState(judged);
  const changesAt = earliest(judged.map(changeOf));
  return { state, gates: judged, changesAt, validUntil: state === "pass" ? changesAt : undefined };
}

function withMargin(gate: Gate, { now, marginMs }: DecisionOptions): Gate {
  if (gate.state !== "pass" || gate.validUntil === undefined) return gate;
  if (gate.validUntil.getTime() - now.getTime() > marginMs) return gate;
  const { validUntil, ...rest } = gate;
  return {
    ...rest,
    state: "wait",
    reason: `${gate.reason}; too close to its end`,
    until: validUntil,
  };
}

function worstState(gates: readonly Gate[]): DecisionState {
  if (gates.some(({ state }) => state === "fail")) return "fail";
  return gates.some(({ state }) => state === "wait") ? "wait" : "pass";
}

/** The instant at which a gate can change by itself, if there is one. */
export function changeOf(gate: Gate): Date | undefined {
  switch (gate.state) {
    case "pass":
      return gate.validUntil;
    case "wait":
      return gate.until;
    case "fail":
      return undefined;
  }
}

function earliest(dates: readonly (Date | undefined)[]): Date | undefined {
  const times = dates.flatMap((date) => (date === undefined ? [] : [date.getTime()]));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
