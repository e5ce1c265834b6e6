import type { Call } from "../../call.ts";
import { notFound } from "../../errors.ts";
import { resolveRevision } from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import {
  type CommitStatus,
  combinedState,
  createStatus,
  latestStatuses,
  type StatusState,
  statusesOf,
} from "../../statuses.ts";
import { timestamp } from "../../text.ts";
import { simpleUser } from "../present-account.ts";
import { repositoryUrl } from "../present-git.ts";
import { minimalRepository } from "../present-repository.ts";
import {
  created,
  listPage,
  listReply,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
} from "../route.ts";

interface NewStatusBody {
  readonly state: StatusState;
  readonly target_url?: string | null;
  readonly description?: string | null;
  readonly context?: string;
}

type RefParameters = PageParameters & { readonly ref: string };

export const statusRoutes: Routes = {
  "repos/create-commit-status": repositoryRoute<{ readonly sha: string }, NewStatusBody>(
    ["statuses", "write"],
    async (repository, { parameters, body }, call) => {
      const { state, context = "default", description, target_url: targetUrl } = body;
      const oid = parameters.sha;
      const status = { oid, context, state, description, targetUrl };
      return created(shown(call, await createStatus(call, repository, status)));
    },
  ),
  "repos/list-commit-statuses-for-ref": repositoryRoute<RefParameters>(
    ["statuses", "read"],
    async (repository, request, call) => {
      const oid = await commitAt(call, repository, request.parameters.ref);
      return listReply(statusesOf(repository, oid), request, (status) => shown(call, status));
    },
  ),
  "repos/get-combined-status-for-ref": repositoryRoute<RefParameters>(
    ["statuses", "read"],
    async (repository, request, call) => {
      const oid = await commitAt(call, repository, request.parameters.ref);
      const latest = latestStatuses(repository, oid);
      const commitUrl = `${repositoryUrl(call, repository)}/commits/${oid}`;
      const { items, headers } = listPage(latest, request);
      const body = {
        state: combinedState(latest),
        statuses: items.map(({ creator: _creator, ...rest }) => shownBrief(call, rest)),
        sha: oid,
        total_count: latest.length,
        repository: minimalRepository(call, repository),
        commit_url: commitUrl,
        url: `${commitUrl}/status`,
      };
      return { ...ok(body), headers };
    },
  ),
};

export async function commitAt(call: Call, repository: Repository, ref: string): Promise<string> {
  const oid = await resolveRevision(call, repository, ref);
  const commit = oid && (await repository.git.peel(oid));
  if (commit === undefined || commit === "") throw notFound(`No commit found for SHA: ${ref}`);
  return commit;
}

function shown(call: Call, { creator, ...status }: CommitStatus) {
  return { ...shownBrief(call, status), creator: simpleUser(call, creator) };
}

function shownBrief(call: Call, status: Omit<CommitStatus, "creator">) {
  const { id, nodeId, repository, oid, context, state, description, targetUrl, createdAt } = status;
  return {
    url: `${repositoryUrl(call, repository)}/statuses/${oid}`,
    avatar_url: null,
    id,
    node_id: nodeId,
    state,
    description,
    target_url: targetUrl,
    context,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
  };
}
