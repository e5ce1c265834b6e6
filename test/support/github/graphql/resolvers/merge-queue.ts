import type { RepositoryMergeQueueArgs } from "@octokit/graphql-schema";
import { commitHandle } from "../../git-handles.ts";
import { nodeId } from "../../node-ids.ts";
import { hasQueue, type MergeQueueEntry, queueOf } from "../../pulls/merge-queue.ts";
import type { PullRequest } from "../../pulls/pull-request.ts";
import type { Repository } from "../../repository.ts";
import { rulesOfType } from "../../rules.ts";
import { timestamp } from "../../text.ts";
import { connectionTypes, objectType, type PageArgs, paged } from "../fields.ts";

interface MergeQueue {
  readonly repository: Repository;
  readonly base: string;
}

export const mergeQueueTypes = [
  objectType<Repository>("Repository", {
    mergeQueue: (repository, { branch }: RepositoryMergeQueueArgs) => {
      const base = branch ?? repository.defaultBranch;
      const rules = repository.rulesFor(`refs/heads/${base}`);
      return rulesOfType(rules, "merge_queue").length > 0 ? { repository, base } : null;
    },
  }),
  objectType<PullRequest>("PullRequest", {
    isInMergeQueue: (pull) => entryOf(pull) !== undefined,
    isMergeQueueEnabled: hasQueue,
    mergeQueueEntry: entryOf,
    mergeQueue: (pull) =>
      hasQueue(pull) ? { repository: pull.repository, base: pull.base } : null,
  }),
  objectType<MergeQueue>("MergeQueue", {
    id: ({ repository, base }) => nodeId("MQ", repository.id, base),
    repository: ({ repository }) => repository,
    entries: ({ repository, base }, args: PageArgs) => paged(queueOf(repository, base), args),
  }),
  objectType<MergeQueueEntry>("MergeQueueEntry", {
    id: ({ nodeId: id }) => id,
    pullRequest: ({ pull }) => pull,
    enqueuer: ({ enqueuer }) => enqueuer,
    enqueuedAt: ({ enqueuedAt }) => timestamp(enqueuedAt),
    position: (entry) => queueOf(entry.pull.repository, entry.pull.base).indexOf(entry) + 1,
    state: ({ headCommit }) => (headCommit === undefined ? "QUEUED" : "AWAITING_CHECKS"),
    headCommit: ({ pull, headCommit }) => headCommit && commitHandle(pull.repository, headCommit),
    baseCommit: ({ pull, baseCommit }) => commitHandle(pull.repository, baseCommit),
  }),
  ...connectionTypes("MergeQueueEntry"),
];

function entryOf(pull: PullRequest): MergeQueueEntry | undefined {
  return pull.repository.mergeQueue.find((entry) => entry.pull === pull);
}
