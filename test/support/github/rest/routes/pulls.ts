import type { Call } from "../../call.ts";
import { notFound, unprocessable } from "../../errors.ts";
import { commitHandle } from "../../git-handles.ts";
import {
  closePullRequest,
  createPullRequest,
  reopenPullRequest,
  updateBranch,
  updatePullRequest,
} from "../../pulls/lifecycle.ts";
import { merge } from "../../pulls/merge.ts";
import { changedFiles, commitsOf } from "../../pulls/mergeability.ts";
import { pullsOfCommit } from "../../pulls/of-commit.ts";
import type { PullRequest } from "../../pulls/pull-request.ts";
import type { Repository } from "../../repository.ts";
import type { MergeMethod } from "../../rules.ts";
import { commit, repositoryUrl } from "../present-git.ts";
import { diffEntry, pullRequest, pullRequestSimple } from "../present-pull-request.ts";
import {
  created,
  listReply,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
} from "../route.ts";

export interface PullParameter {
  readonly pull_number: number;
}

interface ListParameters extends PageParameters {
  readonly state?: "open" | "closed" | "all";
  /** `owner:branch`. */
  readonly head?: string;
  readonly base?: string;
  readonly sort?: "created" | "updated" | "popularity" | "long-running";
  readonly direction?: "asc" | "desc";
}

interface NewPullBody {
  readonly title?: string;
  readonly body?: string;
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
  readonly maintainer_can_modify?: boolean;
}

interface PullChangesBody {
  readonly title?: string;
  readonly body?: string;
  readonly base?: string;
  readonly state?: "open" | "closed";
  readonly maintainer_can_modify?: boolean;
}

interface MergeBody {
  readonly sha?: string;
  readonly merge_method?: MergeMethod;
  readonly commit_title?: string;
  readonly commit_message?: string;
}

export const pullRoutes: Routes = {
  "pulls/list": repositoryRoute<ListParameters>(
    ["pull_requests", "read"],
    (repository, request, call) => {
      return listReply(listed(repository, request.parameters), request, (pull) =>
        pullRequestSimple(call, pull),
      );
    },
  ),
  "pulls/create": repositoryRoute<unknown, NewPullBody>(
    ["pull_requests", "write"],
    async (repository, { body: input }, call) => {
      const { title = "", body, head, base, draft, maintainer_can_modify: _ignored } = input;
      const wanted = { title, body, head, base, isDraft: draft };
      return created(await pullRequest(call, await createPullRequest(call, repository, wanted)));
    },
  ),
  "pulls/get": repositoryRoute<PullParameter>(
    ["pull_requests", "read"],
    async (repository, { parameters }, call) =>
      ok(await pullRequest(call, pullNumbered(repository, parameters.pull_number))),
  ),
  "pulls/update": repositoryRoute<PullParameter, PullChangesBody>(
    ["pull_requests", "write"],
    async (repository, { parameters, body: input }, call) => {
      const { title, body, base, state, maintainer_can_modify: _ignored } = input;
      const pull = pullNumbered(repository, parameters.pull_number);
      await updatePullRequest(call, pull, { title, body, base });
      if (state === "closed") closePullRequest(call, pull);
      if (state === "open") reopenPullRequest(call, pull);
      return ok(await pullRequest(call, pull));
    },
  ),
  "pulls/list-files": repositoryRoute<PullParameter & PageParameters>(
    ["pull_requests", "read"],
    async (repository, request, call) => {
      const pull = pullNumbered(repository, request.parameters.pull_number);
      return listReply(await changedFiles(pull), request, (file) =>
        diffEntry(call, { repository, at: pull.headOid }, file),
      );
    },
  ),
  "pulls/list-commits": repositoryRoute<PullParameter & PageParameters>(
    ["pull_requests", "read"],
    async (repository, request, call) => {
      const pull = pullNumbered(repository, request.parameters.pull_number);
      return listReply(await commitsOf(pull), request, (oid) =>
        commit(call, commitHandle(repository, oid)),
      );
    },
  ),
  "pulls/merge": repositoryRoute<PullParameter, MergeBody>(
    ["contents", "write"],
    async (repository, { parameters, body }, call) => {
      const { sha, merge_method: method = "merge", commit_title, commit_message } = body;
      const oid = await merge(call, pullNumbered(repository, parameters.pull_number), {
        method,
        headline: commit_title,
        body: commit_message,
        expectedHead: sha,
      });
      return ok({ sha: oid, merged: true, message: "Pull Request successfully merged" });
    },
  ),
  "pulls/update-branch": repositoryRoute<PullParameter, { readonly expected_head_sha?: string }>(
    ["pull_requests", "write"],
    async (repository, { parameters, body }, call) => {
      const pull = pullNumbered(repository, parameters.pull_number);
      await updateBranch(call, pull, { expectedHead: body.expected_head_sha, method: "merge" });
      const url = `${repositoryUrl(call, repository)}/pulls/${pull.number}`;
      return { status: 202, body: { message: "Updating pull request branch.", url } };
    },
  ),
  "repos/list-pull-requests-associated-with-commit": repositoryRoute<
    PageParameters & { readonly commit_sha: string }
  >(["pull_requests", "read"], async (repository, request, call) => {
    const pulls = await pullsOfCommit(repository.pulls, request.parameters.commit_sha);
    return listReply(pulls, request, (pull) => pullRequestSimple(call, pull));
  }),
};

export function pullNumbered({ pulls }: Repository, number: number): PullRequest {
  const pull = pulls.find((one) => one.number === number);
  if (pull === undefined) throw notFound();
  return pull;
}

/** Throws as GitHub does while a pull request that was just made cannot be found by its id everywhere. */
export function foundEverywhere(call: Call, pull: PullRequest): PullRequest {
  if (call.state.node(pull.nodeId) !== undefined) return pull;
  throw unprocessable(`Could not resolve to a node with the global id of '${pull.nodeId}'.`);
}

function listed({ pulls, owner }: Repository, parameters: ListParameters): PullRequest[] {
  const { state = "open", head, base, sort = "created", direction } = parameters;
  const isWanted = (pull: PullRequest) =>
    (state === "all" || (pull.state === "open") === (state === "open")) &&
    (head === undefined || head.toLowerCase() === `${owner.login}:${pull.head}`.toLowerCase()) &&
    (base === undefined || base === pull.base);
  const time = ({ createdAt, updatedAt }: PullRequest) =>
    sort === "updated" ? updatedAt : createdAt;
  const sorted = pulls
    .filter(isWanted)
    .sort((a, b) => time(a).getTime() - time(b).getTime() || a.number - b.number);
  const isAscending = direction === "asc" || (direction === undefined && sort !== "created");
  return isAscending ? sorted : sorted.reverse();
}
