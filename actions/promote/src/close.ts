import { closePullRequest, GitHubFailure } from "@gitops-actions/adapters/github";
import { isOnlyBy, type Pull } from "@gitops-actions/core/promotion/pull-request";
import { onceMore } from "./calls.ts";
import type { Session } from "./session.ts";

/**
 * Closes a pull request that has been overtaken; its branch goes with it when all of it is ours. Whether
 * GitHub confirmed it: what it did not is not sent again, since a comment would be written twice.
 */
export async function close(
  pull: Pull,
  { session, why }: { readonly session: Session; readonly why: string },
): Promise<boolean> {
  const { client, world } = session;
  const isOurs = isOnlyBy(pull, world.actors);
  const closing = {
    repositoryId: world.overview.repository.id,
    pullRequestId: pull.id,
    comment: why,
    branch: isOurs ? { name: pull.branch, oid: pull.headOid } : undefined,
  };
  try {
    await onceMore(session, () => closePullRequest(client, closing));
    return true;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === "unavailable") return false;
    throw error;
  }
}
