import { commitsOf } from "./mergeability.ts";
import type { PullRequest } from "./pull-request.ts";

/** The pull requests that brought a commit, or that are at it now. */
export async function pullsOfCommit(
  pulls: readonly PullRequest[],
  oid: string,
): Promise<PullRequest[]> {
  const has = await Promise.all(
    pulls.map(
      async (pull) =>
        pull.headOid === oid || pull.mergeCommit === oid || (await commitsOf(pull)).includes(oid),
    ),
  );
  return pulls.filter((_, index) => has[index] === true);
}
