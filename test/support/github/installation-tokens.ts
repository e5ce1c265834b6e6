import type { App, Installation } from "./apps.ts";
import { notFound, unprocessable } from "./errors.ts";
import type { Repository } from "./repository.ts";
import type { State } from "./state.ts";
import { type PermissionName, type Permissions, permits, Token } from "./tokens.ts";

export interface WantedToken {
  /** Names without owner. */
  readonly repositories?: readonly string[] | undefined;
  readonly repositoryIds?: readonly number[] | undefined;
  readonly permissions?: Permissions | undefined;
}

const lifetimeMilliseconds = 3_600_000;

/** A token for an installation of `app`, narrowed to what is wanted; more than the installation has is refused. */
export function mintInstallationToken(
  state: State,
  { app, installationId }: { readonly app: App; readonly installationId: number },
  wanted: WantedToken,
): Token {
  const installation = app.installations.find(({ id }) => id === installationId);
  if (installation === undefined) throw notFound();
  for (const [name, level] of Object.entries(wanted.permissions ?? {})) {
    // Which names exist is checked by GitHub's description before.
    if (!permits(installation.permissions, name as PermissionName, level)) {
      throw unprocessable("The permissions requested are not granted to this installation.");
    }
  }
  const token = new Token({
    kind: "app",
    actor: app.bot,
    app,
    installation,
    permissions: wanted.permissions ?? installation.permissions,
    repositories: chosen(state, installation, wanted),
    expiresAt: new Date(state.clock.now().getTime() + lifetimeMilliseconds),
  });
  state.tokens.set(token.value, token);
  return token;
}

/** The repositories an installation reaches. */
export function repositoriesOf(
  state: State,
  { account, repositories }: Installation,
): Repository[] {
  if (repositories !== "all") return [...repositories];
  return state.repositories().filter(({ owner }) => owner === account);
}

function chosen(
  state: State,
  installation: Installation,
  { repositories = [], repositoryIds = [] }: WantedToken,
): "all" | Repository[] {
  if (repositories.length === 0 && repositoryIds.length === 0) {
    return installation.repositories === "all" ? "all" : [...installation.repositories];
  }
  const reachable = repositoriesOf(state, installation);
  const named = repositories.map((name) =>
    reachable.find((one) => one.name.toLowerCase() === name.toLowerCase()),
  );
  const numbered = repositoryIds.map((id) => reachable.find((one) => one.id === id));
  const found = [...named, ...numbered].filter((one) => one !== undefined);
  if (found.length < repositories.length + repositoryIds.length) {
    throw unprocessable(
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  return found;
}
