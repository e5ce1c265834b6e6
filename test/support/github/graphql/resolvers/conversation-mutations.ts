import type {
  AddCommentInput,
  AddLabelsToLabelableInput,
  CreateLabelInput,
  RemoveLabelsFromLabelableInput,
  RequestReviewsInput,
  UpdateIssueCommentInput,
} from "@octokit/graphql-schema";
import { requirePermission } from "../../access.ts";
import type { Call } from "../../call.ts";
import { addComment, updateComment } from "../../pulls/comments.ts";
import { createLabel, type Label } from "../../pulls/labels.ts";
import { requestReviews } from "../../pulls/reviews.ts";
import { mutation } from "../mutation.ts";
import { nodeOf } from "../node.ts";

export const conversationMutations = [
  ...mutation<CreateLabelInput>(
    "createLabel",
    ["label"],
    ({ repositoryId, name, color, description }, call) => ({
      label: createLabel(call, nodeOf(call, "Repository", repositoryId), {
        name,
        color,
        description,
      }),
    }),
  ),
  ...mutation<AddLabelsToLabelableInput>(
    "addLabelsToLabelable",
    ["labelable"],
    ({ labelableId, labelIds }, call) => {
      const pull = nodeOf(call, "PullRequest", labelableId);
      requirePermission(call, pull.repository, ["pull_requests", "write"]);
      for (const label of labelsById(call, labelIds)) pull.labels.add(label);
      return { labelable: pull };
    },
  ),
  ...mutation<RemoveLabelsFromLabelableInput>(
    "removeLabelsFromLabelable",
    ["labelable"],
    ({ labelableId, labelIds }, call) => {
      const pull = nodeOf(call, "PullRequest", labelableId);
      requirePermission(call, pull.repository, ["pull_requests", "write"]);
      for (const label of labelsById(call, labelIds)) pull.labels.delete(label);
      return { labelable: pull };
    },
  ),
  ...mutation<RequestReviewsInput>(
    "requestReviews",
    ["pullRequest", "actor"],
    ({ pullRequestId, userIds, teamIds, union }, call) => {
      const pull = nodeOf(call, "PullRequest", pullRequestId);
      const people = (userIds ?? []).map((id) => nodeOf(call, "User", id));
      const teams = (teamIds ?? []).map((id) => nodeOf(call, "Team", id));
      if (union !== true) {
        pull.requestedReviewers.clear();
        pull.requestedTeams.clear();
      }
      requestReviews(call, pull, { people, teams });
      return { pullRequest: pull, actor: call.actor };
    },
  ),
  ...mutation<AddCommentInput>("addComment", ["commentEdge", "subject"], (input, call) => {
    const pull = nodeOf(call, "PullRequest", input.subjectId);
    const node = addComment(call, pull, input.body);
    return { commentEdge: { cursor: node.nodeId, node }, subject: pull };
  }),
  ...mutation<UpdateIssueCommentInput>(
    "updateIssueComment",
    ["issueComment"],
    ({ id, body }, call) => {
      const issueComment = nodeOf(call, "IssueComment", id);
      updateComment(call, issueComment, body);
      return { issueComment };
    },
  ),
];

export function labelsById(call: Call, ids: string | readonly string[]): Label[] {
  return [ids].flat().map((id) => nodeOf(call, "Label", id));
}
