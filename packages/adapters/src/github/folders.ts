import { declarePaths, pathVariables } from "./branch.ts";
import type { Client } from "./client.ts";

/** The names in each of some folders at a commit, by folder; a folder that is not there has no entry. */
export async function listFolders(
  client: Client,
  folders: {
    readonly repository: string;
    readonly head: string;
    readonly paths: readonly string[];
  },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [owner = "", name = ""] = folders.repository.split("/");
  const { paths, head } = folders;
  const { data } = await client.graphql<{
    readonly repository: {
      readonly object: Readonly<Record<`f${number}`, FolderReply | null>> | null;
    } | null;
  }>(
    `query ListFolders($owner: String!, $name: String!, $head: GitObjectID!${declarePaths(paths)}) {
      repository(owner: $owner, name: $name) { object(oid: $head) { ... on Commit {
        ${paths.map((_, index) => `f${index}: file(path: $p${index}) { object { ... on Tree { entries { name } } } }`).join("\n")}
      } } }
    }`,
    { owner, name, head, ...pathVariables(paths) },
  );
  const listed = paths.map(
    (path, index) => [path, data.repository?.object?.[`f${index}`]?.object?.entries] as const,
  );
  return new Map(
    listed.flatMap(([path, entries]) =>
      entries ? [[path, entries.map((entry) => entry.name)]] : [],
    ),
  );
}

interface FolderReply {
  readonly object: { readonly entries?: readonly { readonly name: string }[] } | null;
}
