import type { Account, Team } from "./accounts.ts";
import type { AppIdentity } from "./apps.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

export interface StatusRequirement {
  readonly context: string;
  /** Only a status or check by this App counts. */
  readonly app?: AppIdentity | undefined;
}

/** What GitHub can demand of a branch, by its names for ruleset rules; branch protection is made of the same. */
export type BranchRule =
  | {
      readonly type: "pull_request";
      readonly approvals: number;
      readonly codeOwners: boolean;
      readonly lastPushApproval: boolean;
      readonly dismissStale: boolean;
      readonly mergeMethods: readonly MergeMethod[];
    }
  | {
      readonly type: "required_status_checks";
      readonly checks: readonly StatusRequirement[];
      /** The branch must be up to date with its base. */
      readonly strict: boolean;
    }
  | { readonly type: "merge_queue"; readonly method: MergeMethod }
  | { readonly type: "required_linear_history" }
  | { readonly type: "required_signatures" }
  | { readonly type: "non_fast_forward" }
  | { readonly type: "creation" }
  | { readonly type: "update" }
  | { readonly type: "deletion" };

export interface Bypass {
  readonly actor: Account | Team | AppIdentity;
  /** `pull_request` = only when merging one, not for direct pushes. */
  readonly mode: "always" | "pull_request";
}

/** A set of rules with one scope: a branch protection rule (older, one pattern) or a ruleset. */
export interface RuleSource {
  readonly kind: "protection" | "ruleset";
  readonly id: number;
  readonly nodeId: string;
  /** The ruleset's name, or the pattern of the protection. */
  readonly name: string;
  /** Patterns of full ref names; `~DEFAULT_BRANCH` and `~ALL` have their meaning. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly BranchRule[];
  readonly bypass: readonly Bypass[];
  /** Administrators are not bound (branch protection without "Do not allow bypassing"). */
  readonly adminsExempt: boolean;
}

export interface AppliedRule {
  readonly source: RuleSource;
  readonly rule: BranchRule;
}

/** The rules of `sources` that hold for the ref `name`. */
export function rulesFor(
  sources: readonly RuleSource[],
  name: string,
  defaultBranch: string,
): AppliedRule[] {
  const matches = (pattern: string) => refMatches(pattern, name, defaultBranch);
  return sources
    .filter((source) => source.include.some(matches) && !source.exclude.some(matches))
    .flatMap((source) => source.rules.map((rule) => ({ source, rule })));
}

/** The rules of one type, as that type. */
export function rulesOfType<Type extends BranchRule["type"]>(
  applied: readonly AppliedRule[],
  type: Type,
): Extract<BranchRule, { readonly type: Type }>[] {
  return applied
    .map(({ rule }) => rule)
    .filter((rule): rule is Extract<BranchRule, { readonly type: Type }> => rule.type === type);
}

/** GitHub matches with fnmatch and `FNM_PATHNAME`: `*` stops at a slash, `**` with a slash crosses folders. */
function refMatches(pattern: string, name: string, defaultBranch: string): boolean {
  if (pattern === "~ALL") return true;
  if (pattern === "~DEFAULT_BRANCH") return name === `refs/heads/${defaultBranch}`;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*\/|\*|\?/g, (glob) => ({ "**/": "(?:.*/)?", "*": "[^/]*" })[glob] ?? "[^/]");
  return new RegExp(`^${source}$`).test(name);
}
