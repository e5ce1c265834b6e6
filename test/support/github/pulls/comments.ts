import { requirePermission } from "../access.ts";
import type { Account } from "../accounts.ts";
import type { Call } from "../call.ts";
import { forbidden, validationFailed } from "../errors.ts";
import type { PullRequest } from "./pull-request.ts";

export interface IssueComment {
  readonly __typename: "IssueComment";
  readonly id: number;
  readonly nodeId: string;
  readonly pull: PullRequest;
  readonly author: Account;
  readonly createdAt: Date;
  body: string;
  updatedAt: Date;
}

/** GitHub refuses more, of a comment and of a pull request's body. */
const longestBody = 65_536;

export function requireBodyFits(resource: string, body: string | null | undefined): void {
  if ((body?.length ?? 0) > longestBody) {
    throw validationFailed(resource, `body is too long (maximum is ${longestBody} characters)`);
  }
}

export function addComment(call: Call, pull: PullRequest, body: string): IssueComment {
  requirePermission(call, pull.repository, ["pull_requests", "write"]);
  if (body.trim() === "") throw validationFailed("IssueComment", "Body cannot be blank");
  requireBodyFits("IssueComment", body);
  const now = call.state.clock.now();
  const comment: IssueComment = {
    __typename: "IssueComment",
    ...call.state.newIdentity("IC"),
    pull,
    author: call.actor,
    body,
    createdAt: now,
    updatedAt: now,
  };
  pull.comments.push(comment);
  pull.updatedAt = now;
  call.state.register(comment);
  return comment;
}

/** An App may edit only what it wrote; people with the role may edit others' comments. */
export function updateComment(call: Call, comment: IssueComment, body: string): void {
  requirePermission(call, comment.pull.repository, ["pull_requests", "write"]);
  requireBodyFits("IssueComment", body);
  if (call.token.kind !== "user" && comment.author !== call.actor) {
    throw forbidden("Resource not accessible by integration");
  }
  comment.body = body;
  comment.updatedAt = call.state.clock.now();
}
