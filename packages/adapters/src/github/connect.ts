import { type Client, createClient } from "./client.ts";
import { type CredentialInputs, obtainCredentials, type Permissions } from "./credentials.ts";
import type { Patience } from "./retry.ts";

/** One repository as one token sees it. */
export interface Connection {
  readonly client: Client;
  /** The token in words: `GitHub App token (contents: write)`. */
  readonly token: string;
}

/** Gives a connection that may do so much; a GitHub App's token is minted with these permissions and no more. */
export type Connect = (permissions: Permissions) => Promise<Connection>;

export function connector(
  inputs: CredentialInputs,
  options: Patience & {
    readonly apiUrl: string;
    /** `owner/name`. */
    readonly repository: string;
    /** Told each token that was minted and has to be revoked. */
    minted(token: string): void;
  },
): Connect {
  return async (permissions) => {
    const { apiUrl, signal } = options;
    const credentials = await obtainCredentials(inputs, { ...options, permissions });
    if (credentials.minted) options.minted(credentials.token);
    return {
      client: createClient({ apiUrl, token: credentials.token, signal }),
      token: credentials.described,
    };
  };
}
