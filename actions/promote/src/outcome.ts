import type { UserError } from "@gitops-actions/core/errors";
import type { Decision } from "@gitops-actions/core/policy";
import type { Task } from "./task.ts";

export type Operation =
  | "created"
  | "updated"
  | "superseded"
  | "merged"
  | "waiting"
  | "none"
  | "planned"
  | "failed";

/** What one promotion came to. */
export interface Outcome {
  readonly task: Task;
  readonly operation: Operation;
  /** Why, where the operation alone does not say it. */
  readonly why: string | undefined;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
  readonly decision: Decision | undefined;
  /** Pull requests that this one took the place of, or that had nothing left to do. */
  readonly closed: readonly number[];
  readonly fault: UserError | undefined;
  /** What GitHub did not take, such as a reviewer it does not know; the rest went on. */
  readonly warnings: readonly string[];
}

/** A pull request that others made, whose gates were published. */
export interface JudgedPull {
  readonly number: number;
  readonly url: string;
  readonly decision: Decision;
  /** Whether they said something new. */
  readonly wrote: boolean;
}

/** What a pass over the repository came to. */
export interface PassResult {
  readonly outcomes: readonly Outcome[];
  readonly judged: readonly JudgedPull[];
  readonly wrote: boolean;
  /** There is more to do now: what is there has to be read again. */
  readonly again: boolean;
  /** What concerns all of it. */
  readonly warnings: readonly string[];
}
