import type { Relation } from "@gitops-actions/core/verify";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";

const RELATIONS = {
  identical: "same",
  ahead: "descendant",
  behind: "ancestor",
  diverged: "diverged",
} as const;

/** How a commit stands to another one. @throws `GitHubFailure`, 404 where one of them is not there */
export async function relate(
  client: Client,
  { repository, commit, to }: { repository: string; commit: string; to: string },
): Promise<Relation> {
  const [owner = "", repo = ""] = repository.split("/");
  const { status } = await client.rest<{ readonly status: keyof typeof RELATIONS }>(
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { owner, repo, basehead: `${to}...${commit}`, per_page: 1 },
  );
  return RELATIONS[status];
}

/** A commit, and when it was made as it says itself. */
export interface DatedCommit {
  readonly oid: string;
  readonly at: Date;
}

interface CommitReply {
  readonly oid: string;
  readonly committedDate: string;
}

type HistoryReplies = Readonly<Record<`h${number}`, { readonly nodes: readonly CommitReply[] }>>;

/**
 * The commit `at`, and the newest one up to it that touched each path. One request.
 * @throws `GitHubFailure`; a commit that is not there is undefined
 */
export async function readNewest(
  client: Client,
  read: { readonly repository: string; readonly at: string; readonly paths: readonly string[] },
): Promise<
  { readonly commit: DatedCommit; readonly newest: ReadonlyMap<string, DatedCommit> } | undefined
> {
  const [owner = "", name = ""] = read.repository.split("/");
  const { paths } = read;
  const { data, errors } = await client.graphql<{
    readonly repository: {
      readonly object: (Partial<CommitReply> & HistoryReplies) | null;
    } | null;
  }>(
    `query ReadNewest($owner: String!, $name: String!, $at: GitObjectID!${paths.map((_, index) => `, $p${index}: String!`).join("")}) {
      repository(owner: $owner, name: $name) { object(oid: $at) { ... on Commit {
        oid committedDate
        ${paths.map((_, index) => `h${index}: history(first: 1, path: $p${index}) { nodes { oid committedDate } }`).join("\n")}
      } } }
    }`,
    {
      owner,
      name,
      at: read.at,
      ...Object.fromEntries(paths.map((path, index) => [`p${index}`, path])),
    },
  );
  if (data.repository === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  const { object } = data.repository;
  if (object?.oid === undefined || object.committedDate === undefined) return undefined;
  const newest = paths.flatMap((path, index): [string, DatedCommit][] => {
    const [found] = object[`h${index}`]?.nodes ?? [];
    return found === undefined ? [] : [[path, dated(found)]];
  });
  return {
    commit: dated({ oid: object.oid, committedDate: object.committedDate }),
    newest: new Map(newest),
  };
}

function dated({ oid, committedDate }: CommitReply): DatedCommit {
  return { oid, at: new Date(committedDate) };
}
