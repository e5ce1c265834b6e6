import type { BranchRule, Part, Ruleset } from "@gitops-actions/core/doctor";
import { ask, mapped, type Reader } from "./settings-part.ts";

/** Branch protection as everybody may see it, by GraphQL. */
export interface UpdateRule {
  readonly allowsDeletions: boolean;
  readonly allowsForcePushes: boolean;
  readonly requiredApprovingReviewCount: number | null;
  readonly requiresCodeOwnerReviews: boolean;
  readonly requiresLinearHistory: boolean;
  readonly requiresSignatures: boolean;
}

interface RuleReply {
  readonly type: string;
  readonly ruleset_id?: number;
  readonly parameters?: {
    readonly required_status_checks?: readonly CheckReply[];
    readonly strict_required_status_checks_policy?: boolean;
    readonly require_code_owner_review?: boolean;
    readonly allowed_merge_methods?: readonly ("merge" | "squash" | "rebase")[];
    readonly operator?: string;
    readonly pattern?: string;
    readonly negate?: boolean;
  };
}

interface CheckReply {
  readonly context: string;
  /** In rulesets; absent where anybody may report. */
  readonly integration_id?: number | null;
  /** In branch protection; null, or -1, where anybody may. */
  readonly app_id?: number | null;
}

/** The rules that rulesets have for a branch, there or not. */
export async function readRules(
  reader: Reader,
  branch: string,
): Promise<Part<readonly BranchRule[]>> {
  const route = "GET /repos/{owner}/{repo}/rules/branches/{branch}";
  const found = await ask<readonly RuleReply[]>(reader, route, {
    needs: "metadata: read",
    parameters: { branch, per_page: 100 },
  });
  return mapped(found, (rules) => rules.map(ruleOf));
}

function ruleOf({ type, ruleset_id: ruleset, parameters = {} }: RuleReply): BranchRule {
  const { required_status_checks: checks, operator, pattern: text, negate = false } = parameters;
  return {
    type,
    ruleset,
    strict: parameters.strict_required_status_checks_policy,
    mergeMethods: parameters.allowed_merge_methods,
    codeOwners: parameters.require_code_owner_review === true,
    ...(checks === undefined ? {} : { checks: checks.map(checkOf) }),
    ...(operator === undefined || text === undefined
      ? {}
      : { pattern: { operator, text, negate } }),
  };
}

function checkOf({ context, integration_id, app_id }: CheckReply) {
  const app = integration_id ?? app_id ?? -1;
  return { context, app: app > 0 ? app : undefined };
}

interface BranchReply {
  readonly protection?: {
    readonly required_status_checks?: {
      readonly contexts?: readonly string[];
      readonly checks?: readonly CheckReply[];
    };
  };
}

/** Branch protection as rules; which Apps have to report statuses is told at another place than the rest. */
export async function readProtection(
  reader: Reader,
  { branch, rule }: { readonly branch: string; readonly rule: UpdateRule | null },
): Promise<Part<readonly BranchRule[]>> {
  if (rule === null) return { known: true, value: [] };
  const found = await ask<BranchReply>(reader, "GET /repos/{owner}/{repo}/branches/{branch}", {
    needs: "contents: read",
    parameters: { branch },
  });
  return mapped(found, ({ protection }) => {
    const { contexts = [], checks } = protection?.required_status_checks ?? {};
    return protectionRules(rule, checks ?? contexts.map((context) => ({ context })));
  });
}

function protectionRules(rule: UpdateRule, checks: readonly CheckReply[]): readonly BranchRule[] {
  const wantsPull = rule.requiredApprovingReviewCount !== null || rule.requiresCodeOwnerReviews;
  const codeOwners = rule.requiresCodeOwnerReviews;
  return [
    ...(checks.length > 0
      ? [{ type: "required_status_checks", ruleset: undefined, checks: checks.map(checkOf) }]
      : []),
    ...(wantsPull ? [{ type: "pull_request", ruleset: undefined, codeOwners }] : []),
    ...(
      [
        [!rule.allowsForcePushes, "non_fast_forward"],
        [!rule.allowsDeletions, "deletion"],
        [rule.requiresLinearHistory, "required_linear_history"],
        [rule.requiresSignatures, "required_signatures"],
      ] as const
    ).flatMap(([holds, type]) => (holds ? [{ type, ruleset: undefined }] : [])),
  ];
}

interface RulesetReply {
  readonly name: string;
  readonly bypass_actors?: readonly {
    readonly actor_id?: number | null;
    readonly actor_type: string;
    readonly bypass_mode?: string;
  }[];
}

/** The rulesets that rules come from, by id. */
export async function readRulesets(
  reader: Reader,
  parts: readonly Part<readonly BranchRule[]>[],
): Promise<ReadonlyMap<number, Part<Ruleset>>> {
  const rules = parts.flatMap((one) => (one.known ? one.value : []));
  const ids = new Set(rules.flatMap(({ ruleset }) => (ruleset === undefined ? [] : [ruleset])));
  const read = async (id: number): Promise<[number, Part<Ruleset>]> => {
    const route = "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}";
    const parameters = { ruleset_id: id };
    const found = await ask<RulesetReply>(reader, route, { needs: "metadata: read", parameters });
    return [id, mapped(found, rulesetOf)];
  };
  return new Map(await Promise.all([...ids].map(read)));
}

function rulesetOf({ name, bypass_actors: actors }: RulesetReply): Ruleset {
  const apps = actors?.filter(
    (actor) => actor.actor_type === "Integration" && actor.bypass_mode !== "pull_request",
  );
  return { name, apps: apps?.map((actor) => actor.actor_id ?? 0) };
}
