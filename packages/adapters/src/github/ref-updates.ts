import type { Client } from "./client.ts";

/** What `updateRefs` takes as "there is no such ref". */
export const NO_COMMIT = "0".repeat(40);

/** A ref to make, move or delete. */
export interface RefUpdate {
  /** In full: `refs/heads/main`. */
  readonly name: string;
  /** Where it has to stand; absent: wherever it does. */
  readonly beforeOid?: string;
  readonly afterOid: string;
  /** Whether it may lose commits; by default it may not. */
  readonly force?: boolean;
}

/**
 * Moves refs, all or none, as an operation of that name.
 * @throws `GitHubFailure` (`stale` when one is not where it has to stand)
 */
export async function updateRefs(
  client: Client,
  operation: string,
  {
    signal,
    ...refs
  }: {
    /** GraphQL node id. */
    readonly repositoryId: string;
    readonly refUpdates: readonly RefUpdate[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  await client.graphql(
    `mutation ${operation}($refs: UpdateRefsInput!) { updateRefs(input: $refs) { clientMutationId } }`,
    { refs },
    signal === undefined ? {} : { signal },
  );
}
