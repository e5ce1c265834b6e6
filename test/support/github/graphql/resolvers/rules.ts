import type { RefHandle } from "../../git-handles.ts";
import type { BranchRule, RuleSource } from "../../rules.ts";
import { objectType } from "../fields.ts";

function has(source: RuleSource, type: BranchRule["type"]): boolean {
  return source.rules.some((rule) => rule.type === type);
}

function reviews({ rules }: RuleSource) {
  return rules.find((rule) => rule.type === "pull_request");
}

function statuses({ rules }: RuleSource) {
  return rules.find((rule) => rule.type === "required_status_checks");
}

function protectionOf({ repository, fullName }: RefHandle): RuleSource | undefined {
  return repository.rulesFor(fullName).find(({ source }) => source.kind === "protection")?.source;
}

export const ruleTypes = [
  objectType<RefHandle>("Ref", {
    branchProtectionRule: protectionOf,
    refUpdateRule: protectionOf,
  }),
  // What those see of branch protection who do not administer the repository.
  objectType<RuleSource>("RefUpdateRule", {
    pattern: ({ name }) => name,
    allowsForcePushes: (source) => !has(source, "non_fast_forward"),
    allowsDeletions: (source) => !has(source, "deletion"),
    requiredApprovingReviewCount: (source) => reviews(source)?.approvals,
    requiredStatusCheckContexts: (source) =>
      statuses(source)?.checks.map(({ context }) => context) ?? [],
    requiresCodeOwnerReviews: (source) => reviews(source)?.codeOwners ?? false,
    requiresLinearHistory: (source) => has(source, "required_linear_history"),
    requiresSignatures: (source) => has(source, "required_signatures"),
  }),
  objectType<RuleSource>("BranchProtectionRule", {
    id: ({ nodeId }) => nodeId,
    databaseId: ({ id }) => id,
    pattern: ({ name }) => name,
    isAdminEnforced: ({ adminsExempt }) => !adminsExempt,
    allowsForcePushes: (source) => !has(source, "non_fast_forward"),
    allowsDeletions: (source) => !has(source, "deletion"),
    requiresApprovingReviews: (source) => reviews(source) !== undefined,
    requiredApprovingReviewCount: (source) => reviews(source)?.approvals,
    requiresCodeOwnerReviews: (source) => reviews(source)?.codeOwners ?? false,
    requireLastPushApproval: (source) => reviews(source)?.lastPushApproval ?? false,
    dismissesStaleReviews: (source) => reviews(source)?.dismissStale ?? false,
    requiresStatusChecks: (source) => statuses(source) !== undefined,
    requiresStrictStatusChecks: (source) => statuses(source)?.strict ?? false,
    requiredStatusCheckContexts: (source) =>
      statuses(source)?.checks.map(({ context }) => context) ?? [],
    requiredStatusChecks: (source) => statuses(source)?.checks ?? [],
    requiresLinearHistory: (source) => has(source, "required_linear_history"),
    requiresCommitSignatures: (source) => has(source, "required_signatures"),
  }),
  objectType<{ context: string; app?: object }>("RequiredStatusCheckDescription", {
    context: ({ context }) => context,
    app: ({ app }) => app,
  }),
];
