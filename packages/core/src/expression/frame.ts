import type { Run } from "./run.ts";
import type { Dictionary, Value } from "./value.ts";

/** Where a part of a condition runs: names, variables, and the loop around it. */
export interface Frame {
  readonly run: Run;
  readonly environment: Dictionary;
  readonly variables: Value[];
  loop: Loop | undefined;
}

/** A predicate's way through an array. An item of a map is undefined: Go cannot take it by index. */
export interface Loop {
  readonly items: readonly (Value | undefined)[];
  index: number;
  accumulated: Value;
}

/** A part of a condition, ready to run. */
export type Code = (frame: Frame) => Value;
