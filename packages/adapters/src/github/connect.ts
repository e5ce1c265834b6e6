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
  const { apiUrl, signal } = options;
  const connections = new Map<string, Connection>();
  return async (permissions) => {
    const { token, described, minted } = await obtainCredentials(inputs, {
      ...options,
      permissions,
    });
    if (minted) options.minted(token);
    const known = connections.get(token);
    if (known !== undefined) return known;
    const connection = { client: createClient({ apiUrl, token, signal }), token: described };
    connections.set(token, connection);
    return connection;
  };
}
