import type { Account, Team } from "../accounts.ts";
import type { Call } from "../call.ts";
import type { Deployment } from "../deployments.ts";
import { nodeNotFound } from "../errors.ts";
import type { IssueComment } from "../pulls/comments.ts";
import type { Label } from "../pulls/labels.ts";
import type { PullRequest } from "../pulls/pull-request.ts";
import type { Repository } from "../repository.ts";

interface NodeTypes {
  readonly Deployment: Deployment;
  readonly IssueComment: IssueComment;
  readonly Label: Label;
  readonly PullRequest: PullRequest;
  readonly Repository: Repository;
  readonly Team: Team;
  readonly User: Account;
}

/** The thing of that type with this id. Throws NOT_FOUND also for one that cannot be found yet. */
export function nodeOf<Type extends keyof NodeTypes>(
  call: Call,
  type: Type,
  id: string,
): NodeTypes[Type] {
  const node = call.state.node(id);
  if (node === undefined || !("__typename" in node) || node.__typename !== type) {
    throw nodeNotFound(id);
  }
  return node as NodeTypes[Type]; // its own name says which of these it is
}
