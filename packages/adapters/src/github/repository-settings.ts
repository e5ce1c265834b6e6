import type {
  ActionsPolicy,
  Installation,
  OwnerFault,
  RepositorySettings,
  SettingsQuestion,
  TokenKind,
  WorkflowTokenPolicy,
} from "@gitops-actions/core/doctor";
import type { UserError } from "@gitops-actions/core/errors";
import { WORKFLOW_TOKEN } from "@gitops-actions/core/evidence";
import { readProtection, readRules, readRulesets, type UpdateRule } from "./branch-rules.ts";
import type { Client } from "./client.ts";
import { readEnvironment } from "./deployment-environment.ts";
import { explain, GitHubFailure } from "./failure.ts";
import { type Patience, retrying } from "./retry.ts";
import { ask, askIfThere, mapped, type Reader } from "./settings-part.ts";

interface Reply {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly isArchived: boolean;
    readonly autoMergeAllowed: boolean;
    readonly mergeCommitAllowed: boolean;
    readonly squashMergeAllowed: boolean;
    readonly rebaseMergeAllowed: boolean;
    readonly defaultBranchRef: {
      readonly name: string;
      readonly refUpdateRule: UpdateRule | null;
    } | null;
  } | null;
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
  const { viewer, settings, branch } = await readRepository(reader);
  const administered = { needs: "administration: read" };
  const [rules, promotionRules, protection, environments, actions, workflowToken, owners] =
    await Promise.all([
      readRules(reader, branch.name),
      readRules(reader, question.promotionBranch),
      readProtection(reader, { branch: branch.name, rule: branch.refUpdateRule }),
      Promise.all(question.environments.map((name) => readEnvironment(reader, name))),
      ask<ActionsReply>(reader, "GET /repos/{owner}/{repo}/actions/permissions", administered),
      ask<WorkflowReply>(
        reader,
        "GET /repos/{owner}/{repo}/actions/permissions/workflow",
        administered,
      ),
      // There are no errors of CODEOWNERS where there is no such file.
      askIfThere<OwnersReply>(reader, "GET /repos/{owner}/{repo}/codeowners/errors", {
        needs: "contents: read",
        parameters: { ref: branch.name },
      }),
    ]);
  return {
    repository,
    branch: branch.name,
    isArchived: settings.isArchived,
    allowsAutoMerge: settings.autoMergeAllowed,
    mergeMethods: [
      ...(settings.squashMergeAllowed ? (["squash"] as const) : []),
      ...(settings.mergeCommitAllowed ? (["merge"] as const) : []),
      ...(settings.rebaseMergeAllowed ? (["rebase"] as const) : []),
    ],
    token: { kind: kindOf(options.token, viewer.login), login: viewer.login },
    rules,
    protection,
    promotionBranch: { name: question.promotionBranch, rules: promotionRules },
    rulesets: await readRulesets(reader, [rules, promotionRules]),
    environments: new Map(environments),
    actions: mapped(actions, actionsPolicyOf),
    workflowToken: mapped(workflowToken, workflowTokenPolicyOf),
    ownerFaults: mapped(owners, (reply) => reply?.errors.map(ownerFaultOf) ?? []),
    app,
  };
}

/** The repository and its default branch, which all the rest hangs on. @throws `GitHubFailure` */
async function readRepository({ client, owner, repo, ...patience }: Reader) {
  const { data, errors } = await retrying(
    () =>
      client.graphql<Reply>(
        `query ReadSettings($owner: String!, $repo: String!) {
          viewer { login }
          repository(owner: $owner, name: $repo) {
            isArchived autoMergeAllowed mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
            defaultBranchRef { name refUpdateRule {
              allowsDeletions allowsForcePushes requiredApprovingReviewCount
              requiresCodeOwnerReviews requiresLinearHistory requiresSignatures
            } }
          }
        }`,
        { owner, repo },
      ),
    { ...patience, retryable: ["limited", "unavailable"] },
  );
  const { viewer, repository: settings } = data;
  const branch = settings?.defaultBranchRef;
  if (settings && branch) return { viewer, settings, branch };
  const isThere = settings !== null;
  const message = errors[0]?.message ?? "it has no commits";
  throw new GitHubFailure("refused", message, {
    status: isThere ? 403 : 404,
    acceptedPermissions: "contents=read",
  });
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

function ownerFaultOf({ path, line, kind, suggestion }: OwnersReply["errors"][number]): OwnerFault {
  return { path, line, message: suggestion ? `${kind}; ${suggestion}` : kind };
}

/** Tokens are opaque; their documented prefixes are all that is looked at, and whom GitHub takes the bearer for. */
function kindOf(token: string, login: string): TokenKind {
  if (login === WORKFLOW_TOKEN) return "workflow";
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
