import type {
  CommitAssociatedPullRequestsArgs,
  PullRequestLatestOpinionatedReviewsArgs,
  PullRequestReviewsArgs,
  RefAssociatedPullRequestsArgs,
  RepositoryPullRequestArgs,
  RepositoryPullRequestsArgs,
} from "@octokit/graphql-schema";
import { requirePermission } from "../../access.ts";
import type { Call } from "../../call.ts";
import { notFound } from "../../errors.ts";
import { commitHandle, type ObjectHandle, type RefHandle, refHandle } from "../../git-handles.ts";
import { mergeable, mergeState } from "../../pulls/merge-state.ts";
import { changedFiles, commitsOf } from "../../pulls/mergeability.ts";
import { pullsOfCommit } from "../../pulls/of-commit.ts";
import type { AutoMerge, PullRequest } from "../../pulls/pull-request.ts";
import { reviewDecision } from "../../pulls/requirements.ts";
import { opinions, type Review } from "../../pulls/reviews.ts";
import type { Repository } from "../../repository.ts";
import { timestamp } from "../../text.ts";
import { connectionTypes, objectType, type PageArgs, paged } from "../fields.ts";

type Listed = Pick<
  RepositoryPullRequestsArgs,
  "headRefName" | "baseRefName" | "states" | "labels" | "orderBy"
> &
  PageArgs;

export const pullRequestTypes = [
  objectType<Repository>("Repository", {
    pullRequest: (repository, { number }: RepositoryPullRequestArgs, call) => {
      const pull = readable(call, repository).find((one) => one.number === number);
      if (pull !== undefined) return pull;
      throw notFound(`Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (repository, args: RepositoryPullRequestsArgs, call) =>
      list(readable(call, repository), args),
  }),
  objectType<RefHandle>("Ref", {
    associatedPullRequests: (
      { repository, fullName },
      args: RefAssociatedPullRequestsArgs,
      call,
    ) => {
      const branch = fullName.replace("refs/heads/", "");
      return list(
        readable(call, repository).filter(({ head }) => head === branch),
        args,
      );
    },
  }),
  objectType<ObjectHandle>("Commit", {
    associatedPullRequests: async (
      { repository, oid },
      args: CommitAssociatedPullRequestsArgs,
      call,
    ) => paged(await pullsOfCommit(readable(call, repository), oid), args),
  }),
  objectType<PullRequest>("PullRequest", {
    id: ({ nodeId }) => nodeId,
    databaseId: ({ id }) => id,
    fullDatabaseId: ({ id }) => String(id),
    number: ({ number }) => number,
    url: urlOf,
    permalink: urlOf,
    title: ({ title }) => title,
    body: ({ body }) => body ?? "",
    bodyText: ({ body }) => body ?? "",
    state: ({ state }) => state.toUpperCase(),
    closed: ({ state }) => state !== "open",
    merged: ({ state }) => state === "merged",
    isDraft: ({ isDraft }) => isDraft,
    isCrossRepository: () => false,
    locked: () => false,
    author: ({ author }) => author,
    repository: ({ repository }) => repository,
    baseRepository: ({ repository }) => repository,
    headRepository: ({ repository }) => repository,
    headRepositoryOwner: ({ repository }) => repository.owner,
    headRefName: ({ head }) => head,
    headRefOid: ({ headOid }) => headOid,
    headRef: ({ repository, head }, _, call) => refHandle(call, repository, `refs/heads/${head}`),
    baseRefName: ({ base }) => base,
    baseRefOid: ({ baseOid }) => baseOid,
    baseRef: ({ repository, base }, _, call) => refHandle(call, repository, `refs/heads/${base}`),
    createdAt: ({ createdAt }) => timestamp(createdAt),
    updatedAt: ({ updatedAt }) => timestamp(updatedAt),
    closedAt: ({ closedAt }) => closedAt && timestamp(closedAt),
    mergedAt: ({ state, closedAt }) =>
      state === "merged" && closedAt ? timestamp(closedAt) : null,
    mergedBy: ({ mergedBy }) => mergedBy,
    mergeCommit: ({ repository, mergeCommit }) =>
      mergeCommit && commitHandle(repository, mergeCommit),
    maintainerCanModify: () => false,
    mergeable: (pull, _, { knowsMergeability }) =>
      knowsMergeability ? mergeable(pull) : "UNKNOWN",
    mergeStateStatus: (pull, _, { state, knowsMergeability }) =>
      knowsMergeability ? mergeState(state, pull) : "UNKNOWN",
    reviewDecision: (pull, _, { state }) => reviewDecision(state, pull),
    autoMergeRequest: (pull) => pull.autoMerge && { ...pull.autoMerge, pull },
    additions: async (pull) => sum((await changedFiles(pull)).map((file) => file.additions)),
    deletions: async (pull) => sum((await changedFiles(pull)).map((file) => file.deletions)),
    changedFiles: async (pull) => (await changedFiles(pull)).length,
    files: async (pull, args: PageArgs) => paged(await changedFiles(pull), args),
    commits: async (pull, args: PageArgs) =>
      paged(
        (await commitsOf(pull)).map((oid) => ({
          pull,
          commit: commitHandle(pull.repository, oid),
        })),
        args,
      ),
    labels: (pull, args: PageArgs) => paged([...pull.labels], args),
    comments: (pull, args: PageArgs) => paged(pull.comments, args),
    reviews: (pull, args: PullRequestReviewsArgs) => {
      const { states, author } = args;
      const isWanted = (review: Review) =>
        (states ?? [review.state]).includes(review.state) &&
        (author ?? review.author.login) === review.author.login;
      return paged(pull.reviews.filter(isWanted), args);
    },
    latestReviews: (pull, args: PageArgs) => paged(newestByAuthor(pull.reviews), args),
    latestOpinionatedReviews: (pull, args: PullRequestLatestOpinionatedReviewsArgs) =>
      paged(
        args.writersOnly ? opinions(pull) : newestByAuthor(pull.reviews.filter(isOpinion)),
        args,
      ),
    reviewRequests: (pull, args: PageArgs) =>
      paged(
        [...pull.requestedReviewers, ...pull.requestedTeams].map((reviewer) => ({
          pull,
          reviewer,
        })),
        args,
      ),
  }),
  ...connectionTypes("PullRequest"),
  objectType<AutoMerge & { readonly pull: PullRequest }>("AutoMergeRequest", {
    enabledAt: ({ enabledAt }) => timestamp(enabledAt),
    enabledBy: ({ enabledBy }) => enabledBy,
    mergeMethod: ({ method }) => method.toUpperCase(),
    commitHeadline: ({ headline }) => headline,
    commitBody: ({ body }) => body,
    pullRequest: ({ pull }) => pull,
  }),
];

function readable(call: Call, repository: Repository): readonly PullRequest[] {
  requirePermission(call, repository, ["pull_requests", "read"]);
  return repository.pulls;
}

function list(pulls: readonly PullRequest[], args: Listed) {
  const { headRefName, baseRefName, states, labels, orderBy } = args;
  const found = pulls.filter(
    (pull) =>
      (headRefName ?? pull.head) === pull.head &&
      (baseRefName ?? pull.base) === pull.base &&
      (states ?? [pull.state.toUpperCase()]).some((state) => state === pull.state.toUpperCase()) &&
      (!labels || [...pull.labels].some(({ name }) => labels.includes(name))),
  );
  const time = ({ updatedAt, createdAt }: PullRequest) =>
    orderBy?.field === "UPDATED_AT" ? updatedAt : createdAt;
  const sorted = found.toSorted(
    (a, b) => time(a).getTime() - time(b).getTime() || a.number - b.number,
  );
  return paged(orderBy?.direction === "DESC" ? sorted.reverse() : sorted, args);
}

export function urlOf({ repository, number }: PullRequest, _: unknown, { state }: Call): string {
  return `${state.serverUrl}/${repository.nameWithOwner}/pull/${number}`;
}

function isOpinion({ state }: Review): boolean {
  return state === "APPROVED" || state === "CHANGES_REQUESTED";
}

function newestByAuthor(reviews: readonly Review[]): Review[] {
  return [...new Map(reviews.map((review) => [review.author, review])).values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
