import type { Account } from "./accounts.ts";
import { badCredentials } from "./errors.ts";
import type { State } from "./state.ts";
import { Token } from "./tokens.ts";

/**
 * The token of an `Authorization` header: `Bearer` and `token` for the API, `Basic` with the token as
 * password for Git. Without one, and for an App's JWT (which only the App routes read), nobody in
 * particular. Throws "Bad credentials" for one that is unknown, expired or revoked.
 */
export function authenticate(state: State, authorization: string | undefined): Token {
  const value = credential(authorization);
  if (value === undefined || isJwt(value)) return anonymous;
  const token = state.tokens.get(value);
  if (token?.isAlive(state.clock.now()) !== true) throw badCredentials();
  token.requestsLeft -= 1;
  return token;
}

function credential(authorization: string | undefined): string | undefined {
  const [, scheme = "", value = ""] = /^(\w+) (.+)$/.exec(authorization ?? "") ?? [];
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user = "", password = ""] = Buffer.from(value, "base64").toString("utf8").split(":");
  return password === "" || password === "x-oauth-basic" ? user : password;
}

function isJwt(value: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(value);
}

const nobody: Account = {
  __typename: "User",
  id: 0,
  nodeId: "",
  login: "",
  name: null,
  email: null,
};

const anonymous = new Token({
  kind: "anonymous",
  actor: nobody,
  permissions: {},
  repositories: [],
});
