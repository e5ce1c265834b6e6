import { UserError } from "@gitops-actions/core/errors";
import { type IdTokenRequest, mask } from "../runner/index.ts";

/**
 * A token of GitHub's that says which run this is, for `audience`; masked.
 * @throws `id-token-missing`
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export async function requestIdToken(
  audience: string,
  {
    idTokenRequest,
    signal,
  }: { readonly idTokenRequest: IdTokenRequest | undefined; readonly signal: AbortSignal },
): Promise<string> {
  if (idTokenRequest === undefined) {
    throw new UserError("id-token-missing", "this job may not ask for an id token", {
      hint: 'Add "permissions: id-token: write" to the job. Runs for forks never get one: give signing-key, or "sign: false".',
    });
  }
  const url = new URL(idTokenRequest.url);
  url.searchParams.set("audience", audience);
  const reply = await fetch(url, {
    headers: { authorization: `bearer ${idTokenRequest.token}` },
    signal,
  });
  const body: unknown = await reply.json().catch(() => undefined);
  const token = typeof body === "object" && body !== null && "value" in body ? body.value : "";
  if (reply.ok && typeof token === "string" && token !== "") {
    mask(token);
    return token;
  }
  throw new UserError("id-token-missing", `GitHub gave no id token (HTTP ${reply.status})`, {
    hint: "Run the job again. See https://www.githubstatus.com when it stays so.",
  });
}
