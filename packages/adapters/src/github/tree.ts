import type { Client } from "./client.ts";

interface TreeReply {
  readonly truncated: boolean;
  readonly tree: readonly {
    readonly path?: string;
    readonly type?: string;
    readonly sha?: string;
  }[];
}

/**
 * The paths of all files of a commit or tree, in one request. GitHub cuts a listing of more than 100,000
 * entries or 7 MB; then each folder is listed by itself.
 * @throws `GitHubFailure`
 * @see https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export async function readPaths(
  client: Client,
  { repository, tree }: { readonly repository: string; readonly tree: string },
): Promise<readonly string[]> {
  const [owner = "", repo = ""] = repository.split("/");
  const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
  const whole = await client.rest<TreeReply>(route, {
    owner,
    repo,
    tree_sha: tree,
    recursive: "1",
  });
  if (!whole.truncated) {
    return whole.tree.flatMap(({ path, type }) => (type === "blob" && path ? [path] : []));
  }
  const top = await client.rest<TreeReply>(route, { owner, repo, tree_sha: tree });
  const paths: string[] = [];
  for (const { path = "", type, sha = "" } of top.tree) {
    if (type === "blob") paths.push(path);
    if (type !== "tree") continue;
    const below = await readPaths(client, { repository, tree: sha });
    paths.push(...below.map((one) => `${path}/${one}`));
  }
  return paths;
}
