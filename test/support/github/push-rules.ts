import { type Account, roleReaches, type Team } from "./accounts.ts";
import type { AppIdentity } from "./apps.ts";
import type { Call } from "./call.ts";
import { GitHubError } from "./errors.ts";
import { zeroOid } from "./git/objects.ts";
import { git } from "./git/process.ts";
import type { Repository } from "./repository.ts";
import { type AppliedRule, type BranchRule, type RuleSource, rulesOfType } from "./rules.ts";
import { missingStatuses } from "./status-requirements.ts";

export interface RefChange {
  readonly name: string;
  /** The zero oid = the ref does not exist yet. */
  readonly before: string;
  /** The zero oid = it is deleted. */
  readonly after: string;
  readonly isFastForward: boolean;
}

/** What the rules of one kind say against a change, in GitHub's sentences. */
export interface RuleRefusal {
  readonly kind: RuleSource["kind"];
  readonly messages: readonly string[];
}

/** Why this caller may not move that ref directly (not by merging a pull request), `undefined` when they may. */
export async function refusalOf(
  call: Call,
  repository: Repository,
  change: RefChange,
): Promise<RuleRefusal | undefined> {
  const binding = repository
    .rulesFor(change.name)
    .filter(({ source }) => !bypasses(call, repository, { source, mode: "always" }));
  for (const kind of ["protection", "ruleset"] as const) {
    const rules = binding.filter(({ source }) => source.kind === kind);
    const messages = await violations(repository, change, rules);
    if (messages.length > 0) return { kind, messages: [...new Set(messages)] };
  }
  return undefined;
}

/** A branch rule said no. The API words it otherwise for branch protection than for rulesets. */
export class RuleViolation extends GitHubError {
  readonly refusal: RuleRefusal;

  constructor(ref: string, refusal: RuleRefusal) {
    const { kind, messages } = refusal;
    if (kind === "ruleset") {
      const message = `Repository rule violations found\n\n${messages.join("\n\n")}\n\n`;
      super(message, { status: 422, type: "FORBIDDEN" });
    } else {
      const branch = ref.replace(/^refs\/heads\//, "");
      super(`Protected branch update failed for ${ref}.\n${messages.join(" ")}`, {
        status: 422,
        type: "BRANCH_PROTECTION_RULE_VIOLATION",
        graphqlMessage: `protected branch '${branch}' check failed:\n  ${messages.join("\n  ")}`,
      });
    }
    this.refusal = refusal;
  }
}

/** Whether `source` lets this caller pass: for direct pushes only those who always may. */
export function bypasses(
  { actor, token }: Call,
  repository: Repository,
  { source, mode }: { readonly source: RuleSource; readonly mode: "always" | "pull_request" },
): boolean {
  const isAdmin = token.kind === "user" && roleReaches(repository.roleOf(actor), "admin");
  if (source.adminsExempt && isAdmin) return true;
  return source.bypass.some(
    (bypass) =>
      (bypass.mode === "always" || mode === "pull_request") && isOrContains(bypass.actor, actor),
  );
}

function isOrContains(named: Account | Team | AppIdentity, actor: Account): boolean {
  if ("members" in named) return named.members.has(actor);
  return "bot" in named ? named.bot === actor : named === actor;
}

async function violations(
  repository: Repository,
  change: RefChange,
  rules: readonly AppliedRule[],
): Promise<string[]> {
  const has = (type: BranchRule["type"]) => rulesOfType(rules, type).length > 0;
  if (change.after === zeroOid) return has("deletion") ? ["Cannot delete this branch"] : [];
  if (change.before === zeroOid) {
    return has("creation") ? ["Cannot create ref due to creations being restricted."] : [];
  }
  const flat = [
    has("update") && "Cannot update this protected ref.",
    has("merge_queue") && "Changes must be made through the merge queue",
    has("pull_request") && "Changes must be made through a pull request.",
    has("non_fast_forward") && !change.isFastForward && "Cannot force-push to this branch",
  ].filter((message) => message !== false);
  const statuses = rulesOfType(rules, "required_status_checks").flatMap(({ checks }) =>
    missingStatuses(repository, change.after, checks),
  );
  return [...flat, ...statuses, ...(await commitViolations(repository, change, has))];
}

/** What the commits themselves may not be. */
async function commitViolations(
  repository: Repository,
  { before, after }: RefChange,
  has: (type: BranchRule["type"]) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  if (has("required_linear_history")) {
    const merges = await commitsOf(repository, `${before}..${after}`, "--merges");
    if (merges.length > 0) found.push("This branch must not contain merge commits.");
  }
  if (has("required_signatures")) {
    const commits = await commitsOf(repository, `${before}..${after}`);
    const unsigned = commits.filter((oid) => !repository.signedCommits.has(oid));
    if (unsigned.length > 0) found.push("Commits must have verified signatures.");
  }
  return found;
}

async function commitsOf(
  repository: Repository,
  range: string,
  ...filters: readonly string[]
): Promise<string[]> {
  const { stdout } = await git(repository.git.gitDir, ["rev-list", ...filters, range]);
  return stdout.toString("latin1").split("\n").filter(Boolean);
}
