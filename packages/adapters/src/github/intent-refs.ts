import { type IntentRef, intentsOf } from "@gitops-actions/core/intent";
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

/** Whose intents, for which branch. */
export interface Place {
  /** `owner/name`. */
  readonly repository: string;
  /** GraphQL node id of the repository. */
  readonly repositoryId: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
}

/** The branch and the intents at one moment. */
export interface Sight {
  /** Our own intent; undefined when it is not there any more. */
  readonly own: IntentRef | undefined;
  /** Intents for the branch, our own among them; of many only some. */
  readonly refs: readonly IntentRef[];
  /** How many there are. */
  readonly count: number;
  readonly head: string;
  /** The branch's commits since the instant asked for, newest first, at most so many. */
  readonly recent: readonly BranchCommit[];
  readonly recentCount: number;
}

/** A batch takes this many intents at most; a page of GitHub's holds no more. */
const MAX_INTENTS = 100;

/** Commits that come with a look: as many batches pass while one run waits. */
const RECENT_BATCHES = 40;

interface IntentReply {
  readonly prefix: string;
  readonly name: string;
  readonly target:
    | ({ readonly oid: string } & Partial<
        Pick<CommitReply, "message" | "author" | "signature"> & {
          readonly committedDate: string;
          readonly parents: {
            readonly nodes: readonly { readonly oid: string; readonly committedDate: string }[];
          };
        }
      >)
    | null;
}

const INTENT_FIELDS = `prefix name target { oid ... on Commit {
  message committedDate ${MAKER_FIELDS}
  parents(first: 1) { nodes { oid committedDate } }
} }`;

/** One look at the branch and its intents, in one request. @throws `GitHubFailure` */
export async function lookAtIntents(
  client: Client,
  { repository, branch }: Place,
  { own, since }: { readonly own: string; readonly since: Date },
): Promise<Sight> {
  const [owner = "", name = ""] = repository.split("/");
  const prefix = intentsOf(branch);
  const { data, errors } = await client.graphql<{
    readonly repository: {
      readonly own: IntentReply | null;
      readonly intents: {
        readonly totalCount: number;
        readonly nodes: readonly IntentReply[];
      } | null;
      readonly branch: {
        readonly target: {
          readonly oid: string;
          readonly recent: { readonly totalCount: number; readonly nodes: readonly CommitReply[] };
        };
      } | null;
    } | null;
  }>(
    `query LookAtIntents($owner: String!, $name: String!, $own: String!, $branch: String!, $prefix: String!, $since: GitTimestamp!) {
      repository(owner: $owner, name: $name) {
        own: ref(qualifiedName: $own) { ...Intent }
        intents: refs(refPrefix: $prefix, first: ${MAX_INTENTS}) { totalCount nodes { ...Intent } }
        branch: ref(qualifiedName: $branch) { target { oid ... on Commit {
          recent: history(first: ${RECENT_BATCHES}, since: $since) { totalCount nodes { ${COMMIT_FIELDS} } }
        } } }
      }
    }
    fragment Intent on Ref { ${INTENT_FIELDS} }`,
    {
      owner,
      name,
      prefix,
      own: `${prefix}${own}`,
      branch: `refs/heads/${branch}`,
      since: since.toISOString(),
    },
  );
  if (!data.repository?.branch) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  const { target } = data.repository.branch;
  const mine = data.repository.own === null ? undefined : asIntentRef(data.repository.own);
  const listed = (data.repository.intents?.nodes ?? []).map(asIntentRef);
  const others = listed.filter((ref) => ref.name !== mine?.name);
  return {
    own: mine,
    refs: mine === undefined ? others : [mine, ...others],
    count: data.repository.intents?.totalCount ?? 0,
    head: target.oid,
    recent: target.recent.nodes.map(asBranchCommit),
    recentCount: target.recent.totalCount,
  };
}

function asIntentRef({ prefix, name, target }: IntentReply): IntentRef {
  const { oid = "", message, committedDate, author, signature, parents } = target ?? {};
  const isCommit =
    message !== undefined &&
    committedDate !== undefined &&
    author !== undefined &&
    signature !== undefined;
  const [parent] = parents?.nodes ?? [];
  return {
    name: `${prefix}${name}`,
    oid,
    commit: isCommit
      ? {
          message,
          vouchedAuthor: vouchedAuthor({ author, signature }),
          at: Date.parse(committedDate),
          parent: parent && { oid: parent.oid, at: Date.parse(parent.committedDate) },
        }
      : undefined,
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

/** What `updateRefs` takes as "there is no such ref". */
const NO_COMMIT = "0".repeat(40);

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
  await client.graphql(
    "mutation MoveRefs($refs: UpdateRefsInput!) { updateRefs(input: $refs) { clientMutationId } }",
    { refs: { repositoryId, refUpdates } },
    signal === undefined ? {} : { signal },
  );
}
