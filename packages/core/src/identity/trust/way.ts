import type { Place } from "../../errors.ts";
import type { Pattern } from "./pattern.ts";

/** One claim held to one of some patterns. */
export interface Constraint {
  readonly claim: string;
  readonly any: readonly Pattern[];
}

/**
 * One way into a cloud: whoever meets all its constraints gets in. A statement of an AWS policy is one, and
 * so is each alternative of a Google Cloud condition and each member of a binding.
 */
export interface Way {
  readonly place?: Place | undefined;
  readonly constraints: readonly Constraint[];
}
