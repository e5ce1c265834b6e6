import { type Role, roleReaches } from "./accounts.ts";
import type { Call } from "./call.ts";
import { forbidden, GitHubError, notFound } from "./errors.ts";
import type { Repository } from "./repository.ts";
import { type PermissionLevel, type PermissionName, permits } from "./tokens.ts";

/** Anyone who can read a repository may take part in its discussions; everything else that writes needs the role. */
const openToReaders: readonly PermissionName[] = ["issues", "pull_requests"];

/** Whether this call may know that the repository exists. */
export function canSee(call: Call, repository: Repository): boolean {
  return !repository.isPrivate || covers(call, repository);
}

/**
 * Throws GitHub's refusal where the token may not: 404 for what it cannot see, else 403; 403 also for
 * writes to an archived repository.
 */
export function requirePermission(
  call: Call,
  repository: Repository,
  permission: readonly [PermissionName, PermissionLevel],
): void {
  if (!canSee(call, repository)) throw notFound();
  if (!isPermitted(call, repository, permission)) throw notAccessible(call);
  if (repository.isArchived && permission[1] !== "read") {
    throw forbidden("Repository was archived so is read-only.");
  }
}

/** Throws where the settings keep a workflow's own token from opening or approving pull requests. */
export function requireActionsAllowed({ token }: Call, { settings }: Repository): void {
  if (token.kind === "actions" && !settings.actionsMayOpenPulls) {
    throw forbidden("GitHub Actions is not permitted to create or approve pull requests.");
  }
}

/** The 403 for a token without the permission, in the words for its kind. */
export function notAccessible({ token }: Call): GitHubError {
  if (token.kind === "anonymous") {
    return new GitHubError("Requires authentication", { status: 401, type: "UNAUTHENTICATED" });
  }
  const holder = token.kind === "user" ? "personal access token" : "integration";
  return forbidden(`Resource not accessible by ${holder}`);
}

/** Of a repository that is none of the token's, only a public one may be read. */
function isPermitted(
  call: Call,
  repository: Repository,
  [name, level]: readonly [PermissionName, PermissionLevel],
): boolean {
  if (!covers(call, repository)) return !repository.isPrivate && level === "read";
  const granted = permits(call.token.permissions, name, level);
  return granted && (call.token.kind !== "user" || roleSuffices(call, repository, [name, level]));
}

function covers({ token, actor }: Call, repository: Repository): boolean {
  if (token.kind === "anonymous") return false;
  if (token.kind === "user" && repository.roleOf(actor) === undefined) return false;
  if (token.repositories !== "all") return token.repositories.includes(repository);
  return token.kind === "user" || token.installation?.account === repository.owner;
}

function roleSuffices(
  { actor }: Call,
  repository: Repository,
  [name, level]: readonly [PermissionName, PermissionLevel],
): boolean {
  if (level === "read") return true;
  const wanted: Role = name === "administration" ? "admin" : "write";
  return roleReaches(repository.roleOf(actor), openToReaders.includes(name) ? "read" : wanted);
}
