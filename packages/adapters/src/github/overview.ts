import type { MergeMethod, Pull } from "@gitops-actions/core/promotion/pull-request";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";
import { asPull, PULL_FIELDS, type PullReply } from "./pull-fields.ts";

/** A repository's head and its open pull requests, as one read saw them. */
export interface Overview {
  /** Login of the token's owner. */
  readonly viewer: string;
  readonly repository: {
    readonly id: string;
    /** `owner/name` with GitHub's own capitals. */
    readonly name: string;
    readonly url: string;
    readonly archived: boolean;
    readonly mergeMethods: readonly MergeMethod[];
    readonly autoMergeAllowed: boolean;
  };
  readonly branch: string;
  readonly head: string;
  /** The text of the file asked for, where it is there and short enough for GraphQL to give it whole. */
  readonly config: string | undefined;
  /** Open pull requests into the branch, oldest first. */
  readonly pulls: readonly Pull[];
}

export interface ReadOverview {
  /** `owner/name`. */
  readonly repository: string;
  /** Undefined: the repository's default branch. */
  readonly branch: string | undefined;
  readonly configPath: string;
}

interface PullPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly PullReply[];
}

interface OverviewReply {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly id: string;
    readonly nameWithOwner: string;
    readonly url: string;
    readonly isArchived: boolean;
    readonly squashMergeAllowed: boolean;
    readonly mergeCommitAllowed: boolean;
    readonly rebaseMergeAllowed: boolean;
    readonly autoMergeAllowed: boolean;
    readonly ref: {
      readonly name: string;
      readonly target: {
        readonly oid: string;
        readonly config: {
          readonly object: {
            readonly text?: string | null;
            readonly isTruncated?: boolean;
            readonly isBinary?: boolean;
          } | null;
        } | null;
      };
    } | null;
    readonly pullRequests: PullPage;
  } | null;
}

/** A page of this many pull requests stays far below GraphQL's limits of nodes and of time. */
const PULLS_PER_QUERY = 50;

/**
 * The head of a branch, the config that stands there, and the open pull requests, in one request (one more
 * for each further {@link PULLS_PER_QUERY} of them). Pull requests are listed, not searched: the search
 * index lags and its results are capped.
 * @throws `GitHubFailure`; undefined when there is no such branch
 */
export async function readOverview(
  client: Client,
  { repository, branch, configPath }: ReadOverview,
): Promise<Overview | undefined> {
  const [owner = "", name = ""] = repository.split("/");
  const { data, errors } = await client.graphql<OverviewReply>(
    `query ReadOverview($owner: String!, $name: String!, $config: String!${branch === undefined ? "" : ", $ref: String!"}) {
      viewer { login }
      repository(owner: $owner, name: $name) {
        id nameWithOwner url isArchived squashMergeAllowed mergeCommitAllowed rebaseMergeAllowed autoMergeAllowed
        ref: ${branch === undefined ? "defaultBranchRef" : "ref(qualifiedName: $ref)"} { name target { oid ... on Commit {
          config: file(path: $config) { object { ... on Blob { text isTruncated isBinary } } }
        } } }
        pullRequests(states: OPEN, first: ${PULLS_PER_QUERY}) { pageInfo { hasNextPage endCursor } nodes { ...Pull } }
      }
    } ${PULL_FIELDS}`,
    {
      owner,
      name,
      config: configPath,
      ...(branch === undefined ? {} : { ref: `refs/heads/${branch}` }),
    },
  );
  const found = data.repository;
  if (found === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  if (found.ref === null) return undefined;
  const replies = [...found.pullRequests.nodes];
  for (let page = found.pullRequests; page.pageInfo.hasNextPage; ) {
    page = await readPulls(client, { owner, name, after: page.pageInfo.endCursor });
    replies.push(...page.nodes);
  }
  const base = found.ref.name;
  const config = found.ref.target.config?.object;
  return {
    viewer: data.viewer.login,
    repository: {
      id: found.id,
      name: found.nameWithOwner,
      url: found.url,
      archived: found.isArchived,
      mergeMethods: [
        ...(found.squashMergeAllowed ? (["squash"] as const) : []),
        ...(found.mergeCommitAllowed ? (["merge"] as const) : []),
        ...(found.rebaseMergeAllowed ? (["rebase"] as const) : []),
      ],
      autoMergeAllowed: found.autoMergeAllowed,
    },
    branch: base,
    head: found.ref.target.oid,
    config: config?.isTruncated || config?.isBinary ? undefined : (config?.text ?? undefined),
    pulls: replies.filter(({ baseRefName }) => baseRefName === base).map(asPull),
  };
}

async function readPulls(
  client: Client,
  variables: { readonly owner: string; readonly name: string; readonly after: string | null },
): Promise<PullPage> {
  const { data, errors } = await client.graphql<{
    readonly repository: { readonly pullRequests: PullPage } | null;
  }>(
    `query ReadPulls($owner: String!, $name: String!, $after: String) {
      repository(owner: $owner, name: $name) {
        pullRequests(states: OPEN, first: ${PULLS_PER_QUERY}, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Pull } }
      }
    } ${PULL_FIELDS}`,
    variables,
  );
  if (data.repository === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return data.repository.pullRequests;
}
