import type { Rollup } from "@gitops-actions/core/promotion/pull-request";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";
import { asReport, REPORT_FIELDS, type ReportReply } from "./pull-fields.ts";

/** The newest report of each status and check on some commits, by oid; a commit that is gone has no entry. */
export async function readReports(
  client: Client,
  { repository, oids }: { readonly repository: string; readonly oids: readonly string[] },
): Promise<ReadonlyMap<string, ReadonlyMap<string, Rollup>>> {
  const [owner = "", name = ""] = repository.split("/");
  const { data, errors } = await client.graphql<{
    readonly repository: Readonly<
      Record<
        `c${number}`,
        {
          readonly statusCheckRollup: {
            readonly contexts: { readonly nodes: readonly ReportReply[] };
          } | null;
        } | null
      >
    > | null;
  }>(
    `query ReadReports($owner: String!, $name: String!${oids.map((_, at) => `, $c${at}: GitObjectID!`).join("")}) {
      repository(owner: $owner, name: $name) {
        ${oids.map((_, at) => `c${at}: object(oid: $c${at}) { ... on Commit { statusCheckRollup { ${REPORT_FIELDS} } } }`).join("\n")}
      }
    }`,
    { owner, name, ...Object.fromEntries(oids.map((oid, at) => [`c${at}`, oid])) },
  );
  const found = data.repository;
  if (found === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return new Map(
    oids.flatMap((oid, at) => {
      const commit = found[`c${at}`];
      return commit
        ? [[oid, new Map(commit.statusCheckRollup?.contexts.nodes.map(asReport))] as const]
        : [];
    }),
  );
}

/** When some files were changed on a branch since an instant, newest first, by path; at most 100 times each. */
export async function readChangeDates(
  client: Client,
  read: {
    readonly repository: string;
    readonly head: string;
    readonly paths: readonly string[];
    readonly since: Date;
  },
): Promise<ReadonlyMap<string, readonly Date[]>> {
  const [owner = "", name = ""] = read.repository.split("/");
  const { paths, head, since } = read;
  const { data, errors } = await client.graphql<{
    readonly repository: {
      readonly object: Readonly<
        Record<`h${number}`, { readonly nodes: readonly { readonly committedDate: string }[] }>
      > | null;
    } | null;
  }>(
    `query ReadChangeDates($owner: String!, $name: String!, $head: GitObjectID!, $since: GitTimestamp!${paths.map((_, at) => `, $p${at}: String!`).join("")}) {
      repository(owner: $owner, name: $name) { object(oid: $head) { ... on Commit {
        ${paths.map((_, at) => `h${at}: history(first: 100, since: $since, path: $p${at}) { nodes { committedDate } }`).join("\n")}
      } } }
    }`,
    {
      owner,
      name,
      head,
      since: since.toISOString(),
      ...Object.fromEntries(paths.map((path, at) => [`p${at}`, path])),
    },
  );
  const commit = data.repository?.object;
  if (!commit) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return new Map(
    paths.map((path, at) => {
      const nodes = commit[`h${at}`]?.nodes ?? [];
      return [path, nodes.map(({ committedDate }) => new Date(committedDate))];
    }),
  );
}
