import type {
  ClosePullRequestInput,
  ConvertPullRequestToDraftInput,
  CreatePullRequestInput,
  DisablePullRequestAutoMergeInput,
  EnablePullRequestAutoMergeInput,
  EnqueuePullRequestInput,
  MarkPullRequestReadyForReviewInput,
  MergePullRequestInput,
  PullRequestMergeMethod,
  ReopenPullRequestInput,
  UpdatePullRequestBranchInput,
  UpdatePullRequestInput,
} from "@octokit/graphql-schema";
import { disableAutoMerge, enableAutoMerge } from "../../pulls/auto-merge.ts";
import {
  closePullRequest,
  createPullRequest,
  reopenPullRequest,
  setDraft,
  updateBranch,
  updatePullRequest,
} from "../../pulls/lifecycle.ts";
import { merge } from "../../pulls/merge.ts";
import { enqueue } from "../../pulls/merge-queue.ts";
import type { MergeMethod } from "../../rules.ts";
import { mutation } from "../mutation.ts";
import { nodeOf } from "../node.ts";
import { labelsById } from "./conversation-mutations.ts";

const methods: Readonly<Record<PullRequestMergeMethod, MergeMethod>> = {
  MERGE: "merge",
  SQUASH: "squash",
  REBASE: "rebase",
};

export const pullRequestMutations = [
  ...mutation<CreatePullRequestInput>(
    "createPullRequest",
    ["pullRequest"],
    async ({ repositoryId, title, body, headRefName, baseRefName, draft }, call) => ({
      pullRequest: await createPullRequest(call, nodeOf(call, "Repository", repositoryId), {
        title,
        body: body ?? null,
        head: headRefName,
        base: baseRefName.replace(/^refs\/heads\//, ""),
        isDraft: draft ?? false,
      }),
    }),
  ),
  ...mutation<UpdatePullRequestInput>(
    "updatePullRequest",
    ["pullRequest"],
    async ({ pullRequestId, title, body, baseRefName, state, labelIds }, call) => {
      const pull = nodeOf(call, "PullRequest", pullRequestId);
      const base = baseRefName ?? undefined;
      await updatePullRequest(call, pull, {
        title: title ?? undefined,
        body: body ?? undefined,
        base,
      });
      if (state === "CLOSED") closePullRequest(call, pull);
      if (state === "OPEN") reopenPullRequest(call, pull);
      if (labelIds) {
        pull.labels.clear();
        for (const label of labelsById(call, labelIds)) pull.labels.add(label);
      }
      return { pullRequest: pull };
    },
  ),
  ...mutation<ClosePullRequestInput>("closePullRequest", ["pullRequest"], (input, call) => {
    const pull = nodeOf(call, "PullRequest", input.pullRequestId);
    closePullRequest(call, pull);
    return { pullRequest: pull };
  }),
  ...mutation<ReopenPullRequestInput>("reopenPullRequest", ["pullRequest"], (input, call) => {
    const pull = nodeOf(call, "PullRequest", input.pullRequestId);
    reopenPullRequest(call, pull);
    return { pullRequest: pull };
  }),
  ...mutation<ConvertPullRequestToDraftInput>(
    "convertPullRequestToDraft",
    ["pullRequest"],
    async ({ pullRequestId }, call) => {
      const pull = nodeOf(call, "PullRequest", pullRequestId);
      await setDraft(call, pull, true);
      return { pullRequest: pull };
    },
  ),
  ...mutation<MarkPullRequestReadyForReviewInput>(
    "markPullRequestReadyForReview",
    ["pullRequest"],
    async ({ pullRequestId }, call) => {
      const pull = nodeOf(call, "PullRequest", pullRequestId);
      await setDraft(call, pull, false);
      return { pullRequest: pull };
    },
  ),
  ...mutation<UpdatePullRequestBranchInput>(
    "updatePullRequestBranch",
    ["pullRequest"],
    async ({ pullRequestId, expectedHeadOid, updateMethod }, call) => {
      const pull = nodeOf(call, "PullRequest", pullRequestId);
      const method = updateMethod === "REBASE" ? "rebase" : "merge";
      await updateBranch(call, pull, { expectedHead: expectedHeadOid ?? undefined, method });
      return { pullRequest: pull };
    },
  ),
  ...mutation<MergePullRequestInput>(
    "mergePullRequest",
    ["pullRequest", "actor"],
    async (input, call) => {
      const pull = nodeOf(call, "PullRequest", input.pullRequestId);
      await merge(call, pull, mergeRequest(input));
      return { pullRequest: pull, actor: call.actor };
    },
  ),
  ...mutation<EnablePullRequestAutoMergeInput>(
    "enablePullRequestAutoMerge",
    ["pullRequest", "actor"],
    async (input, call) => {
      const pull = nodeOf(call, "PullRequest", input.pullRequestId);
      await enableAutoMerge(call, pull, mergeRequest(input));
      return { pullRequest: pull, actor: call.actor };
    },
  ),
  ...mutation<DisablePullRequestAutoMergeInput>(
    "disablePullRequestAutoMerge",
    ["pullRequest", "actor"],
    ({ pullRequestId }, call) => {
      const pull = nodeOf(call, "PullRequest", pullRequestId);
      disableAutoMerge(call, pull);
      return { pullRequest: pull, actor: call.actor };
    },
  ),
  ...mutation<EnqueuePullRequestInput>(
    "enqueuePullRequest",
    ["mergeQueueEntry"],
    async ({ pullRequestId, expectedHeadOid, jump }, call) => ({
      mergeQueueEntry: await enqueue(call, nodeOf(call, "PullRequest", pullRequestId), {
        expectedHead: expectedHeadOid ?? undefined,
        jump: jump ?? false,
      }),
    }),
  ),
];

function mergeRequest({
  mergeMethod,
  commitHeadline,
  commitBody,
  expectedHeadOid,
}: Pick<
  MergePullRequestInput,
  "mergeMethod" | "commitHeadline" | "commitBody" | "expectedHeadOid"
>) {
  return {
    method: methods[mergeMethod ?? "MERGE"],
    headline: commitHeadline ?? undefined,
    body: commitBody ?? undefined,
    expectedHead: expectedHeadOid ?? undefined,
  };
}
