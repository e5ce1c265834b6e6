import type { Client } from "./client.ts";

/** GitHub lists at most 3,000 files of a pull request; so many are no promotion any more. */
const MAX_PAGES = 10;

const FILES_PER_PAGE = 100;

/**
 * The paths of all files that a pull request changes, the old names of renamed ones included; undefined
 * where there are more than a thousand.
 * @throws `GitHubFailure`
 */
export async function readPullPaths(
  client: Client,
  { repository, number }: { readonly repository: string; readonly number: number },
): Promise<readonly string[] | undefined> {
  const [owner = "", repo = ""] = repository.split("/");
  const paths: string[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const files = await client.rest<
      readonly { readonly filename: string; readonly previous_filename?: string }[]
    >("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
      owner,
      repo,
      pull_number: number,
      per_page: FILES_PER_PAGE,
      page,
    });
    paths.push(...files.flatMap((file) => [file.filename, file.previous_filename ?? []].flat()));
    if (files.length < FILES_PER_PAGE) return paths;
  }
  return undefined;
}
