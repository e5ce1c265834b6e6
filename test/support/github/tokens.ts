import { randomBytes } from "node:crypto";
import type { Account } from "./accounts.ts";
import type { AppIdentity, Installation } from "./apps.ts";
import type { Repository } from "./repository.ts";

/** Names as in an App's settings and in `permissions:` of a workflow, with underscores. */
export type PermissionName =
  | "actions"
  | "administration"
  | "artifact_metadata"
  | "attestations"
  | "checks"
  | "contents"
  | "deployments"
  | "environments"
  | "issues"
  | "members"
  | "metadata"
  | "pull_requests"
  | "statuses"
  | "workflows";

export type PermissionLevel = "read" | "write" | "admin";
export type Permissions = { readonly [Name in PermissionName]?: PermissionLevel };

const levels: readonly PermissionLevel[] = ["read", "write", "admin"];

export function permits(
  permissions: Permissions,
  name: PermissionName,
  wanted: PermissionLevel,
): boolean {
  const level = permissions[name];
  return level !== undefined && levels.indexOf(level) >= levels.indexOf(wanted);
}

/**
 * `app` = an installation token of a GitHub App; `actions` = a workflow run's `GITHUB_TOKEN`;
 * `user` = a fine-grained personal access token; `anonymous` = no token sent.
 */
export type TokenKind = "app" | "actions" | "user" | "anonymous";

export interface TokenOptions {
  readonly kind: TokenKind;
  /** Who acts: a person, or the bot of the App. */
  readonly actor: Account;
  readonly app?: AppIdentity | undefined;
  readonly installation?: Installation | undefined;
  readonly permissions: Permissions;
  /** `all` = every repository of the installation's account, or that the person can see. */
  readonly repositories: "all" | readonly Repository[];
  readonly expiresAt?: Date | undefined;
  /** The token is revoked after this many requests, as when a job ends or an admin steps in. */
  readonly diesAfterRequests?: number | undefined;
}

export class Token {
  readonly value: string;
  readonly kind: TokenKind;
  readonly actor: Account;
  readonly app: AppIdentity | undefined;
  readonly installation: Installation | undefined;
  readonly permissions: Permissions;
  readonly repositories: "all" | readonly Repository[];
  readonly expiresAt: Date | undefined;
  requestsLeft: number;
  #revoked = false;

  constructor(options: TokenOptions) {
    this.kind = options.kind;
    this.actor = options.actor;
    this.app = options.app;
    this.installation = options.installation;
    // Every installation can see that its repositories exist.
    this.permissions = { metadata: "read", ...options.permissions };
    this.repositories = options.repositories;
    this.expiresAt = options.expiresAt;
    this.requestsLeft = options.diesAfterRequests ?? Number.POSITIVE_INFINITY;
    this.value = tokenValue(options);
  }

  revoke(): void {
    this.#revoked = true;
  }

  isAlive(now: Date): boolean {
    const expired = this.expiresAt !== undefined && now >= this.expiresAt;
    return !this.#revoked && !expired && this.requestsLeft > 0;
  }
}

/** Shapes as GitHub's since May 2026: an App's tokens are about 520 characters, of varying length, with dots. */
function tokenValue({ kind, app }: TokenOptions): string {
  const random = (bytes: number) => randomBytes(bytes).toString("base64url");
  if (kind === "user") return `github_pat_${random(60).replace(/\W/g, "")}`;
  if (kind === "anonymous") return "";
  const length = 220 + (randomBytes(1)[0] ?? 0) / 16;
  return `ghs_${app?.id}_${random(27)}.${random(length)}.${random(129)}`;
}
