import type { Call } from "../call.ts";
import type { FileDifference } from "../git/diff.ts";
import type { IssueComment } from "../pulls/comments.ts";
import type { Label } from "../pulls/labels.ts";
import { type MergeState, mergeable, mergeState } from "../pulls/merge-state.ts";
import { changedFiles, commitsOf } from "../pulls/mergeability.ts";
import type { PullRequest } from "../pulls/pull-request.ts";
import type { Review } from "../pulls/reviews.ts";
import type { Repository } from "../repository.ts";
import { timestamp } from "../text.ts";
import { simpleUser, team } from "./present-account.ts";
import { repositoryUrl } from "./present-git.ts";
import { fullRepository } from "./present-repository.ts";

/** A `pull-request-simple`, as lists have it. */
export function pullRequestSimple(call: Call, pull: PullRequest) {
  const { repository, number, headOid } = pull;
  const base = repositoryUrl(call, repository);
  const url = `${base}/pulls/${number}`;
  const issue = `${base}/issues/${number}`;
  const html = htmlUrl(call, pull);
  const links = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${base}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${base}/statuses/${headOid}`,
  };
  return {
    url,
    id: pull.id,
    node_id: pull.nodeId,
    number,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    comments_url: links.comments,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    statuses_url: links.statuses,
    state: pull.state === "open" ? "open" : "closed",
    locked: false,
    title: pull.title,
    user: simpleUser(call, pull.author),
    body: pull.body,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: pull.closedAt === undefined ? null : timestamp(pull.closedAt),
    merged_at:
      pull.state === "merged" && pull.closedAt !== undefined ? timestamp(pull.closedAt) : null,
    merge_commit_sha: pull.mergeCommit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [...pull.requestedReviewers].map((one) => simpleUser(call, one)),
    requested_teams: [...pull.requestedTeams].map((one) => team(call, one)),
    labels: [...pull.labels].map((one) => label(call, one)),
    milestone: null,
    draft: pull.isDraft,
    head: branch(call, repository, { ref: pull.head, sha: headOid }),
    base: branch(call, repository, { ref: pull.base, sha: pull.baseOid }),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: "MEMBER",
    auto_merge: autoMerge(call, pull),
  };
}

/** A `pull-request`, with what has to be worked out. */
export async function pullRequest(call: Call, pull: PullRequest) {
  const files = await changedFiles(pull);
  const isKnown = call.knowsMergeability && pull.state === "open";
  const merge = isKnown ? await mergeable(pull) : "UNKNOWN";
  const state: MergeState = isKnown ? await mergeState(call.state, pull) : "UNKNOWN";
  return {
    ...pullRequestSimple(call, pull),
    merged: pull.state === "merged",
    mergeable: merge === "UNKNOWN" ? null : merge === "MERGEABLE",
    rebaseable: merge === "UNKNOWN" ? null : merge === "MERGEABLE",
    mergeable_state: state.toLowerCase(),
    merged_by: pull.mergedBy === undefined ? null : simpleUser(call, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: (await commitsOf(pull)).length,
    additions: sum(files.map(({ additions }) => additions)),
    deletions: sum(files.map(({ deletions }) => deletions)),
    changed_files: files.length,
  };
}

/** A `diff-entry`. */
export function diffEntry(
  call: Call,
  { repository, at }: { readonly repository: Repository; readonly at: string },
  file: FileDifference,
) {
  const html = `${call.state.serverUrl}/${repository.nameWithOwner}`;
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${at}/${path}`,
    raw_url: `${html}/raw/${at}/${path}`,
    contents_url: `${repositoryUrl(call, repository)}/contents/${path}?ref=${at}`,
    patch: file.patch,
    previous_filename: file.previousPath,
  };
}

export function label(call: Call, { id, nodeId, repository, name, color, description }: Label) {
  const url = `${repositoryUrl(call, repository)}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId, url, name, color, default: false, description };
}

/** An `issue-comment`. */
export function issueComment(call: Call, comment: IssueComment) {
  const { id, pull } = comment;
  const url = repositoryUrl(call, pull.repository);
  return {
    id,
    node_id: comment.nodeId,
    url: `${url}/issues/comments/${id}`,
    html_url: `${htmlUrl(call, pull)}#issuecomment-${id}`,
    issue_url: `${url}/issues/${pull.number}`,
    body: comment.body,
    user: simpleUser(call, comment.author),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: "MEMBER",
  };
}

/** A `pull-request-review`. */
export function review(
  call: Call,
  { id, nodeId, pull, author, body, state, commit, submittedAt }: Review,
) {
  const html = `${htmlUrl(call, pull)}#pullrequestreview-${id}`;
  const url = `${repositoryUrl(call, pull.repository)}/pulls/${pull.number}`;
  return {
    id,
    node_id: nodeId,
    user: simpleUser(call, author),
    body,
    state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: timestamp(submittedAt),
    commit_id: commit,
    author_association: "MEMBER",
  };
}

function htmlUrl({ state }: Call, { repository, number }: PullRequest): string {
  return `${state.serverUrl}/${repository.nameWithOwner}/pull/${number}`;
}

function branch(
  call: Call,
  repository: Repository,
  { ref, sha }: { readonly ref: string; readonly sha: string },
) {
  const { owner } = repository;
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(call, owner),
    repo: fullRepository(call, repository),
  };
}

function autoMerge(call: Call, pull: PullRequest) {
  if (pull.autoMerge === undefined) return null;
  const { enabledBy, method, headline, body } = pull.autoMerge;
  return {
    enabled_by: simpleUser(call, enabledBy),
    merge_method: method,
    commit_title: headline ?? pull.title,
    commit_message: body ?? "",
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
