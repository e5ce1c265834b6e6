/** The issuer of github.com's tokens, as clouds write it: without the scheme. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/**
 * Whether an issuer without scheme is GitHub's: github.com's own or an enterprise's below it, a tenant's on
 * ghe.com, or a server's own. With the token's `iss` at hand, whether it is that one.
 */
export function isGitHubIssuer(issuer: string, iss?: string): boolean {
  const host = issuer.toLowerCase();
  if (iss !== undefined) return host === withoutScheme(iss).toLowerCase();
  return (
    host === GITHUB_ISSUER ||
    host.startsWith(`${GITHUB_ISSUER}/`) ||
    /^token\.actions\.[\w-]+\.ghe\.com$/.test(host) ||
    host.endsWith("/_services/token")
  );
}

/** `https://HOST/PATH` as clouds write it: `HOST/PATH`. */
export function withoutScheme(issuer: string): string {
  return issuer.replace(/^https:\/\//, "").replace(/\/$/, "");
}
