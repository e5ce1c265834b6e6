import type { StatusContextArgs } from "@octokit/graphql-schema";
import { requirePermission } from "../../access.ts";
import { commitHandle, type ObjectHandle } from "../../git-handles.ts";
import { nodeId } from "../../node-ids.ts";
import { type CommitStatus, combinedState, latestStatuses } from "../../statuses.ts";
import { timestamp } from "../../text.ts";
import { objectType } from "../fields.ts";

export const statusTypes = [
  objectType<ObjectHandle>("Commit", {
    status: (commit, _, call) => {
      requirePermission(call, commit.repository, ["statuses", "read"]);
      return contextsOf(commit).length === 0 ? null : commit;
    },
  }),
  objectType<ObjectHandle>("Status", {
    id: ({ repository, oid }) => nodeId("STATUS", repository.id, oid),
    commit: (commit) => commit,
    state: (commit) => combinedState(contextsOf(commit)).toUpperCase(),
    contexts: contextsOf,
    context: (commit, { name }: StatusContextArgs) =>
      contextsOf(commit).find(({ context }) => context === name),
  }),
  objectType<CommitStatus>("StatusContext", {
    id: ({ nodeId: id }) => id,
    context: ({ context }) => context,
    state: ({ state }) => state.toUpperCase(),
    description: ({ description }) => description,
    targetUrl: ({ targetUrl }) => targetUrl,
    createdAt: ({ createdAt }) => timestamp(createdAt),
    creator: ({ creator }) => creator,
    commit: ({ repository, oid }) => commitHandle(repository, oid),
  }),
];

function contextsOf({ repository, oid }: ObjectHandle): CommitStatus[] {
  return latestStatuses(repository, oid);
}
