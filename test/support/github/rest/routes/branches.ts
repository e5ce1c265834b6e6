import type { Call } from "../../call.ts";
import { forbidden, GitHubError, notFound } from "../../errors.ts";
import { commitHandle } from "../../git-handles.ts";
import { filesBetween } from "../../pulls/mergeability.ts";
import type { Repository } from "../../repository.ts";
import type { AppliedRule, BranchRule, Bypass, RuleSource } from "../../rules.ts";
import { permits } from "../../tokens.ts";
import { commit, repositoryUrl } from "../present-git.ts";
import { diffEntry } from "../present-pull-request.ts";
import {
  listPage,
  listReply,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
} from "../route.ts";
import { commitAt } from "./statuses.ts";

interface BranchParameter {
  readonly branch: string;
}

/** GitHub lists no more files of a comparison. */
const mostFiles = 300;

export const branchRoutes: Routes = {
  "repos/get-branch": repositoryRoute<BranchParameter>(
    ["contents", "read"],
    async (repository, { parameters: { branch } }, call) => {
      const oid = repository.git.refs.read(`refs/heads/${branch}`, call.asOf);
      if (oid === undefined) throw branchNotFound();
      const source = protectionOf(repository, branch);
      const isProtected = repository.rulesFor(`refs/heads/${branch}`).length > 0;
      const self = `${repositoryUrl(call, repository)}/branches/${branch}`;
      return ok({
        name: branch,
        commit: await commit(call, commitHandle(repository, oid)),
        _links: {
          self,
          html: `${call.state.serverUrl}/${repository.nameWithOwner}/tree/${branch}`,
        },
        protected: isProtected,
        protection: source === undefined ? { enabled: false } : summaryOf(source),
        protection_url: `${self}/protection`,
      });
    },
  ),
  "repos/get-branch-protection": repositoryRoute<BranchParameter>(
    ["administration", "read"],
    (repository, { parameters: { branch } }, call) => {
      requirePlan(repository);
      if (repository.git.refs.read(`refs/heads/${branch}`) === undefined) throw branchNotFound();
      const source = protectionOf(repository, branch);
      if (source === undefined) {
        throw new GitHubError("Branch not protected", { status: 404, type: "NOT_FOUND" });
      }
      const url = `${repositoryUrl(call, repository)}/branches/${branch}/protection`;
      return ok(shownProtection(source, url));
    },
  ),
  "repos/get-branch-rules": repositoryRoute<BranchParameter & PageParameters>(
    ["metadata", "read"],
    (repository, request) => {
      requirePlan(repository);
      const rules = repository
        .rulesFor(`refs/heads/${request.parameters.branch}`)
        .filter(({ source }) => source.kind === "ruleset");
      return listReply(rules, request, (rule) => shownRule(repository, rule));
    },
  ),
  "repos/get-repo-ruleset": repositoryRoute<{ readonly ruleset_id: number }>(
    ["metadata", "read"],
    (repository, { parameters }, call) => {
      requirePlan(repository);
      const source = repository.ruleSources.find(
        ({ kind, id }) => kind === "ruleset" && id === parameters.ruleset_id,
      );
      if (source === undefined) throw notFound();
      return ok(shownRuleset(source, repository, call));
    },
  ),
  "repos/compare-commits-with-basehead": repositoryRoute<
    PageParameters & { readonly basehead: string }
  >(["contents", "read"], async (repository, request, call) => {
    const [from = "", to = ""] = request.parameters.basehead.split("...");
    const base = await commitAt(call, repository, from);
    const head = await commitAt(call, repository, to);
    const { history } = repository.git;
    const mergeBase = await history.mergeBase(base, head);
    if (mergeBase === undefined) throw notFound(`No common ancestor between ${from} and ${to}.`);
    const ahead = await history.between(base, head);
    const behind = await history.between(head, base);
    const { items, headers } = listPage(ahead, request);
    const files = (await filesBetween(repository, mergeBase, head)).slice(0, mostFiles);
    const url = `${repositoryUrl(call, repository)}/compare/${from}...${to}`;
    const html = `${call.state.serverUrl}/${repository.nameWithOwner}/compare/${from}...${to}`;
    const shown = (oid: string) => commit(call, commitHandle(repository, oid));
    const body = {
      url,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: await shown(base),
      merge_base_commit: await shown(mergeBase),
      status: comparison(ahead.length, behind.length),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: await Promise.all(items.map(shown)),
      files: files.map((file) => diffEntry(call, { repository, at: head }, file)),
    };
    return { status: 200, body, headers };
  }),
};

/** Throws GitHub's refusal where the plan has no rules for private repositories. */
function requirePlan({ isPrivate, settings }: Repository): void {
  if (!isPrivate || settings.plan !== "free") return;
  throw forbidden("Upgrade to GitHub Pro or make this repository public to enable this feature.");
}

function comparison(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}

function protectionOf(repository: Repository, branch: string): RuleSource | undefined {
  const rules = repository.rulesFor(`refs/heads/${branch}`);
  return rules.find(({ source }) => source.kind === "protection")?.source;
}

/** What everybody who can read the branch sees of its protection. */
function summaryOf({ rules, adminsExempt }: RuleSource) {
  const statuses = rules.find((rule) => rule.type === "required_status_checks");
  const { checks = [] } = statuses ?? {};
  return {
    enabled: true,
    required_status_checks: {
      enforcement_level: statuses === undefined ? "off" : adminsExempt ? "non_admins" : "everyone",
      contexts: checks.map(({ context }) => context),
      checks: checks.map(({ context, app }) => ({ context, app_id: app?.id ?? null })),
    },
  };
}

/** A `repository-ruleset`; who may pass it is shown to those who may change it. */
function shownRuleset(source: RuleSource, { nameWithOwner }: Repository, call: Call) {
  const { id, nodeId, name, include, exclude, rules, bypass } = source;
  return {
    id,
    node_id: nodeId,
    name,
    target: "branch",
    source_type: "Repository",
    source: nameWithOwner,
    enforcement: "active",
    conditions: { ref_name: { include, exclude } },
    rules: rules.map((rule) => ({ type: rule.type, parameters: parametersOf(rule) })),
    ...(permits(call.token.permissions, "administration", "write")
      ? { bypass_actors: bypass.map((one) => shownBypass(one, call)) }
      : {}),
  };
}

function shownBypass({ actor, mode }: Bypass, { state }: Call) {
  if ("slug" in actor && "members" in actor) {
    return { actor_id: actor.id, actor_type: "Team", bypass_mode: mode };
  }
  const { login } = "bot" in actor ? actor.bot : actor;
  const isApp = login.endsWith("[bot]");
  return {
    actor_id: isApp ? state.appIdentity(login.replace("[bot]", "")).id : actor.id,
    actor_type: isApp ? "Integration" : "User",
    bypass_mode: mode,
  };
}

/** A `branch-protection`. */
function shownProtection({ rules, adminsExempt }: RuleSource, url: string) {
  const has = (type: BranchRule["type"]) => rules.some((rule) => rule.type === type);
  const pulls = rules.find((rule) => rule.type === "pull_request");
  const statuses = rules.find((rule) => rule.type === "required_status_checks");
  return {
    url,
    ...(statuses === undefined ? {} : { required_status_checks: shownStatuses(statuses, url) }),
    ...(pulls === undefined ? {} : { required_pull_request_reviews: shownReviews(pulls, url) }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: !adminsExempt },
    required_linear_history: { enabled: has("required_linear_history") },
    required_signatures: {
      url: `${url}/required_signatures`,
      enabled: has("required_signatures"),
    },
    allow_force_pushes: { enabled: !has("non_fast_forward") },
    allow_deletions: { enabled: !has("deletion") },
  };
}

type Of<Type extends BranchRule["type"]> = Extract<BranchRule, { readonly type: Type }>;

function shownStatuses({ checks, strict }: Of<"required_status_checks">, url: string) {
  return {
    url: `${url}/required_status_checks`,
    strict,
    contexts: checks.map(({ context }) => context),
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: checks.map(({ context, app }) => ({ context, app_id: app?.id ?? null })),
  };
}

function shownReviews(rule: Of<"pull_request">, url: string) {
  return {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: rule.dismissStale,
    require_code_owner_reviews: rule.codeOwners,
    required_approving_review_count: rule.approvals,
    require_last_push_approval: rule.lastPushApproval,
  };
}

/** A `repository-rule-detailed`. */
function shownRule({ nameWithOwner }: Repository, { source, rule }: AppliedRule) {
  const parameters = parametersOf(rule);
  return {
    type: rule.type,
    ruleset_source_type: "Repository",
    ruleset_source: nameWithOwner,
    ruleset_id: source.id,
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function parametersOf(rule: BranchRule): object | undefined {
  switch (rule.type) {
    case "pull_request":
      return {
        required_approving_review_count: rule.approvals,
        require_code_owner_review: rule.codeOwners,
        require_last_push_approval: rule.lastPushApproval,
        dismiss_stale_reviews_on_push: rule.dismissStale,
        required_review_thread_resolution: false,
        allowed_merge_methods: rule.mergeMethods,
      };
    case "required_status_checks":
      return {
        strict_required_status_checks_policy: rule.strict,
        do_not_enforce_on_create: false,
        required_status_checks: rule.checks.map(({ context, app }) =>
          app === undefined ? { context } : { context, integration_id: app.id },
        ),
      };
    case "merge_queue":
      return {
        merge_method: rule.method.toUpperCase(),
        check_response_timeout_minutes: 60,
        grouping_strategy: "ALLGREEN",
        max_entries_to_build: 5,
        max_entries_to_merge: 5,
        min_entries_to_merge: 1,
        min_entries_to_merge_wait_minutes: 0,
      };
    case "update":
      return { update_allows_fetch_and_merge: false };
    default:
      return undefined;
  }
}

function branchNotFound(): GitHubError {
  return new GitHubError("Branch not found", { status: 404, type: "NOT_FOUND" });
}
