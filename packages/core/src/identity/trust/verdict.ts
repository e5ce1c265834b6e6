import type { Place } from "../../errors.ts";

/** One condition that a token does not meet. */
export interface FailedCondition {
  /** As it is written, in short: `StringEquals sub`. */
  readonly condition: string;
  readonly wanted: readonly string[];
  /** undefined when the token has no such claim. */
  readonly got: string | undefined;
  /** Why it does not fit, where that can be told. */
  readonly why: string | undefined;
  readonly place?: Place | undefined;
}

/** Whether a policy lets a token in. */
export interface Verdict {
  readonly accepted: boolean;
  /** What the token fails in the way in that is nearest to it; empty when it is accepted. */
  readonly failed: readonly FailedCondition[];
  /** Conditions that only the cloud can judge, such as on the time or the address. They count as met in an Allow, and as not met in a Deny. */
  readonly unjudged: readonly string[];
}
