import type { RuleRefusal } from "../push-rules.ts";
import { type AppliedRule, type BranchRule, type RuleSource, rulesOfType } from "../rules.ts";
import type { State } from "../state.ts";
import { missingStatuses } from "../status-requirements.ts";
import { codeOwners, isOwner, ownerName, ownersOf } from "./code-owners.ts";
import { changedFiles, isBehind } from "./mergeability.ts";
import type { PullRequest } from "./pull-request.ts";
import { opinions } from "./reviews.ts";

type PullRequestRule = Extract<BranchRule, { readonly type: "pull_request" }>;

export type ReviewDecision = "APPROVED" | "CHANGES_REQUESTED" | "REVIEW_REQUIRED";

/** The rules of the branch that a pull request would be merged into. */
export function rulesOf({ repository, base }: PullRequest): AppliedRule[] {
  return repository.rulesFor(`refs/heads/${base}`);
}

/**
 * What the branch demands and the pull request does not have, in GitHub's sentences; `undefined` when
 * nothing is missing. `isExempt` tells whose rules do not bind.
 */
export async function unmet(
  state: State,
  pull: PullRequest,
  isExempt: (source: RuleSource) => boolean = () => false,
): Promise<RuleRefusal | undefined> {
  const binding = rulesOf(pull).filter(({ source }) => !isExempt(source));
  for (const kind of ["protection", "ruleset"] as const) {
    const rules = binding.filter(({ source }) => source.kind === kind);
    const messages = [
      ...(await reviewDemands(state, pull, rulesOfType(rules, "pull_request"))),
      ...(await statusDemands(pull, rules)),
    ];
    if (messages.length > 0) return { kind, messages: [...new Set(messages)] };
  }
  return undefined;
}

/** Whether a rule wants the head to be up to date with its base and it is not. */
export async function mustUpdate(pull: PullRequest): Promise<boolean> {
  const isStrict = rulesOfType(rulesOf(pull), "required_status_checks").some((rule) => rule.strict);
  return isStrict && (await isBehind(pull));
}

/** `undefined` where no rule asks for reviews. */
export async function reviewDecision(
  state: State,
  pull: PullRequest,
): Promise<ReviewDecision | undefined> {
  const rules = rulesOfType(rulesOf(pull), "pull_request");
  if (!rules.some((rule) => rule.approvals > 0 || rule.codeOwners)) return undefined;
  if (opinions(pull).some(({ state: opinion }) => opinion === "CHANGES_REQUESTED")) {
    return "CHANGES_REQUESTED";
  }
  const demands = await reviewDemands(state, pull, rules);
  return demands.length === 0 ? "APPROVED" : "REVIEW_REQUIRED";
}

async function reviewDemands(
  state: State,
  pull: PullRequest,
  rules: readonly PullRequestRule[],
): Promise<string[]> {
  const approvals = opinions(pull).filter((review) => review.state === "APPROVED");
  const wanted = Math.max(0, ...rules.map((rule) => rule.approvals));
  const demands: string[] = [];
  if (wanted > 0 && opinions(pull).length > approvals.length) {
    const count = opinions(pull).length - approvals.length;
    demands.push(`${count} review requesting changes by reviewers with write access.`);
  }
  if (approvals.length < wanted) {
    const reviews = wanted === 1 ? "1 approving review is" : `${wanted} approving reviews are`;
    demands.push(`At least ${reviews} required by reviewers with write access.`);
  }
  const isFresh = ({ author, commit }: (typeof approvals)[number]) =>
    author !== pull.lastPusher && commit === pull.headOid;
  if (rules.some((rule) => rule.lastPushApproval) && !approvals.some(isFresh)) {
    demands.push("New changes require approval from someone other than the last pusher.");
  }
  const missing = rules.some((rule) => rule.codeOwners) ? await missingOwners(state, pull) : [];
  if (missing.length > 0) {
    demands.push(`Waiting on code owner review from ${missing.join(" and/or ")}.`);
  }
  return demands;
}

/** The owners of files that none of their owners has approved. One of them is enough. */
async function missingOwners(state: State, pull: PullRequest): Promise<string[]> {
  const file = await codeOwners(state, pull.repository, pull.base);
  const approvers = opinions(pull)
    .filter((review) => review.state === "APPROVED")
    .map(({ author }) => author);
  const missing = new Set<string>();
  for (const { path } of await changedFiles(pull)) {
    const owners = ownersOf(file, path);
    if (owners.some((owner) => approvers.some((account) => isOwner(owner, account)))) continue;
    for (const owner of owners) missing.add(ownerName(owner));
  }
  return [...missing];
}

async function statusDemands(pull: PullRequest, rules: readonly AppliedRule[]): Promise<string[]> {
  const wanted = rulesOfType(rules, "required_status_checks");
  const missing = wanted.flatMap(({ checks }) =>
    missingStatuses(pull.repository, pull.headOid, checks),
  );
  const isOutdated = wanted.some(({ strict }) => strict) && (await isBehind(pull));
  return isOutdated
    ? [...missing, "The head branch is not up to date with the base branch."]
    : missing;
}
