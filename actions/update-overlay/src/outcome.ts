import type { LandedCommit } from "@gitops-actions/adapters/github";
import type { Entry, RecordedEntry } from "@gitops-actions/core/evidence";

/** An image that was left as it is because a newer run of the same workflow had set it. */
export interface Superseded {
  readonly app: string;
  /** What the newer run set, and which it was. */
  readonly by: RecordedEntry;
  readonly commitUrl: string;
}

/** What was done in the end; every report is made of this. */
export interface Outcome {
  readonly operation:
    | "committed"
    | "pull-request-created"
    | "pull-request-updated"
    | "edited"
    | "planned"
    | "superseded"
    | "none";
  readonly entries: readonly Entry[];
  readonly superseded: readonly Superseded[];
  readonly diff: string;
  readonly attempts: number;
  /** What was read and written; undefined for the workspace. */
  readonly remote?: {
    readonly repository: string;
    readonly repositoryUrl: string;
    readonly branch: string;
    /** Commit that the decision rests on. */
    readonly head: string;
    /** The token in words. */
    readonly token: string;
    readonly actor: string;
    readonly requests: number;
  };
  readonly commit?: LandedCommit | undefined;
  readonly pullRequest?: { readonly number: number; readonly url: string } | undefined;
}
