import { type IntentRef, intentsOf } from "@gitops-actions/core/intent";
import { declarePaths, pathVariables, type RepositoryFile } from "./branch.ts";
import {
  asBranchCommit,
  type BranchCommit,
  COMMIT_FIELDS,
  type CommitReply,
  MAKER_FIELDS,
  vouchedAuthor,
} from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";
import { NO_COMMIT, updateRefs } from "./ref-updates.ts";

/** Whose intents, for which branch. */
export interface Place {
  /** `owner/name`. */
  readonly repository: string;
  /** GraphQL node id of the repository. */
  readonly repositoryId: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
}

/** A commit, and whether what it stands on has our files as we know them. */
export interface CommitOnFiles extends BranchCommit {
  readonly standsOnOurs: boolean;
}

/** Where our own intent stands, at one moment. */
export interface Sight {
  /** Whether its ref is there. */
  readonly isPending: boolean;
  /** The first intents for the branch. */
  readonly first: readonly IntentRef[];
  readonly head: string;
  /** The branch's newest commits since the instant asked for. */
  readonly recent: readonly CommitOnFiles[];
  /** How many there are. */
  readonly recentCount: number;
}

/** Intents with their contents. */
export interface Listed {
  /** Our own among them; of many only the first. */
  readonly refs: readonly IntentRef[];
  /** How many there are. */
  readonly count: number;
}

/** Enough to see who leads, though some are not ours. */
const FIRST_INTENTS = 8;

/** What carried an intent is among the newest: it is looked for every second. */
const RECENT_BATCHES = 3;

/** A batch takes this many intents at most; a page of GitHub's holds no more. */
const MAX_INTENTS = 100;

interface IntentReply {
  readonly prefix: string;
  readonly name: string;
  readonly target: ({ readonly oid: string } & Partial<IntentCommitReply>) | null;
}

interface IntentCommitReply extends Pick<CommitReply, "message" | "author" | "signature"> {
  readonly committedDate: string;
  readonly parents: {
    readonly nodes: readonly { readonly oid: string; readonly committedDate: string }[];
  };
}

/** The files before a commit. */
interface FilesBefore {
  readonly before: {
    readonly nodes: readonly Readonly<Record<`f${number}`, { readonly oid: string } | null>>[];
  };
}

const INTENT_FRAGMENT = `fragment Intent on Ref { prefix name target { oid ... on Commit {
  message committedDate ${MAKER_FIELDS} parents(first: 1) { nodes { oid committedDate } }
} } }`;

const ORDER = "orderBy: { field: ALPHABETICAL, direction: ASC }";

/** One look, in one request. `own` is the full name of our intent's ref. @throws `GitHubFailure` */
export async function lookAtIntents(
  client: Client,
  { repository, branch }: Place,
  {
    own,
    since,
    files,
  }: {
    readonly own: string;
    readonly since: Date;
    /** The files that were decided on. */
    readonly files: readonly Pick<RepositoryFile, "path" | "oid">[];
  },
): Promise<Sight> {
  const [owner = "", name = ""] = repository.split("/");
  const paths = files.map(({ path }) => path);
  const { data, errors } = await client.graphql<{
    readonly repository: {
      readonly own: { readonly prefix: string } | null;
      readonly intents: { readonly nodes: readonly IntentReply[] } | null;
      readonly branch: {
        readonly target: {
          readonly oid: string;
          readonly recent: {
            readonly totalCount: number;
            readonly nodes: readonly (CommitReply & FilesBefore)[];
          };
        };
      } | null;
    } | null;
  }>(
    `query LookAtIntents($owner: String!, $name: String!, $own: String!, $branch: String!, $prefix: String!, $since: GitTimestamp!${declarePaths(paths)}) {
      repository(owner: $owner, name: $name) {
        own: ref(qualifiedName: $own) { prefix }
        intents: refs(refPrefix: $prefix, first: ${FIRST_INTENTS}, ${ORDER}) { nodes { ...Intent } }
        branch: ref(qualifiedName: $branch) { target { oid ... on Commit {
          recent: history(first: ${RECENT_BATCHES}, since: $since) { totalCount nodes {
            ${COMMIT_FIELDS} before: parents(first: 1) { nodes {
              oid ${paths.map((_, index) => `f${index}: file(path: $p${index}) { oid }`).join(" ")}
            } }
          } }
        } } }
      }
    } ${INTENT_FRAGMENT}`,
    {
      owner,
      name,
      own,
      prefix: intentsOf(branch),
      branch: `refs/heads/${branch}`,
      since: since.toISOString(),
      ...pathVariables(paths),
    },
  );
  if (!data.repository?.branch) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  const { target } = data.repository.branch;
  return {
    isPending: data.repository.own !== null,
    first: (data.repository.intents?.nodes ?? []).map(asIntentRef),
    head: target.oid,
    recent: target.recent.nodes.map((commit) => ({
      ...asBranchCommit(commit),
      standsOnOurs: files.every(
        ({ oid }, index) => commit.before.nodes[0]?.[`f${index}`]?.oid === oid,
      ),
    })),
    recentCount: target.recent.totalCount,
  };
}

/**
 * The intents for a branch with their contents: our own, and the first of the others.
 * @throws `GitHubFailure`
 */
export async function listIntents(
  client: Client,
  { repository, branch }: Place,
  own: string,
): Promise<Listed> {
  const [owner = "", name = ""] = repository.split("/");
  const { data } = await client.graphql<{
    readonly repository: {
      readonly own: IntentReply | null;
      readonly intents: {
        readonly totalCount: number;
        readonly nodes: readonly IntentReply[];
      } | null;
    } | null;
  }>(
    `query ListIntents($owner: String!, $name: String!, $own: String!, $prefix: String!) {
      repository(owner: $owner, name: $name) {
        own: ref(qualifiedName: $own) { ...Intent }
        intents: refs(refPrefix: $prefix, first: ${MAX_INTENTS}, ${ORDER}) { totalCount nodes { ...Intent } }
      }
    } ${INTENT_FRAGMENT}`,
    { owner, name, own, prefix: intentsOf(branch) },
  );
  const mine = data.repository?.own ? [asIntentRef(data.repository.own)] : [];
  const listed = (data.repository?.intents?.nodes ?? []).map(asIntentRef);
  return {
    refs: [...mine, ...listed.filter((ref) => ref.name !== mine[0]?.name)],
    count: data.repository?.intents?.totalCount ?? 0,
  };
}

function asIntentRef({ prefix, name, target }: IntentReply): IntentRef {
  const { oid = "", message, committedDate, author, signature, parents } = target ?? {};
  const ref = { name: `${prefix}${name}`, oid };
  const isCommit = message !== undefined && committedDate !== undefined;
  if (!isCommit || author === undefined || signature === undefined) {
    return { ...ref, commit: undefined };
  }
  const [parent] = parents?.nodes ?? [];
  return {
    ...ref,
    commit: {
      message,
      vouchedAuthor: vouchedAuthor({ author, signature }),
      at: Date.parse(committedDate),
      parent: parent && { oid: parent.oid, at: Date.parse(parent.committedDate) },
    },
  };
}

/** A ref to move or delete: from exactly where it was seen. */
export interface RefMove {
  /** Full name. */
  readonly name: string;
  /** Oid it has to point to; undefined: it must not be there. */
  readonly before: string | undefined;
  /** Oid it gets; undefined deletes it. */
  readonly after: string | undefined;
}

/** Moves refs, all or none. @throws `GitHubFailure` (`stale` when one is not where it was seen) */
export async function moveRefs(
  client: Client,
  { repositoryId }: Pick<Place, "repositoryId">,
  { moves, signal }: { readonly moves: readonly RefMove[]; readonly signal?: AbortSignal },
): Promise<void> {
  const refUpdates = moves.map(({ name, before = NO_COMMIT, after = NO_COMMIT }) => ({
    name,
    beforeOid: before,
    afterOid: after,
    force: false,
  }));
  await updateRefs(client, "MoveRefs", { repositoryId, refUpdates, signal });
}
