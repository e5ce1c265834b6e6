import { canSee } from "../access.ts";
import type { Account, Team } from "../accounts.ts";
import type { Call } from "../call.ts";
import type { Deployment } from "../deployments.ts";
import { nodeNotFound } from "../errors.ts";
import { gitNode } from "../git-handles.ts";
import type { IssueComment } from "../pulls/comments.ts";
import type { Label } from "../pulls/labels.ts";
import type { PullRequest } from "../pulls/pull-request.ts";
import { Repository } from "../repository.ts";

interface NodeTypes {
  readonly Deployment: Deployment;
  readonly IssueComment: IssueComment;
  readonly Label: Label;
  readonly PullRequest: PullRequest;
  readonly Repository: Repository;
  readonly Team: Team;
  readonly User: Account;
}

/** What an id stands for. Throws NOT_FOUND for what is not there, cannot be found yet, or may not be seen. */
export async function anyNode(call: Call, id: string): Promise<object> {
  const node = call.state.node(id) ?? (await gitNode(call, id));
  const repository = node && repositoryBehind(node);
  if (node === undefined || (repository !== undefined && !canSee(call, repository))) {
    throw nodeNotFound(id);
  }
  return node;
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

/** Things of a repository lead to it, directly or through what they belong to. */
function repositoryBehind(node: object): Repository | undefined {
  if (node instanceof Repository) return node;
  if ("repository" in node && node.repository instanceof Repository) return node.repository;
  const owner = "pull" in node ? node.pull : "deployment" in node ? node.deployment : undefined;
  return typeof owner === "object" && owner !== null ? repositoryBehind(owner) : undefined;
}
