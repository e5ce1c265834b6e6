import { explain, GitHubFailure, httpFailure } from "./failure.ts";

/**
 * The text of one file at a commit; undefined when it is not there. One request, without the client that
 * everything else here goes through: an action that reads no more need not carry it.
 * @throws `UserError` as {@link explain} has them
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
export async function readFileText(
  file: { readonly repository: string; readonly path: string; readonly ref: string },
  {
    apiUrl,
    token,
    signal,
  }: { readonly apiUrl: string; readonly token: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const { repository, path, ref } = file;
  const url = new URL(
    `${apiUrl}/repos/${repository}/contents/${path.split("/").map(encodeURIComponent).join("/")}`,
  );
  url.searchParams.set("ref", ref);
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github.raw+json",
    "user-agent": "gitops-actions",
    "x-github-api-version": "2022-11-28",
  };
  const fail = (failure: GitHubFailure): never => {
    throw explain(failure, { repository, tried: `read ${path}` });
  };
  const reply = await fetch(url, { headers, signal }).catch((cause: unknown) =>
    fail(new GitHubFailure("unavailable", String(cause), { status: 0, cause })),
  );
  if (reply.status === 404) return undefined;
  const text = await reply.text();
  if (reply.ok) return text;
  const replied = Object.fromEntries(reply.headers);
  return fail(httpFailure(reply.status, text.slice(0, 200), { headers: replied, now: Date.now() }));
}
