import type { CharSet } from "./char-set.ts";
import { type Assertion, PatternFault, type Syntax } from "./syntax.ts";

/** Ours: a pattern with more steps is refused; Go allows some 30 times as many. */
const MAX_STEPS = 100_000;

/** A step of the machine that runs a pattern: consume a character, check a place, fork, or accept. */
type Step =
  | { kind: "char"; set: CharSet; next: number }
  | { kind: "assertion"; assertion: Assertion; next: number }
  | { kind: "fork"; next: number; other: number }
  | { kind: "accept" };

/** The steps of a pattern, and where they start. */
export interface Machine {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** The machine that runs the pattern. It is built from the end: each part knows what follows it. */
export function machineFor(syntax: Syntax, pattern: string): Machine {
  const steps: Step[] = [{ kind: "accept" }];
  return { steps, start: build(syntax, 0) };

  function emit(step: Step): number {
    if (steps.length >= MAX_STEPS) throw new PatternFault("expression too large", pattern);
    return steps.push(step) - 1;
  }

  function build(part: Syntax, next: number): number {
    switch (part.kind) {
      case "empty":
        return next;
      case "char":
        return emit({ kind: "char", set: part.set, next });
      case "assertion":
        return emit({ kind: "assertion", assertion: part.assertion, next });
      case "sequence":
        return part.parts.reduceRight((after, piece) => build(piece, after), next);
      case "choice":
        return part.branches
          .map((branch) => build(branch, next))
          .reduceRight((other, branch) => emit({ kind: "fork", next: branch, other }));
      case "repeat":
        return repeat(part, next);
    }
  }

  function repeat(part: Extract<Syntax, { kind: "repeat" }>, next: number): number {
    let after = next;
    if (part.max === Infinity) {
      const fork: Step = { kind: "fork", next, other: next };
      after = emit(fork);
      fork.next = build(part.part, after);
    } else {
      for (let copy = part.min; copy < part.max; copy += 1) {
        after = emit({ kind: "fork", next: build(part.part, after), other: next });
      }
    }
    for (let copy = 0; copy < part.min; copy += 1) after = build(part.part, after);
    return after;
  }
}

/** Whether the pattern matches somewhere in the text. Takes time in the product of both lengths. */
export function matchesIn(machine: Machine, text: string): boolean {
  const chars = Array.from(text);
  let waiting = new Set<number>();
  for (let at = 0; at <= chars.length; at += 1) {
    waiting.add(machine.start);
    const reached = follow(machine, waiting, { before: chars[at - 1], after: chars[at] });
    if (reached === "accepted") return true;
    const char = chars[at];
    waiting = new Set();
    for (const step of reached) {
      if (char !== undefined && step.set(char)) waiting.add(step.next);
    }
  }
  return false;
}

/** The steps that wait for the next character, all forks taken and assertions checked. */
function follow(
  { steps }: Machine,
  waiting: ReadonlySet<number>,
  place: { before: string | undefined; after: string | undefined },
): Extract<Step, { kind: "char" }>[] | "accepted" {
  const reached: Extract<Step, { kind: "char" }>[] = [];
  const seen = new Set<number>();
  const open = [...waiting];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const step = steps[index];
    if (step === undefined || seen.has(index)) continue;
    seen.add(index);
    if (step.kind === "accept") return "accepted";
    if (step.kind === "char") reached.push(step);
    else if (step.kind === "fork") open.push(step.other, step.next);
    else if (holds(step.assertion, place)) open.push(step.next);
  }
  return reached;
}

function holds(
  assertion: Assertion,
  { before, after }: { before: string | undefined; after: string | undefined },
): boolean {
  switch (assertion) {
    case "text-begin":
      return before === undefined;
    case "text-end":
      return after === undefined;
    case "line-begin":
      return before === undefined || before === "\n";
    case "line-end":
      return after === undefined || after === "\n";
    case "word-boundary":
      return isWord(before) !== isWord(after);
    case "no-word-boundary":
      return isWord(before) === isWord(after);
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /^\w$/.test(char);
}
