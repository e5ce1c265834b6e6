import type { Place } from "../../errors.ts";

/**
 * How tight trust in GitHub is, by the broadest way in:
 * - `too-broad`: a stranger's repository, a whole organisation, or any branch and any pull request gets in
 * - `ci-only`: everybody who may push a branch gets in; fit for reading and for tests
 * - `good`: a branch, a tag or a workflow at a ref, as far as a ruleset protects it
 * - `better`: an environment, with its reviewers and branch rules
 * - `best`: an environment, one workflow at a ref, and ids that nobody can register again
 * - `closed`: nobody gets in from GitHub
 */
export type TrustRating = (typeof RATINGS)[number];

/** Broadest first. */
export const RATINGS = ["too-broad", "ci-only", "good", "better", "best", "closed"] as const;

/** What can be wrong with trust; codes are permanent. */
export type TrustFindingCode =
  // who gets in
  | "any-repository"
  | "whole-organization"
  | "name-prefix"
  | "any-context"
  | "pull-request"
  | "any-ref"
  | "any-environment"
  | "name-reusable"
  | "workflow-not-pinned"
  | "actor-weak"
  // conditions that do not do what they say
  | "sub-missing"
  | "audience-missing"
  | "audience-other"
  | "condition-missing"
  | "for-all-values"
  | "if-exists"
  | "negated"
  | "wildcard-literal"
  | "subject-shape"
  | "colon-unescaped"
  | "key-unknown"
  | "condition-unreadable"
  // AWS
  | "principal-any"
  // Google Cloud
  | "issuer-other"
  | "attribute-unmapped";

/** `error`: lets in who should not get in, or nobody. `warning`: may. `notice`: worth knowing. */
export type TrustSeverity = "error" | "warning" | "notice";

/** One fault of a trust policy. */
export interface TrustFinding {
  readonly code: TrustFindingCode;
  readonly severity: TrustSeverity;
  readonly place?: Place | undefined;
  /** What was found, and what it leads to. */
  readonly message: string;
  readonly fix: string;
}
