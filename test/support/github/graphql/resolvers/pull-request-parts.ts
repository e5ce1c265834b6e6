import type {
  PullRequestTimelineItemsArgs,
  RepositoryLabelArgs,
  RepositoryLabelsArgs,
} from "@octokit/graphql-schema";
import type { Account, Team } from "../../accounts.ts";
import { Unsupported } from "../../errors.ts";
import type { FileDifference } from "../../git/diff.ts";
import { commitHandle, type ObjectHandle } from "../../git-handles.ts";
import { nodeId } from "../../node-ids.ts";
import type { IssueComment } from "../../pulls/comments.ts";
import { type Label, labelNamed } from "../../pulls/labels.ts";
import type { PullRequest } from "../../pulls/pull-request.ts";
import type { Review } from "../../pulls/reviews.ts";
import type { Repository } from "../../repository.ts";
import { timestamp } from "../../text.ts";
import { connectionTypes, objectType, paged, properties } from "../fields.ts";
import { urlOf } from "./pull-requests.ts";

interface PullCommit {
  readonly pull: PullRequest;
  readonly commit: ObjectHandle;
}

/** That somebody closed a pull request. */
interface Closed {
  readonly __typename: "ClosedEvent";
  readonly pull: PullRequest;
  readonly actor: Account;
  readonly at: Date;
}

interface Request {
  readonly pull: PullRequest;
  readonly reviewer: Account | Team;
}

const changeTypes: Readonly<Record<FileDifference["status"], string>> = {
  added: "ADDED",
  removed: "DELETED",
  modified: "MODIFIED",
  renamed: "RENAMED",
  changed: "CHANGED",
};

export const pullRequestPartTypes = [
  objectType<Repository>("Repository", {
    label: (repository, { name }: RepositoryLabelArgs) => labelNamed(repository, name),
    labels: ({ labels }, args: RepositoryLabelsArgs) =>
      paged(
        labels.filter(({ name }) => name.includes(args.query ?? "")),
        args,
      ),
  }),
  objectType<Label>("Label", {
    id: ({ nodeId: id }) => id,
    ...properties<Label>("name", "color", "description", "repository"),
    createdAt: ({ createdAt }) => timestamp(createdAt),
    isDefault: () => false,
  }),
  ...connectionTypes("Label"),
  objectType<IssueComment>("IssueComment", {
    id: ({ nodeId: id }) => id,
    databaseId: ({ id }) => id,
    body: ({ body }) => body,
    author: ({ author }) => author,
    createdAt: ({ createdAt }) => timestamp(createdAt),
    updatedAt: ({ updatedAt }) => timestamp(updatedAt),
    pullRequest: ({ pull }) => pull,
    repository: ({ pull }) => pull.repository,
    url: ({ pull, id }, _, call) => `${urlOf(pull, _, call)}#issuecomment-${id}`,
  }),
  ...connectionTypes("IssueComment"),
  objectType<Review>("PullRequestReview", {
    id: ({ nodeId: id }) => id,
    databaseId: ({ id }) => id,
    body: ({ body }) => body,
    state: ({ state }) => state,
    author: ({ author }) => author,
    authorCanPushToRepository: ({ counts }) => counts,
    commit: ({ pull, commit }) => commitHandle(pull.repository, commit),
    submittedAt: ({ submittedAt }) => timestamp(submittedAt),
    createdAt: ({ submittedAt }) => timestamp(submittedAt),
    pullRequest: ({ pull }) => pull,
    url: ({ pull, id }, _, call) => `${urlOf(pull, _, call)}#pullrequestreview-${id}`,
  }),
  ...connectionTypes("PullRequestReview"),
  objectType<Request>("ReviewRequest", {
    id: ({ pull, reviewer }) => nodeId("RRQ", pull.id, reviewer.id),
    pullRequest: ({ pull }) => pull,
    requestedReviewer: ({ reviewer }) => reviewer,
    asCodeOwner: () => false,
  }),
  ...connectionTypes("ReviewRequest"),
  objectType<Team>("Team", {
    id: ({ nodeId: id }) => id,
    databaseId: ({ id }) => id,
    name: ({ slug }) => slug,
    slug: ({ slug }) => slug,
    organization: ({ organization }) => organization,
    combinedSlug: ({ organization, slug }) => `${organization.login}/${slug}`,
  }),
  objectType<PullCommit>("PullRequestCommit", {
    id: ({ pull, commit }) => nodeId("PURC", pull.id, commit.oid),
    commit: ({ commit }) => commit,
    pullRequest: ({ pull }) => pull,
  }),
  ...connectionTypes("PullRequestCommit"),
  objectType<FileDifference>("PullRequestChangedFile", {
    ...properties<FileDifference>("path", "additions", "deletions"),
    changeType: ({ status }) => changeTypes[status],
  }),
  ...connectionTypes("PullRequestChangedFile"),
  objectType<PullRequest>("PullRequest", { timelineItems }),
  ...connectionTypes("PullRequestTimelineItems"),
  objectType<Closed>("ClosedEvent", {
    id: ({ pull }) => nodeId("CE", pull.id),
    actor: ({ actor }) => actor,
    createdAt: ({ at }) => timestamp(at),
  }),
];

/** Of all that happens to a pull request the timeline holds only that it was closed, for the last time. */
function timelineItems(pull: PullRequest, { itemTypes, ...args }: PullRequestTimelineItemsArgs) {
  if (itemTypes?.length !== 1 || itemTypes[0] !== "CLOSED_EVENT") {
    throw new Unsupported(
      "PullRequest.timelineItems of other types than CLOSED_EVENT",
      "keep more events in pulls/pull-request.ts",
    );
  }
  const { closedBy } = pull;
  const closed: Closed[] =
    closedBy === undefined ? [] : [{ __typename: "ClosedEvent", pull, ...closedBy }];
  return paged(closed, args);
}
