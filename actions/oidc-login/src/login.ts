import { CloudFailure } from "@gitops-actions/adapters/cloud";
import type { IdToken } from "@gitops-actions/adapters/oidc";
import type { Patience } from "@gitops-actions/adapters/patience";
import type { Claims, Refusal } from "@gitops-actions/core/identity";

/** A cloud that is logged in to. Nothing of it is set or written yet. */
export interface Login {
  readonly cloud: "AWS" | "Google Cloud";
  /** Whom the job is now: a role's session, a service account, or a pool's principal. */
  readonly identity: string;
  /** The AWS account. */
  readonly account: string | undefined;
  readonly expiresAt: Date;
  readonly claims: Claims;
  readonly registries: readonly RegistryLogin[];
  /** For later steps. Secrets are among them. */
  readonly variables: Readonly<Record<string, string>>;
  /** What of the variables has to be masked, and what else. */
  readonly secrets: readonly string[];
  /** A profile of AWS to write. */
  readonly profile: Profile | undefined;
  /** The text of a credentials file of Google Cloud to write. */
  readonly credentialsFile: string | undefined;
}

export interface RegistryLogin {
  readonly host: string;
  /** `USER:PASSWORD` in base64. */
  readonly auth: string;
  readonly expiresAt: Date;
}

export interface Profile {
  readonly name: string;
  /** The text of its section, without the header. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What a login goes by. */
export interface LoginPorts {
  readonly patience: Patience;
  /** A token that is not about to expire. */
  idToken(): Promise<IdToken>;
}

/** A cloud's no. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly cloud: Login["cloud"];
  readonly refusal: Refusal;
  readonly claims: Claims;

  constructor(
    refusal: Refusal,
    options: { readonly cloud: Login["cloud"]; readonly claims: Claims; readonly cause: unknown },
  ) {
    super(refusal.message, { cause: options.cause });
    this.cloud = options.cloud;
    this.refusal = refusal;
    this.claims = options.claims;
  }
}

/** A handler for what a call throws: the cloud's no becomes `Refused` with its reason, the rest flies on. */
export function refuse(
  by: { readonly cloud: Login["cloud"]; readonly claims: Claims },
  explain: (failure: CloudFailure) => Refusal,
): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof CloudFailure)) throw error;
    throw new Refused(explain(error), { ...by, cause: error });
  };
}
