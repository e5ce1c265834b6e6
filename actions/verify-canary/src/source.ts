import type { VerificationLevel } from "@gitops-actions/core/evidence";
import type { KubeObject, Observation, Target } from "@gitops-actions/core/verify";
import type { Subject } from "./subject.ts";

/** What one look saw. */
export type Seen =
  | {
      readonly kind: "seen";
      readonly observation: Observation;
      /** What the controller's own analyses of the version came to, as objects. */
      readonly runs: readonly KubeObject[];
    }
  /** The object that delivers the app is not there. */
  | { readonly kind: "missing"; readonly reason: string }
  /** The look failed in a way that may pass: that is no news of the app. */
  | { readonly kind: "failed"; readonly reason: string };

/** Where one looks. */
export interface Source {
  /** In words: `the Kubernetes API at 10.0.0.1:6443`. */
  readonly described: string;
  /** What is seen here proves so much. */
  readonly level: VerificationLevel;
  /** How long to pause before looking again though nothing was told: at first, and at the longest, ms. */
  readonly pauses: { readonly first: number; readonly longest: number };
  readonly requests: number;
  /** @throws `UserError` for what another look will not change */
  look(subject: Subject, target: Target): Promise<Seen>;
  /** Kept when something changed since it was asked for; never where nobody tells of changes. */
  changed(): Promise<void>;
}

/** A promise that is never kept, for sources that are not watched. */
export function never(): Promise<void> {
  return new Promise(() => {});
}
