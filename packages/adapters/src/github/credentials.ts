import type { Installation } from "@gitops-actions/core/doctor";
import { UserError } from "@gitops-actions/core/errors";
import githubAppJwt from "universal-github-app-jwt";
import { type Client, createClient } from "./client.ts";
import { explain, GitHubFailure } from "./failure.ts";
import { type Patience, retrying } from "./retry.ts";

/** Permissions of an installation token by the names of GitHub's API: `{ contents: "write" }`. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** What the inputs of an action offer to log in with. */
export interface CredentialInputs {
  readonly githubToken: string | undefined;
  readonly appClientId: string | undefined;
  readonly appPrivateKey: string | undefined;
}

/** A GitHub App and the key by which it shows who it is. */
export interface AppKey {
  readonly clientId: string;
  readonly privateKey: string;
}

export interface Credentials {
  readonly token: string;
  /** In words for the summary: `GitHub App token (contents: write)`. */
  readonly described: string;
  /** Whether this run minted the token and so has to revoke it. */
  readonly minted: boolean;
}

/**
 * A token for one repository: of the App when its client id and key are given, narrowed to that
 * repository and these permissions; else the token given.
 * @throws `UserError` `github-token-missing`, `app-credentials-invalid`, `app-not-installed` and those of `explain`
 */
export async function obtainCredentials(
  inputs: CredentialInputs,
  options: Patience & {
    readonly apiUrl: string;
    readonly repository: string;
    readonly permissions: Permissions;
  },
): Promise<Credentials> {
  const app = appKey(inputs);
  if (app !== undefined) {
    const token = await mintToken(app, options);
    const granted = Object.entries(options.permissions).map(([name, level]) => `${name}: ${level}`);
    return { token, described: `a GitHub App token (${granted.join(", ")})`, minted: true };
  }
  const { githubToken } = inputs;
  if (githubToken === undefined) {
    throw new UserError("github-token-missing", "there is no token to reach GitHub with", {
      hint: "Give app-client-id and app-private-key of a GitHub App installed on the GitOps repository, or github-token.",
    });
  }
  return { token: githubToken, described: describeToken(githubToken), minted: false };
}

/** The App that the inputs name; undefined when they name none. @throws `UserError` `github-token-missing` for half of it */
export function appKey({
  appClientId,
  appPrivateKey,
}: Omit<CredentialInputs, "githubToken">): AppKey | undefined {
  if (appClientId !== undefined && appPrivateKey !== undefined) {
    return { clientId: appClientId, privateKey: appPrivateKey };
  }
  if (appClientId === undefined && appPrivateKey === undefined) return undefined;
  const [given, missing] =
    appClientId === undefined
      ? ["app-private-key", "app-client-id"]
      : ["app-client-id", "app-private-key"];
  throw new UserError(
    "github-token-missing",
    `input "${given}" is given and "${missing}" is empty`,
    {
      hint: "Give both. Secrets are empty in runs for forks and Dependabot, and where the environment does not hold them.",
    },
  );
}

/** Tokens are opaque; their documented prefixes are all that is looked at. */
function describeToken(token: string): string {
  if (token.startsWith("ghs_")) return "an installation token (GITHUB_TOKEN or a GitHub App)";
  if (token.startsWith("github_pat_")) return "a fine-grained personal access token";
  if (token.startsWith("ghp_")) return "a personal access token (classic)";
  return "a token";
}

async function mintToken(
  app: AppKey,
  options: Patience & {
    readonly apiUrl: string;
    readonly repository: string;
    readonly permissions: Permissions;
  },
): Promise<string> {
  const { repository, permissions } = options;
  const [, name = ""] = repository.split("/");
  const asApp = await clientOfApp(app, options);
  return retrying(
    async () => {
      const { id } = await findInstallation(asApp, repository);
      const token = await asApp.rest<{ token: string }>(
        "POST /app/installations/{installation_id}/access_tokens",
        { installation_id: id, repositories: [name], permissions },
      );
      return token.token;
    },
    { ...options, retryable: ["limited", "unavailable"] },
  ).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure)) throw error;
    throw explainMinting(error, { repository, permissions });
  });
}

/** @throws `UserError` `app-credentials-invalid` */
async function clientOfApp(
  { clientId, privateKey }: AppKey,
  { apiUrl, signal }: { readonly apiUrl: string; readonly signal: AbortSignal },
): Promise<Client> {
  const jwt = await githubAppJwt({
    id: clientId,
    // A key pasted into a variable often has its newlines as the two characters \n.
    privateKey: privateKey.replaceAll("\\n", "\n"),
  }).catch((cause: unknown) => {
    throw new UserError(
      "app-credentials-invalid",
      'input "app-private-key" is no RSA private key in PEM form',
      {
        hint: 'Give the whole .pem file that GitHub made for the App, from "-----BEGIN" to "-----END ...-----".',
        cause,
      },
    );
  });
  return createClient({ apiUrl, token: jwt.token, signal });
}

/** An installation as GitHub gives it to its App. */
interface InstallationReply {
  readonly id: number;
  readonly app_id: number;
  readonly app_slug: string;
  readonly permissions: Readonly<Record<string, string>>;
}

function findInstallation(asApp: Client, repository: string): Promise<InstallationReply> {
  const [owner = "", repo = ""] = repository.split("/");
  return asApp.rest("GET /repos/{owner}/{repo}/installation", { owner, repo });
}

/**
 * What an App's installation for a repository may do; no token is minted.
 * @throws `UserError` `app-credentials-invalid`, `app-not-installed` and those of `explain`
 */
export async function readInstallation(
  app: AppKey,
  options: Patience & { readonly apiUrl: string; readonly repository: string },
): Promise<Installation> {
  const { repository } = options;
  const asApp = await clientOfApp(app, options);
  const found = await retrying(() => findInstallation(asApp, repository), {
    ...options,
    retryable: ["limited", "unavailable"],
  }).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure)) throw error;
    throw explainMinting(error, { repository, permissions: {} });
  });
  return { appId: found.app_id, slug: found.app_slug, permissions: found.permissions };
}

function explainMinting(
  failure: GitHubFailure,
  { repository, permissions }: { readonly repository: string; readonly permissions: Permissions },
): UserError {
  if (failure.status === 401) {
    return new UserError(
      "app-credentials-invalid",
      `GitHub rejects the App's key (${failure.message})`,
      {
        hint: "Compare app-client-id (Iv23...) with the App's page and make sure that the key belongs to that App and was not deleted.",
        cause: failure,
      },
    );
  }
  if (failure.status === 404) {
    return new UserError("app-not-installed", `the App is not installed on ${repository}`, {
      hint: "Install it there (the App's page, Install App), or correct gitops-repository.",
      cause: failure,
    });
  }
  if (failure.status === 422) {
    const wanted = Object.entries(permissions).map(([name, level]) => `${name}: ${level}`);
    return new UserError(
      "github-permission-missing",
      `the App's installation for ${repository} lacks one of ${wanted.join(", ")} (${failure.message})`,
      {
        hint: "Grant them on the App's page under Permissions, and accept them on its installation.",
        cause: failure,
      },
    );
  }
  return explain(failure, { repository, tried: "mint an App token" });
}

/** Ends the life of a token that was minted here. @throws `GitHubFailure` */
export async function revokeToken(
  token: string,
  options: { readonly apiUrl: string },
): Promise<void> {
  const client = createClient({
    apiUrl: options.apiUrl,
    token,
    signal: AbortSignal.timeout(5_000),
  });
  await client.rest("DELETE /installation/token", {});
}
