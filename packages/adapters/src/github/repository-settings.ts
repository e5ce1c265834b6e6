import type {
  ActionsPolicy,
  BranchRule,
  DeploymentEnvironment,
  Installation,
  OwnerFault,
  Part,
  RepositorySettings,
  Ruleset,
  SettingsQuestion,
  TokenKind,
  WorkflowTokenPolicy,
} from "@gitops-actions/core/doctor";
import type { UserError } from "@gitops-actions/core/errors";
import type { Client } from "./client.ts";
import { explain, GitHubFailure } from "./failure.ts";
import { type Patience, retrying } from "./retry.ts";

interface Reply {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly isPrivate: boolean;
    readonly isArchived: boolean;
    readonly autoMergeAllowed: boolean;
    readonly mergeCommitAllowed: boolean;
    readonly squashMergeAllowed: boolean;
    readonly rebaseMergeAllowed: boolean;
    readonly defaultBranchRef: {
      readonly name: string;
      /** Branch protection as everybody may see it. */
      readonly refUpdateRule: UpdateRule | null;
    } | null;
  };
}

interface UpdateRule {
  readonly allowsDeletions: boolean;
  readonly allowsForcePushes: boolean;
  readonly requiredApprovingReviewCount: number | null;
  readonly requiredStatusCheckContexts: readonly (string | null)[] | null;
  readonly requiresCodeOwnerReviews: boolean;
  readonly requiresLinearHistory: boolean;
  readonly requiresSignatures: boolean;
}

/** What `client` reads, for one repository. */
interface Reader extends Patience {
  readonly client: Client;
  readonly owner: string;
  readonly repo: string;
}

interface Asking extends Patience {
  /** `owner/name`. */
  readonly repository: string;
  readonly question: SettingsQuestion;
  /** The client's; its kind is told by its prefix. */
  readonly token: string;
  /** Of the App that the workflows log in as. */
  readonly app: Installation | undefined;
}

/**
 * The settings of a repository, as far as the token may see them: what it may not, and what GitHub does not
 * give, is told as such. About ten requests, those that do not need each other at once. An error in place
 * of all where the repository itself cannot be read.
 */
export async function readSettings(
  client: Client,
  options: Asking,
): Promise<RepositorySettings | UserError> {
  try {
    return await readParts(client, options);
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return explain(error, { repository: options.repository, tried: "read its settings" });
  }
}

async function readParts(client: Client, options: Asking): Promise<RepositorySettings> {
  const { repository, question, app } = options;
  const [owner = "", repo = ""] = repository.split("/");
  const reader: Reader = { ...options, client, owner, repo };
  const found = await readRepository(reader);
  const { name: branch = "main", refUpdateRule = null } = found.repository.defaultBranchRef ?? {};
  const administered = <T>(route: string): Promise<Part<T>> =>
    part(reader, "administration: read", () => client.rest<T>(route, { owner, repo }));
  const [rules, promotionRules, protection, environments, actions, workflowToken, ownerFaults] =
    await Promise.all([
      readRules(reader, branch),
      readRules(reader, question.promotionBranch),
      readProtection(reader, branch, refUpdateRule),
      Promise.all(question.environments.map((name) => readEnvironment(reader, name))),
      administered<ActionsReply>("GET /repos/{owner}/{repo}/actions/permissions"),
      administered<WorkflowReply>("GET /repos/{owner}/{repo}/actions/permissions/workflow"),
      readOwners(reader, branch),
    ]);
  return {
    repository,
    branch,
    isArchived: found.repository.isArchived,
    isPrivate: found.repository.isPrivate,
    allowsAutoMerge: found.repository.autoMergeAllowed,
    mergeMethods: [
      ...(found.repository.squashMergeAllowed ? (["squash"] as const) : []),
      ...(found.repository.mergeCommitAllowed ? (["merge"] as const) : []),
      ...(found.repository.rebaseMergeAllowed ? (["rebase"] as const) : []),
    ],
    token: { kind: kindOf(options.token, found.viewer.login), login: found.viewer.login },
    rules,
    protection,
    promotionBranch: { name: question.promotionBranch, rules: promotionRules },
    rulesets: await readRulesets(reader, [rules, promotionRules]),
    environments: new Map(environments),
    actions: mapped(actions, actionsPolicyOf),
    workflowToken: mapped(workflowToken, workflowTokenPolicyOf),
    ownerFaults: mapped(ownerFaults, (reply) => reply?.errors.map(ownerFaultOf) ?? []),
    app,
  };
}

async function readRepository({ client, owner, repo, ...patience }: Reader): Promise<Reply> {
  const { data } = await retrying(
    () =>
      client.graphql<Reply>(
        `query ReadSettings($owner: String!, $repo: String!) {
          viewer { login }
          repository(owner: $owner, name: $repo) {
            isPrivate isArchived autoMergeAllowed mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
            defaultBranchRef { name refUpdateRule {
              allowsDeletions allowsForcePushes requiredApprovingReviewCount requiredStatusCheckContexts
              requiresCodeOwnerReviews requiresLinearHistory requiresSignatures
            } }
          }
        }`,
        { owner, repo },
      ),
    { ...patience, retryable: ["limited", "unavailable"] },
  );
  if (data.repository !== null) return data;
  throw new GitHubFailure("refused", `there is no ${owner}/${repo} for this token`, {
    status: 404,
    type: "NOT_FOUND",
  });
}

/** The answer, or why there is none; `needs` is the permission that would do. */
async function part<T>(
  patience: Patience,
  needs: string,
  read: () => Promise<T>,
): Promise<Part<T>> {
  try {
    const value = await retrying(read, { ...patience, retryable: ["limited", "unavailable"] });
    return { known: true, value };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const message = error.message.replace(/ - https:\S+$/, ""); // the client adds where it is documented
    // "Upgrade to GitHub Pro or make this repository public to enable this feature."
    const isPlan = error.status === 403 && /\bupgrade\b/i.test(message);
    const isRight = error.kind === "refused" && !isPlan;
    const why = isRight ? `${message}; it needs ${needs}` : message;
    return { known: false, why, isPlan };
  }
}

/** The answer; undefined for what is not there. */
function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof GitHubFailure && error.status === 404) return undefined;
    throw error;
  });
}

function mapped<T, U>(found: Part<T>, map: (value: T) => U): Part<U> {
  return found.known ? { known: true, value: map(found.value) } : found;
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

async function readRules(reader: Reader, branch: string): Promise<Part<readonly BranchRule[]>> {
  const { client, owner, repo } = reader;
  const route = "GET /repos/{owner}/{repo}/rules/branches/{branch}";
  const found = await part(reader, "metadata: read", () =>
    client.rest<readonly RuleReply[]>(route, { owner, repo, branch, per_page: 100 }),
  );
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
async function readProtection(
  reader: Reader,
  branch: string,
  rule: UpdateRule | null,
): Promise<Part<readonly BranchRule[]>> {
  if (rule === null) return { known: true, value: [] };
  const { client, owner, repo } = reader;
  const found = await part(reader, "contents: read", () =>
    client.rest<BranchReply>("GET /repos/{owner}/{repo}/branches/{branch}", {
      owner,
      repo,
      branch,
    }),
  );
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

async function readRulesets(
  reader: Reader,
  parts: readonly Part<readonly BranchRule[]>[],
): Promise<ReadonlyMap<number, Part<Ruleset>>> {
  const { client, owner, repo } = reader;
  const rules = parts.flatMap((one) => (one.known ? one.value : []));
  const ids = new Set(rules.flatMap(({ ruleset }) => (ruleset === undefined ? [] : [ruleset])));
  const read = async (id: number): Promise<[number, Part<Ruleset>]> => {
    const route = "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}";
    const found = await part(reader, "metadata: read", () =>
      client.rest<RulesetReply>(route, { owner, repo, ruleset_id: id }),
    );
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

interface EnvironmentReply {
  readonly protection_rules?: readonly { readonly type: string; readonly wait_timer?: number }[];
  readonly deployment_branch_policy?: {
    readonly protected_branches: boolean;
    readonly custom_branch_policies: boolean;
  } | null;
}

interface PoliciesReply {
  readonly branch_policies: readonly { readonly name?: string; readonly type?: string }[];
}

async function readEnvironment(
  reader: Reader,
  name: string,
): Promise<[string, Part<DeploymentEnvironment | undefined>]> {
  const { client, owner, repo } = reader;
  const route = "GET /repos/{owner}/{repo}/environments/{environment_name}";
  const parameters = { owner, repo, environment_name: name };
  const found = await part(reader, "actions: read", () =>
    ifThere(client.rest<EnvironmentReply>(route, parameters)),
  );
  if (!found.known || found.value === undefined) return [name, mapped(found, () => undefined)];
  const { protection_rules: rules = [], deployment_branch_policy: policy } = found.value;
  const read = async (): Promise<DeploymentEnvironment["refs"]> => {
    const policies = `${route}/deployment-branch-policies`;
    const patterns = await part(reader, "actions: read", () =>
      client.rest<PoliciesReply>(policies, { ...parameters, per_page: 100 }),
    );
    return mapped(patterns, ({ branch_policies: all }) =>
      all.map(({ name: pattern = "", type }) => ({ pattern, isTag: type === "tag" })),
    );
  };
  const value: DeploymentEnvironment = {
    refs: !policy ? "all" : policy.protected_branches ? "protected" : await read(),
    hasReviewers: rules.some(({ type }) => type === "required_reviewers"),
    waitMinutes: rules.find(({ type }) => type === "wait_timer")?.wait_timer ?? 0,
  };
  return [name, { known: true, value }];
}

interface ActionsReply {
  readonly enabled: boolean;
  readonly allowed_actions?: ActionsPolicy["allowed"];
  readonly sha_pinning_required?: boolean;
}

function actionsPolicyOf(reply: ActionsReply): ActionsPolicy {
  return {
    isEnabled: reply.enabled,
    allowed: reply.allowed_actions ?? "all",
    needsSha: reply.sha_pinning_required === true,
  };
}

interface WorkflowReply {
  readonly default_workflow_permissions: "read" | "write";
  readonly can_approve_pull_request_reviews: boolean;
}

function workflowTokenPolicyOf(reply: WorkflowReply): WorkflowTokenPolicy {
  return {
    isWriteByDefault: reply.default_workflow_permissions === "write",
    mayApprove: reply.can_approve_pull_request_reviews,
  };
}

interface OwnersReply {
  readonly errors: readonly {
    readonly path: string;
    readonly line: number;
    readonly kind: string;
    readonly suggestion?: string | null;
  }[];
}

/** GitHub's faults of CODEOWNERS; there is no such thing where there is no such file. */
function readOwners(reader: Reader, ref: string): Promise<Part<OwnersReply | undefined>> {
  const { client, owner, repo } = reader;
  const route = "GET /repos/{owner}/{repo}/codeowners/errors";
  return part(reader, "contents: read", () =>
    ifThere(client.rest<OwnersReply>(route, { owner, repo, ref })),
  );
}

function ownerFaultOf({ path, line, kind, suggestion }: OwnersReply["errors"][number]): OwnerFault {
  return { path, line, message: suggestion ? `${kind}; ${suggestion}` : kind };
}

/** Tokens are opaque; their documented prefixes are all that is looked at, and whom GitHub takes the bearer for. */
function kindOf(token: string, login: string): TokenKind {
  if (login === "github-actions[bot]") return "workflow";
  const [, kind] = PREFIXES.find(([prefix]) => token.startsWith(prefix)) ?? [];
  return kind ?? "unknown";
}

const PREFIXES: readonly [prefix: string, kind: TokenKind][] = [
  ["ghs_", "app"],
  ["ghp_", "classic"],
  ["github_pat_", "fine-grained"],
  ["gho_", "of-a-program"],
  ["ghu_", "of-a-program"],
];
