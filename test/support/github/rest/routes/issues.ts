import type { Call } from "../../call.ts";
import { notFound } from "../../errors.ts";
import { addComment, updateComment } from "../../pulls/comments.ts";
import { createLabel, ensureLabels, labelNamed } from "../../pulls/labels.ts";
import type { PullRequest } from "../../pulls/pull-request.ts";
import { issueComment, label } from "../present-pull-request.ts";
import {
  created,
  listReply,
  ok,
  type PageParameters,
  type RestReply,
  type Routes,
  repositoryRoute,
} from "../route.ts";
import { foundEverywhere, pullNumbered } from "./pulls.ts";

interface IssueParameter {
  readonly issue_number: number;
}

interface LabelsBody {
  readonly labels?: readonly (string | { readonly name: string })[];
}

interface NewLabelBody {
  readonly name: string;
  readonly color?: string;
  readonly description?: string;
}

/** Of issues the local GitHub has only pull requests. */
export const issueRoutes: Routes = {
  "issues/create-label": repositoryRoute<unknown, NewLabelBody>(
    undefined, // one of two permissions: createLabel asks for it
    (repository, { body: { name, color, description } }, call) =>
      created(label(call, createLabel(call, repository, { name, color, description }))),
  ),
  "issues/get-label": repositoryRoute<{ readonly name: string }>(
    ["pull_requests", "read"],
    (repository, { parameters }, call) => {
      const found = labelNamed(repository, parameters.name);
      if (found === undefined) throw notFound();
      return ok(label(call, found));
    },
  ),
  "issues/list-labels-for-repo": repositoryRoute<PageParameters>(
    ["issues", "read"],
    ({ labels }, request, call) => {
      return listReply(labels, request, (one) => label(call, one));
    },
  ),
  "issues/list-labels-on-issue": repositoryRoute<IssueParameter & PageParameters>(
    ["pull_requests", "read"],
    (repository, request, call) => {
      const pull = pullNumbered(repository, request.parameters.issue_number);
      return listReply([...pull.labels], request, (one) => label(call, one));
    },
  ),
  "issues/add-labels": repositoryRoute<IssueParameter, LabelsBody>(
    ["pull_requests", "write"],
    (repository, { parameters, body }, call) => {
      const pull = foundEverywhere(call, pullNumbered(repository, parameters.issue_number));
      for (const one of ensureLabels(call, repository, names(body))) pull.labels.add(one);
      return labelsReply(call, pull);
    },
  ),
  "issues/set-labels": repositoryRoute<IssueParameter, LabelsBody>(
    ["pull_requests", "write"],
    (repository, { parameters, body }, call) => {
      const pull = foundEverywhere(call, pullNumbered(repository, parameters.issue_number));
      const labels = ensureLabels(call, repository, names(body));
      pull.labels.clear();
      for (const one of labels) pull.labels.add(one);
      return labelsReply(call, pull);
    },
  ),
  "issues/remove-label": repositoryRoute<IssueParameter & { readonly name: string }>(
    ["pull_requests", "write"],
    (repository, { parameters: { issue_number: number, name } }, call) => {
      const pull = pullNumbered(repository, number);
      const found = labelNamed(repository, name);
      if (found === undefined || !pull.labels.delete(found)) throw notFound();
      return labelsReply(call, pull);
    },
  ),
  "issues/create-comment": repositoryRoute<IssueParameter, { readonly body: string }>(
    ["pull_requests", "write"],
    (repository, { parameters, body: { body } }, call) => {
      const pull = pullNumbered(repository, parameters.issue_number);
      return created(issueComment(call, addComment(call, pull, body)));
    },
  ),
  "issues/list-comments": repositoryRoute<IssueParameter & PageParameters>(
    ["pull_requests", "read"],
    (repository, request, call) => {
      const { comments } = pullNumbered(repository, request.parameters.issue_number);
      return listReply(comments, request, (one) => issueComment(call, one));
    },
  ),
  "issues/update-comment": repositoryRoute<
    { readonly comment_id: number },
    { readonly body: string }
  >(["pull_requests", "write"], (repository, { parameters, body: { body } }, call) => {
    const comments = repository.pulls.flatMap((pull) => pull.comments);
    const comment = comments.find(({ id }) => id === parameters.comment_id);
    if (comment === undefined) throw notFound();
    updateComment(call, comment, body);
    return ok(issueComment(call, comment));
  }),
};

function names({ labels = [] }: LabelsBody): string[] {
  return labels.map((one) => (typeof one === "string" ? one : one.name));
}

function labelsReply(call: Call, pull: PullRequest): RestReply {
  return ok([...pull.labels].map((one) => label(call, one)));
}
