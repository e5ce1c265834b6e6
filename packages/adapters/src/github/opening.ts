import { type Actor, loginOf } from "./actor.ts";
import {
  asBranchCommit,
  type BranchCommit,
  COMMIT_FIELDS,
  type CommitReply,
} from "./branch-commit.ts";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";

/** What has to be known before a pull request is opened from a branch. */
export interface Opening {
  /** Name of the head branch. */
  readonly branch: string;
  /** Files of the upstream environment, whose history tells which image came first. */
  readonly history: string;
}

export interface BeforeOpening {
  /** The newest commit of the branch; undefined when there is no such branch. */
  readonly tip: BranchCommit | undefined;
  /** Pull requests from it that were closed without a merge, newest first. */
  readonly closed: readonly ClosedPull[];
  /** The newest commits that touched the file of `history`, newest first. */
  readonly commits: readonly BranchCommit[];
}

export interface ClosedPull {
  readonly number: number;
  readonly body: string;
  readonly author: string | undefined;
  readonly closedBy: string | undefined;
}

export interface Ids {
  /** GraphQL node ids by name; what does not exist, or may not be seen, has none. */
  readonly labels: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly teams: ReadonlyMap<string, string>;
}

export interface ReadOpenings {
  /** `owner/name`. */
  readonly repository: string;
  /** Head of the base branch. */
  readonly head: string;
  readonly openings: readonly Opening[];
  readonly labels: readonly string[];
  readonly users: readonly string[];
  /** Slugs of teams of the repository's owner. */
  readonly teams: readonly string[];
}

/** Walks through history take time; GitHub gives a request ten seconds. */
const OPENINGS_PER_QUERY = 20;

/** As many commits of one file as tell the order of two images that are near each other. */
const COMMITS_OF_HISTORY = 20;

interface OpeningReply {
  readonly [alias: `b${number}`]: { readonly target: CommitReply } | null;
}

interface ClosedReply {
  readonly number: number;
  readonly body: string;
  readonly author: Actor | null;
  readonly timelineItems: { readonly nodes: readonly { readonly actor?: Actor | null }[] };
}

type RepositoryReply = OpeningReply & {
  readonly [alias: `p${number}`]: { readonly nodes: readonly ClosedReply[] };
  readonly [alias: `l${number}`]: { readonly id: string } | null;
} & {
  readonly object: {
    readonly [alias: `h${number}`]: { readonly nodes: readonly CommitReply[] };
  } | null;
};

interface Reply {
  readonly repository: RepositoryReply | null;
  readonly organization?: {
    readonly [alias: `t${number}`]: { readonly id: string } | null;
  } | null;
  readonly [alias: `u${number}`]: { readonly id: string } | null;
}

/**
 * What stands at the branches of pull requests that are to be opened, and the ids of their labels and
 * reviewers, in one request for every {@link OPENINGS_PER_QUERY} of them.
 * @throws `GitHubFailure`
 */
export async function readOpenings(
  client: Client,
  read: ReadOpenings,
): Promise<{ readonly openings: readonly BeforeOpening[]; readonly ids: Ids }> {
  const openings: BeforeOpening[] = [];
  let ids: Ids | undefined;
  for (let from = 0; from < read.openings.length || ids === undefined; from += OPENINGS_PER_QUERY) {
    const some = read.openings.slice(from, from + OPENINGS_PER_QUERY);
    const named = ids === undefined ? read : { ...read, labels: [], users: [], teams: [] };
    const answer = await readSome(client, { ...named, openings: some });
    openings.push(...answer.openings);
    ids ??= answer.ids;
  }
  return { openings, ids };
}

async function readSome(
  client: Client,
  read: ReadOpenings,
): Promise<{ readonly openings: readonly BeforeOpening[]; readonly ids: Ids }> {
  const [owner = "", name = ""] = read.repository.split("/");
  const { openings, labels, users, teams } = read;
  const declared = [
    ...openings.map((_, at) => `, $b${at}: String!, $n${at}: String!, $h${at}: String!`),
    ...labels.map((_, at) => `, $l${at}: String!`),
    ...users.map((_, at) => `, $u${at}: String!`),
    ...teams.map((_, at) => `, $t${at}: String!`),
  ];
  const ofRepository = [
    ...openings.flatMap((_, at) => [
      `b${at}: ref(qualifiedName: $b${at}) { target { ... on Commit { ${COMMIT_FIELDS} } } }`,
      `p${at}: pullRequests(headRefName: $n${at}, states: CLOSED, first: 5, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ...Closed } }`,
    ]),
    ...labels.map((_, at) => `l${at}: label(name: $l${at}) { id }`),
  ];
  const histories = openings.map(
    (_, at) =>
      `h${at}: history(first: ${COMMITS_OF_HISTORY}, path: $h${at}) { nodes { ${COMMIT_FIELDS} } }`,
  );
  const { data, errors } = await client.graphql<Reply>(
    `query ReadOpenings($owner: String!, $name: String!${openings.length === 0 ? "" : ", $head: GitObjectID!"}${declared.join("")}) {
      repository(owner: $owner, name: $name) {
        id ${ofRepository.join("\n")}
        ${openings.length === 0 ? "" : `object(oid: $head) { ... on Commit { ${histories.join("\n")} } }`}
      }
      ${users.map((_, at) => `u${at}: user(login: $u${at}) { id }`).join("\n")}
      ${teams.length === 0 ? "" : `organization(login: $owner) { ${teams.map((_, at) => `t${at}: team(slug: $t${at}) { id }`).join("\n")} }`}
    } ${openings.length === 0 ? "" : CLOSED_FRAGMENT}`,
    {
      owner,
      name,
      ...(openings.length === 0 ? {} : { head: read.head }),
      ...Object.fromEntries([
        ...openings.flatMap(({ branch, history }, at) => [
          [`b${at}`, `refs/heads/${branch}`],
          [`n${at}`, branch],
          [`h${at}`, history],
        ]),
        ...labels.map((label, at) => [`l${at}`, label]),
        ...users.map((user, at) => [`u${at}`, user]),
        ...teams.map((team, at) => [`t${at}`, team]),
      ]),
    },
  );
  const { repository, organization } = data;
  if (repository === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return {
    openings: openings.map((_, at) => ({
      tip: tipOf(repository[`b${at}`]),
      closed: repository[`p${at}`]?.nodes.map(asClosed) ?? [],
      commits: repository.object?.[`h${at}`]?.nodes.map(asBranchCommit) ?? [],
    })),
    ids: {
      labels: idsOf(labels, (at) => repository[`l${at}`]),
      users: idsOf(users, (at) => data[`u${at}`]),
      teams: idsOf(teams, (at) => organization?.[`t${at}`]),
    },
  };
}

const CLOSED_FRAGMENT = `fragment Closed on PullRequest {
  number body author { __typename login }
  timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { __typename login } } } }
}`;

function tipOf(ref: OpeningReply[`b${number}`] | undefined): BranchCommit | undefined {
  return ref ? asBranchCommit(ref.target) : undefined;
}

function asClosed({ number, body, author, timelineItems }: ClosedReply): ClosedPull {
  const closer = timelineItems.nodes[0]?.actor ?? null;
  return { number, body, author: loginOf(author), closedBy: loginOf(closer) };
}

function idsOf(
  names: readonly string[],
  found: (at: number) => { readonly id: string } | null | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name, at) => {
      const node = found(at);
      return node ? [[name, node.id]] : [];
    }),
  );
}
