import type { Account, Team } from "./accounts.ts";
import type { AppIdentity } from "./apps.ts";
import type { BranchRule, Bypass, MergeMethod, RuleSource } from "./rules.ts";
import type { State } from "./state.ts";

/** Who may pass: a login, `org/team`, or an App's slug. */
export type ActorName = string;

export interface PullRequestOptions {
  readonly approvals?: number;
  readonly codeOwners?: boolean;
  readonly lastPushApproval?: boolean;
  readonly dismissStale?: boolean;
  /** Only rulesets can say this. */
  readonly mergeMethods?: readonly MergeMethod[];
}

/** The demands that branch protection and rulesets share. */
export interface RuleOptions {
  readonly pullRequest?: PullRequestOptions;
  /** A context, or one that only a certain App may report (by slug). */
  readonly statusChecks?: readonly (string | { readonly context: string; readonly app: string })[];
  /** The branch must be up to date before merging. */
  readonly strictStatusChecks?: boolean;
  readonly mergeQueue?: MergeMethod;
  readonly linearHistory?: boolean;
  readonly signatures?: boolean;
}

/** "Branch protection rules" of the settings page. */
export interface ProtectionOptions extends RuleOptions {
  /** Administrators are bound too. */
  readonly enforceAdmins?: boolean;
  readonly allowForcePushes?: boolean;
  readonly allowDeletions?: boolean;
  /** Who may push and merge without a pull request. */
  readonly bypass?: readonly ActorName[];
}

/** "Rulesets" of the settings page. */
export interface RulesetOptions extends RuleOptions {
  readonly name: string;
  /** Full ref names with `*`, `~DEFAULT_BRANCH`, `~ALL`; default the default branch. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly blockForcePushes?: boolean;
  readonly restrictCreations?: boolean;
  readonly restrictUpdates?: boolean;
  readonly restrictDeletions?: boolean;
  /** A name = always; else only when merging pull requests. */
  readonly bypass?: readonly (
    | ActorName
    | { readonly actor: ActorName; readonly mode: Bypass["mode"] }
  )[];
}

export function protection(state: State, pattern: string, options: ProtectionOptions): RuleSource {
  return {
    kind: "protection",
    ...state.newIdentity("BPR"),
    name: pattern,
    include: [`refs/heads/${pattern}`],
    exclude: [],
    adminsExempt: options.enforceAdmins !== true,
    bypass: (options.bypass ?? []).map((name) => ({
      actor: actorNamed(state, name),
      mode: "always",
    })),
    rules: [
      ...sharedRules(state, options),
      ...(options.allowForcePushes === true ? [] : [{ type: "non_fast_forward" } as const]),
      ...(options.allowDeletions === true ? [] : [{ type: "deletion" } as const]),
    ],
  };
}

export function ruleset(state: State, options: RulesetOptions): RuleSource {
  const extra: readonly (readonly [boolean | undefined, BranchRule])[] = [
    [options.blockForcePushes, { type: "non_fast_forward" }],
    [options.restrictCreations, { type: "creation" }],
    [options.restrictUpdates, { type: "update" }],
    [options.restrictDeletions, { type: "deletion" }],
  ];
  return {
    kind: "ruleset",
    ...state.newIdentity("RRS"),
    name: options.name,
    include: options.include ?? ["~DEFAULT_BRANCH"],
    exclude: options.exclude ?? [],
    adminsExempt: false,
    bypass: (options.bypass ?? []).map((one) =>
      typeof one === "string"
        ? { actor: actorNamed(state, one), mode: "always" }
        : { actor: actorNamed(state, one.actor), mode: one.mode },
    ),
    rules: [
      ...sharedRules(state, options),
      ...extra.filter(([wanted]) => wanted === true).map(([, rule]) => rule),
    ],
  };
}

function sharedRules(state: State, options: RuleOptions): BranchRule[] {
  const { pullRequest, statusChecks, mergeQueue } = options;
  const rules: BranchRule[] = [];
  if (pullRequest !== undefined) {
    rules.push({
      type: "pull_request",
      approvals: pullRequest.approvals ?? 0,
      codeOwners: pullRequest.codeOwners ?? false,
      lastPushApproval: pullRequest.lastPushApproval ?? false,
      dismissStale: pullRequest.dismissStale ?? false,
      mergeMethods: pullRequest.mergeMethods ?? ["merge", "squash", "rebase"],
    });
  }
  if (statusChecks !== undefined) {
    const checks = statusChecks.map((one) =>
      typeof one === "string"
        ? { context: one }
        : { context: one.context, app: state.appIdentity(one.app) },
    );
    rules.push({
      type: "required_status_checks",
      checks,
      strict: options.strictStatusChecks ?? false,
    });
  }
  if (mergeQueue !== undefined) rules.push({ type: "merge_queue", method: mergeQueue });
  if (options.linearHistory === true) rules.push({ type: "required_linear_history" });
  if (options.signatures === true) rules.push({ type: "required_signatures" });
  return rules;
}

function actorNamed(state: State, name: ActorName): Account | Team | AppIdentity {
  const [organization = "", slug] = name.split("/");
  if (slug === undefined) {
    return state.accounts.find(`${name}[bot]`) ?? state.accounts.user(name);
  }
  const team = state.accounts.team(organization, slug);
  if (team === undefined) throw new Error(`there is no team "${name}": create it first`);
  return team;
}
