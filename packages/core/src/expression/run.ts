import { Fault } from "./fault.ts";

/** The controller's bound: so many elements may one run make. */
const MEMORY_BUDGET = 1_000_000;
/** Ours: so many items may predicates look at, all loops of one run together. */
const MAX_STEPS = 2_000_000;
/** Ours, UTF-16 units: no text that is put together may be longer. */
const MAX_TEXT = 1_000_000;

/** What one run of a condition has used up, and the moment it happens at. */
export class Run {
  /** What `now()` gives. */
  readonly now: Date;
  /** Offset of the operation under way: where a fault is shown. */
  at = 0;
  #memory = 0;
  #steps = 0;

  constructor(now: Date) {
    this.now = now;
  }

  /** Counts elements that were made. */
  grow(elements: number): void {
    this.#memory += elements;
    if (this.#memory >= MEMORY_BUDGET) throw new Fault("memory budget exceeded");
  }

  /** Counts an item that a predicate looks at. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) {
      throw new Fault(`condition looks at more than ${MAX_STEPS} items`);
    }
  }
}

/** Refuses a text that would be too long, before it is made. */
export function checkTextLength(length: number): void {
  if (length > MAX_TEXT) throw new Fault("memory budget exceeded");
}
