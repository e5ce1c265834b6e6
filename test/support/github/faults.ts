import type { LimitAnswer } from "./limits.ts";
import { type MatchableRequest, matches, type RequestMatch } from "./requests.ts";

/**
 * `before` = the request is lost on its way there; `after` = it took effect and only the reply is lost,
 * so whoever asks cannot know.
 */
export type Effect = "before" | "after";

/** Something that goes wrong with a request that would have been answered. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly effect: Effect }
  | { readonly kind: "drop"; readonly effect: Effect }
  /** The reply ends after `bytes`, though its headers promised more. */
  | { readonly kind: "truncate"; readonly bytes: number }
  /** HTTP 200 with these errors and no data. */
  | { readonly kind: "graphql-errors"; readonly errors: readonly object[]; readonly effect: Effect }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Branches and files as they were so long ago. */
  | { readonly kind: "stale-read"; readonly lagMilliseconds: number }
  /** What the request creates cannot be found by its id for so long. */
  | { readonly kind: "late-nodes"; readonly milliseconds: number }
  /** Whether a pull request can be merged is not worked out yet. */
  | { readonly kind: "unknown-mergeability" }
  | { readonly kind: "primary-limit"; readonly resetInSeconds: number }
  | {
      readonly kind: "secondary-limit";
      readonly answer: LimitAnswer;
      /** Absent, GitHub gives no time and wants a minute. */
      readonly retryAfterSeconds?: number;
    };

export interface FaultRule {
  readonly fault: Fault;
  readonly when?: RequestMatch;
  /** How many of the fitting requests are spared first; default 0. */
  readonly skip?: number;
  /** How often it happens at most; default always. */
  readonly times?: number;
  /** The share of the fitting requests it happens to, drawn by `seed`; default all. */
  readonly probability?: number;
  readonly seed?: number;
}

/** A rule at work. */
export interface ActiveFault {
  /** How often it has happened. */
  readonly hits: number;
  remove(): void;
}

/** The faults a test has switched on. */
export class Faults {
  readonly #active: RunningRule[] = [];

  add(rule: FaultRule): ActiveFault {
    const running = new RunningRule(rule, () => {
      this.#active.splice(this.#active.indexOf(running), 1);
    });
    this.#active.push(running);
    return running;
  }

  clear(): void {
    this.#active.length = 0;
  }

  /** What happens to this request; asking counts as happening. */
  drawFor(request: MatchableRequest): Fault[] {
    return this.#active.filter((rule) => rule.strikes(request)).map((rule) => rule.fault);
  }
}

class RunningRule implements ActiveFault {
  readonly fault: Fault;
  readonly remove: () => void;
  readonly #rule: FaultRule;
  #seen = 0;
  #random: number;
  hits = 0;

  constructor(rule: FaultRule, remove: () => void) {
    this.fault = rule.fault;
    this.remove = remove;
    this.#rule = rule;
    this.#random = rule.seed ?? 1;
  }

  strikes(request: MatchableRequest): boolean {
    const { when = {}, skip = 0, times = Number.POSITIVE_INFINITY, probability = 1 } = this.#rule;
    if (!matches(request, when)) return false;
    this.#seen += 1;
    if (this.#seen <= skip || this.hits >= times || this.#draw() >= probability) return false;
    this.hits += 1;
    return true;
  }

  /** The same numbers for the same seed (mulberry32): a failing run can be repeated. */
  #draw(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
