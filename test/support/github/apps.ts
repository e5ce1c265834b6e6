import { createPublicKey, generateKeyPair, type KeyObject, randomBytes, verify } from "node:crypto";
import { promisify } from "node:util";
import type { Account } from "./accounts.ts";
import { GitHubError } from "./errors.ts";
import type { Repository } from "./repository.ts";
import type { Permissions } from "./tokens.ts";

/** Who an App is to others. */
export interface AppIdentity {
  readonly id: number;
  readonly nodeId: string;
  readonly slug: string;
  readonly owner: Account;
  /** The account it acts as: `slug[bot]`. */
  readonly bot: Account;
  readonly permissions: Permissions;
  readonly createdAt: Date;
}

/** A GitHub App as its settings page shows it, with the one private key it has. */
export interface App extends AppIdentity {
  readonly clientId: string;
  /** PEM (PKCS#1), as GitHub hands it out. */
  readonly privateKey: string;
  readonly publicKey: KeyObject;
  readonly installations: Installation[];
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  /** Where it is installed: an organisation or a person. */
  readonly account: Account;
  readonly permissions: Permissions;
  readonly repositories: "all" | readonly Repository[];
  readonly createdAt: Date;
}

/** An App with a fresh key, installed nowhere. */
export async function newApp(identity: AppIdentity): Promise<App> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return {
    ...identity,
    clientId: `Iv23li${randomBytes(7).toString("hex")}`,
    privateKey,
    publicKey: createPublicKey(publicKey),
    installations: [],
  };
}

/** GitHub takes no longer lifetime than this, and forgives a clock that is a little ahead. */
const longestLifetimeSeconds = 600;
const toleratedSkewSeconds = 60;

/**
 * The App that signed `jwt` (RS256; `iss` = its id or client id). Throws the 401 that GitHub gives for
 * what is wrong with it.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function verifyAppJwt(jwt: string, apps: readonly App[], now: Date): App {
  const { header, claims, signed, signature } = decode(jwt);
  const seconds = Math.floor(now.getTime() / 1000);
  const app = apps.find(({ id, clientId }) => [String(id), clientId].includes(`${claims["iss"]}`));
  if (app === undefined) throw unauthenticated("Integration not found", 404);
  if (header["alg"] !== "RS256" || !verify("sha256", signed, app.publicKey, signature)) {
    throw unauthenticated("A JSON web token could not be decoded");
  }
  const { iat, exp } = claims;
  if (typeof iat !== "number" || iat > seconds + toleratedSkewSeconds) {
    throw unauthenticated(
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (typeof exp !== "number" || exp <= seconds) {
    throw unauthenticated(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp - seconds > longestLifetimeSeconds + toleratedSkewSeconds) {
    throw unauthenticated("'Expiration time' claim ('exp') is too far in the future");
  }
  return app;
}

function decode(jwt: string) {
  const [head = "", body = "", tail = ""] = jwt.split(".");
  try {
    const json = (part: string): Record<string, unknown> =>
      JSON.parse(Buffer.from(part, "base64url").toString());
    return {
      header: json(head),
      claims: json(body),
      signed: Buffer.from(`${head}.${body}`),
      signature: Buffer.from(tail, "base64url"),
    };
  } catch {
    throw unauthenticated("A JSON web token could not be decoded");
  }
}

function unauthenticated(message: string, status = 401): GitHubError {
  return new GitHubError(message, { status, type: "UNAUTHENTICATED" });
}
