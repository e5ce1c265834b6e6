import {
  asBranchCommit,
  type BranchCommit,
  COMMIT_FIELDS,
  type CommitReply,
} from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { additions, type LandedCommit, type NewCommit } from "./commit.ts";
import { graphqlFailure } from "./failure.ts";
import { NO_COMMIT, type RefUpdate, updateRefs } from "./ref-updates.ts";

/** An open pull request of a branch of the same repository. */
export interface PullRequest {
  /** GraphQL node id. */
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
}

/** What stands at the branch that a pull request of ours uses. */
export interface HeadBranch {
  /** Its newest commit; undefined when there is no such branch. */
  readonly tip: BranchCommit | undefined;
  /** The open pull request from it into the base. */
  readonly pullRequest: PullRequest | undefined;
}

const PULL_REQUEST_FIELDS = "id number url title body";

/** The branch and its open pull request, in one request. @throws `GitHubFailure` */
export async function readHeadBranch(
  client: Client,
  where: { readonly repository: string; readonly head: string; readonly base: string },
): Promise<HeadBranch> {
  const [owner = "", name = ""] = where.repository.split("/");
  const { data, errors } = await client.graphql<{
    readonly repository: {
      readonly ref: { readonly target: CommitReply } | null;
      readonly pullRequests: {
        readonly nodes: readonly (PullRequest & { readonly isCrossRepository: boolean })[];
      };
    } | null;
  }>(
    `query ReadHeadBranch($owner: String!, $name: String!, $ref: String!, $head: String!, $base: String!) {
      repository(owner: $owner, name: $name) {
        ref(qualifiedName: $ref) { target { ... on Commit { ${COMMIT_FIELDS} } } }
        pullRequests(headRefName: $head, baseRefName: $base, states: OPEN, first: 5) {
          nodes { ${PULL_REQUEST_FIELDS} isCrossRepository }
        }
      }
    }`,
    { owner, name, ref: `refs/heads/${where.head}`, head: where.head, base: where.base },
  );
  if (data.repository === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  const { ref, pullRequests } = data.repository;
  return {
    tip: ref === null ? undefined : asBranchCommit(ref.target),
    pullRequest: pullRequests.nodes.find(({ isCrossRepository }) => !isCrossRepository), // a fork's branch may bear the same name
  };
}

/** A pull request to open, with the one commit it begins with. */
export interface NewPullRequest {
  /** GraphQL node id of the repository. */
  readonly repositoryId: string;
  readonly base: string;
  /** The first commit; `branch` is the head branch, `expectedHead` the commit of the base it starts from. */
  readonly commit: NewCommit;
  /** Where a branch of ours without pull request stands that is to be used again; undefined when there is none. */
  readonly replaces: string | undefined;
  readonly title: string;
  readonly body: string;
  readonly draft?: boolean;
}

/**
 * Makes the head branch, its commit and the pull request, in one request. A branch that is there already
 * is moved only from exactly where it was seen.
 * @throws `GitHubFailure`
 */
export async function openPullRequest(
  client: Client,
  { repositoryId, base, commit, replaces, title, body, draft = false }: NewPullRequest,
): Promise<{ readonly pullRequest: PullRequest; readonly commit: LandedCommit }> {
  const start = { repositoryId, branch: commit.branch, at: commit.expectedHead, replaces };
  const { data, errors } = await client.graphql<{
    readonly createCommitOnBranch: {
      readonly commit: {
        readonly oid: string;
        readonly url: string;
        readonly signature: { readonly isValid: boolean } | null;
      };
    } | null;
    readonly createPullRequest: { readonly pullRequest: PullRequest } | null;
  }>(
    `mutation OpenPullRequest($refs: UpdateRefsInput!, $commit: CreateCommitOnBranchInput!, $pull: CreatePullRequestInput!) {
      updateRefs(input: $refs) { clientMutationId }
      createCommitOnBranch(input: $commit) { commit { oid url signature { isValid } } }
      createPullRequest(input: $pull) { pullRequest { ${PULL_REQUEST_FIELDS} } }
    }`,
    {
      refs: refsInput(start),
      commit: {
        branch: { repositoryNameWithOwner: commit.repository, branchName: commit.branch },
        expectedHeadOid: commit.expectedHead,
        message: { headline: commit.headline, body: commit.body },
        fileChanges: { additions: additions(commit.files) },
      },
      pull: { repositoryId, baseRefName: base, headRefName: commit.branch, title, body, draft },
    },
  );
  if (!data.createPullRequest || !data.createCommitOnBranch) {
    throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  }
  const { oid, url, signature } = data.createCommitOnBranch.commit;
  return {
    pullRequest: data.createPullRequest.pullRequest,
    commit: { oid, url, verified: signature?.isValid },
  };
}

/** Where a branch is to begin. */
export interface BranchStart {
  /** GraphQL node id of the repository. */
  readonly repositoryId: string;
  readonly branch: string;
  readonly at: string;
  /** Where a branch of ours stands that is to be used again; undefined when there is none. */
  readonly replaces: string | undefined;
}

/** Makes a branch, or moves it from exactly where it was seen. @throws `GitHubFailure` */
export async function startBranch(client: Client, start: BranchStart): Promise<void> {
  await updateRefs(client, "StartBranch", refsInput(start));
}

function refsInput({ repositoryId, branch, at, replaces }: BranchStart): {
  readonly repositoryId: string;
  readonly refUpdates: readonly RefUpdate[];
} {
  const update = {
    name: `refs/heads/${branch}`,
    beforeOid: replaces ?? NO_COMMIT,
    afterOid: at,
    force: replaces !== undefined,
  };
  return { repositoryId, refUpdates: [update] };
}

/** Opens a pull request from a branch that has its commits already. @throws `GitHubFailure` */
export async function openPullRequestFrom(
  client: Client,
  pull: {
    readonly repositoryId: string;
    readonly base: string;
    readonly head: string;
    readonly title: string;
    readonly body: string;
    readonly draft?: boolean;
  },
): Promise<PullRequest> {
  const { data, errors } = await client.graphql<{
    readonly createPullRequest: { readonly pullRequest: PullRequest } | null;
  }>(
    `mutation OpenPullRequestFrom($pull: CreatePullRequestInput!) {
      createPullRequest(input: $pull) { pullRequest { ${PULL_REQUEST_FIELDS} } }
    }`,
    {
      pull: {
        repositoryId: pull.repositoryId,
        baseRefName: pull.base,
        headRefName: pull.head,
        title: pull.title,
        body: pull.body,
        draft: pull.draft ?? false,
      },
    },
  );
  if (!data.createPullRequest) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return data.createPullRequest.pullRequest;
}

/** Gives a pull request its title and body. @throws `GitHubFailure` */
export async function describePullRequest(
  client: Client,
  pull: { readonly id: string; readonly title: string; readonly body: string },
): Promise<void> {
  await client.graphql(
    `mutation DescribePullRequest($input: UpdatePullRequestInput!) {
      updatePullRequest(input: $input) { clientMutationId }
    }`,
    { input: { pullRequestId: pull.id, title: pull.title, body: pull.body } },
  );
}
