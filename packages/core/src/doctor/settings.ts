import type { MergeMethod } from "../promotion/pull-request/index.ts";

/** A part of the settings: read, or why it could not be. */
export type Part<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      /** GitHub's words, and the permission that would do. */
      readonly why: string;
      /** Whether the plan of the account has no such thing. */
      readonly isPlan: boolean;
    };

/** What a token is, by its prefix and whom GitHub takes its bearer for. */
export type TokenKind =
  | "app"
  | "workflow"
  | "classic"
  | "fine-grained"
  | "of-a-program"
  | "unknown";

/** A rule that holds for a branch, by a ruleset or by branch protection. */
export interface BranchRule {
  /** GitHub's name of it in rulesets: `pull_request`, `required_signatures`. */
  readonly type: string;
  /** The ruleset's id; undefined for branch protection. */
  readonly ruleset: number | undefined;
  /** Of `required_status_checks`; the App by its id, undefined where anybody may report. */
  readonly checks?: readonly { readonly context: string; readonly app: number | undefined }[];
  /** Of `required_status_checks`: the branch has to be up to date with its base. */
  readonly strict?: boolean | undefined;
  /** Of `pull_request`. */
  readonly codeOwners?: boolean;
  /** Of `pull_request`; undefined where all are. */
  readonly mergeMethods?: readonly MergeMethod[] | undefined;
  /** Of rules about names and words: what they want. */
  readonly pattern?: { readonly operator: string; readonly text: string; readonly negate: boolean };
}

/** A ruleset, as far as it says who need not keep it. */
export interface Ruleset {
  readonly name: string;
  /** Ids of Apps that may pass it when they push; undefined where the token may not see that. */
  readonly apps: readonly number[] | undefined;
}

/** An environment of the repository's settings. */
export interface DeploymentEnvironment {
  /** Which refs may use it: all, branches with branch protection, or those that fit a pattern. */
  readonly refs:
    | "all"
    | "protected"
    | Part<readonly { readonly pattern: string; readonly isTag: boolean }[]>;
  /** Whether a person has to approve each run. */
  readonly hasReviewers: boolean;
  readonly waitMinutes: number;
}

/** What Actions may run. */
export interface ActionsPolicy {
  readonly isEnabled: boolean;
  /** `selected`: only those that are listed. `local_only`: only those of this repository and its owner. */
  readonly allowed: "all" | "local_only" | "selected";
  readonly needsSha: boolean;
}

/** What the workflows' own token may do. */
export interface WorkflowTokenPolicy {
  readonly isWriteByDefault: boolean;
  readonly mayApprove: boolean;
}

/** A line of CODEOWNERS that GitHub cannot use. */
export interface OwnerFault {
  readonly path: string;
  readonly line: number;
  /** In GitHub's words. */
  readonly message: string;
}

/** An installation of a GitHub App. */
export interface Installation {
  readonly appId: number;
  readonly slug: string;
  /** By GitHub's names: `pull_requests`. */
  readonly permissions: Readonly<Record<string, string>>;
}

/** The settings of a repository on GitHub, as far as a token may see them. */
export interface RepositorySettings {
  /** `owner/name`. */
  readonly repository: string;
  readonly isArchived: boolean;
  /** The default branch. */
  readonly branch: string;
  readonly allowsAutoMerge: boolean;
  readonly mergeMethods: readonly MergeMethod[];
  readonly token: { readonly kind: TokenKind; readonly login: string };
  /** Of rulesets, for the default branch. */
  readonly rules: Part<readonly BranchRule[]>;
  /** Of branch protection, for the default branch; empty where it has none. */
  readonly protection: Part<readonly BranchRule[]>;
  /** Of rulesets, for a branch as promotions have it. */
  readonly promotionBranch: { readonly name: string; readonly rules: Part<readonly BranchRule[]> };
  /** By id, those of `rules` and `promotionBranch`. */
  readonly rulesets: ReadonlyMap<number, Part<Ruleset>>;
  /** By name, those that were asked for; undefined for one that is not there. */
  readonly environments: ReadonlyMap<string, Part<DeploymentEnvironment | undefined>>;
  readonly actions: Part<ActionsPolicy>;
  readonly workflowToken: Part<WorkflowTokenPolicy>;
  readonly ownerFaults: Part<readonly OwnerFault[]>;
  /** Of the App that the workflows log in as; undefined where its key was not given. */
  readonly app: Installation | undefined;
}

/** What of a repository's settings is to be read. */
export interface SettingsQuestion {
  /** Names of environments. */
  readonly environments: readonly string[];
  /** A branch as promotions have it. */
  readonly promotionBranch: string;
}
