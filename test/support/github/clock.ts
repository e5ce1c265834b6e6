/**
 * The time the local GitHub goes by. It runs with the machine's, or stands still at `start`; either way
 * a test moves it forward by hand instead of sleeping.
 */
export class Clock {
  readonly #standsAt: number | undefined;
  #advanced = 0;

  constructor(start?: Date) {
    this.#standsAt = start?.getTime();
  }

  now(): Date {
    return new Date((this.#standsAt ?? Date.now()) + this.#advanced);
  }

  /** `milliseconds` may not be negative: tokens, limits and histories rely on time going forward. */
  advance(milliseconds: number): void {
    if (milliseconds < 0) throw new RangeError(`the clock cannot go back by ${-milliseconds} ms`);
    this.#advanced += milliseconds;
  }
}
