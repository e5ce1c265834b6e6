import type { Pull, PullReview, Rollup } from "@gitops-actions/core/promotion/pull-request";
import { type Actor, loginOf } from "./actor.ts";
import { asBranchCommit, COMMIT_FIELDS, type CommitReply } from "./branch-commit.ts";

/** What is read of the statuses and checks of a commit, each a {@link ReportReply}. */
export const REPORT_FIELDS = `contexts(first: 100) { nodes {
    ... on StatusContext { context state description targetUrl creator { __typename login } }
    ... on CheckRun { name status conclusion detailsUrl checkSuite { app { slug } } }
  } }`;

/** What is read of a pull request; `...Pull` selects it. */
export const PULL_FIELDS = `fragment Pull on PullRequest {
  id number url title body isDraft isCrossRepository headRefName headRefOid baseRefName mergeable
  author { __typename login }
  autoMergeRequest { enabledAt }
  mergeQueueEntry { headCommit { oid } }
  labels(first: 50) { nodes { name } }
  files(first: 100) { totalCount nodes { path changeType } }
  latestOpinionatedReviews(first: 50) { nodes { state author { __typename login } commit { oid } } }
  reviewRequests(first: 50) { nodes { requestedReviewer { ... on User { login } ... on Team { slug } } } }
  commits(last: 25) { totalCount nodes { commit { ${COMMIT_FIELDS} } } }
  statusCheckRollup { ${REPORT_FIELDS} }
}`;

interface StatusReply {
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Actor | null;
}

interface CheckReply {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly detailsUrl: string | null;
  readonly checkSuite: { readonly app: { readonly slug: string } | null };
}

export type ReportReply = StatusReply | CheckReply;

interface Nodes<T> {
  readonly nodes: readonly T[];
}

/** A pull request as {@link PULL_FIELDS} selects it. */
export interface PullReply {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly isDraft: boolean;
  readonly isCrossRepository: boolean;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly mergeable: string;
  readonly author: Actor | null;
  readonly autoMergeRequest: object | null;
  readonly mergeQueueEntry: { readonly headCommit: { readonly oid: string } | null } | null;
  readonly labels: Nodes<{ readonly name: string }> | null;
  readonly files:
    | (Nodes<{ readonly path: string; readonly changeType: string }> & {
        readonly totalCount: number;
      })
    | null;
  readonly latestOpinionatedReviews: Nodes<{
    readonly state: string;
    readonly author: Actor | null;
    readonly commit: { readonly oid: string } | null;
  }> | null;
  readonly reviewRequests: Nodes<{
    readonly requestedReviewer: { readonly login?: string; readonly slug?: string } | null;
  }> | null;
  readonly commits: Nodes<{ readonly commit: CommitReply }> & { readonly totalCount: number };
  readonly statusCheckRollup: { readonly contexts: Nodes<ReportReply> } | null;
}

/** The pull request as the rest of the house knows it. */
export function asPull(reply: PullReply): Pull {
  const { commits, files } = reply;
  const paths = files?.nodes.map(({ path }) => path) ?? [];
  return {
    id: reply.id,
    number: reply.number,
    url: reply.url,
    title: reply.title,
    body: reply.body,
    branch: reply.headRefName,
    headOid: reply.headRefOid,
    isDraft: reply.isDraft,
    isFork: reply.isCrossRepository,
    author: loginOf(reply.author),
    labels: reply.labels?.nodes.map(({ name }) => name) ?? [],
    paths,
    pathsCut: files === null || files.totalCount > paths.length || files.nodes.some(isRenamed),
    reviews: reply.latestOpinionatedReviews?.nodes.flatMap(asReview) ?? [],
    asked:
      reply.reviewRequests?.nodes.flatMap(
        ({ requestedReviewer: asked }) => asked?.login ?? asked?.slug ?? [],
      ) ?? [],
    commits: commits.nodes.map(({ commit }) => ({
      ...asBranchCommit(commit),
      claimedAuthor: commit.author?.user?.login,
    })),
    commitsCut: commits.totalCount > commits.nodes.length,
    reports: new Map(reply.statusCheckRollup?.contexts.nodes.map(asReport)),
    mergeable: MERGEABLE[reply.mergeable] ?? "unknown",
    hasAutoMerge: reply.autoMergeRequest !== null,
    queuedOid: reply.mergeQueueEntry?.headCommit?.oid,
  };
}

/** GraphQL tells only the new name. */
function isRenamed({ changeType }: { readonly changeType: string }): boolean {
  return changeType === "RENAMED";
}

const MERGEABLE: Readonly<Record<string, Pull["mergeable"]>> = {
  MERGEABLE: "yes",
  CONFLICTING: "conflict",
};

function asReview(reply: {
  readonly state: string;
  readonly author: Actor | null;
  readonly commit: { readonly oid: string } | null;
}): PullReview[] {
  const login = loginOf(reply.author);
  const state = { APPROVED: "approved", CHANGES_REQUESTED: "changes-requested" }[reply.state];
  if (login === undefined || (state !== "approved" && state !== "changes-requested")) return [];
  return [{ login, isBot: reply.author?.__typename === "Bot", state, oid: reply.commit?.oid }];
}

/** A status or a check run as what it reports; of two of one name the last one read. */
export function asReport(reply: ReportReply): [string, Rollup] {
  if ("context" in reply) {
    const { context, description, targetUrl } = reply;
    const actor = loginOf(reply.creator) ?? "";
    const state = statusState(reply.state);
    return [context, { state, actor, description: description ?? "", url: targetUrl ?? undefined }];
  }
  const slug = reply.checkSuite.app?.slug;
  const actor = slug === undefined ? "" : `${slug}[bot]`;
  const state = reply.status === "COMPLETED" ? conclusionState(reply.conclusion) : "pending";
  return [reply.name, { state, actor, description: "", url: reply.detailsUrl ?? undefined }];
}

function statusState(state: string): Rollup["state"] {
  if (state === "SUCCESS") return "success";
  return state === "FAILURE" || state === "ERROR" ? "failure" : "pending";
}

/** GitHub lets neutral and skipped checks pass where they are required; so they count as done. */
function conclusionState(conclusion: string | null): Rollup["state"] {
  if (conclusion === null) return "pending";
  return ["SUCCESS", "NEUTRAL", "SKIPPED"].includes(conclusion) ? "success" : "failure";
}
