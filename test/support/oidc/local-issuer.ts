import type { webcrypto } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type HttpReply, type HttpRequest, HttpServer } from "../github/http-server.ts";
import { json } from "../http-replies.ts";
import { type Job, jobClaims } from "./job-claims.ts";

/** GitHub's token service on loopback: real RS256 tokens, and the keys to check them by. */
export class LocalIssuer {
  /** What the next tokens say. */
  claims: Readonly<Record<string, string>>;
  /** How far this issuer's clock is ahead, seconds. */
  clockSkewSeconds = 0;
  /** How long the next tokens live. */
  lifeSeconds = 300;
  /** Statuses with which the next requests fail, one each. */
  readonly failures: number[] = [];
  /** The audiences that tokens were asked for. */
  readonly audiences: string[] = [];
  readonly #server: HttpServer;
  readonly #privateKey: webcrypto.CryptoKey;
  readonly #publicKey: JWK;
  readonly #requestToken = `request-${crypto.randomUUID()}`;

  private constructor(
    job: Partial<Job>,
    parts: { server: HttpServer; privateKey: webcrypto.CryptoKey; publicKey: JWK },
  ) {
    this.claims = jobClaims(job);
    this.#server = parts.server;
    this.#privateKey = parts.privateKey;
    this.#publicKey = parts.publicKey;
  }

  static async start(job: Partial<Job> = {}): Promise<LocalIssuer> {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    let issuer: LocalIssuer | undefined;
    const server = await HttpServer.start(async (request) => {
      if (issuer === undefined) throw new Error("asked before it has started");
      return issuer.#answer(request);
    });
    issuer = new LocalIssuer(job, { server, privateKey, publicKey: await exportJWK(publicKey) });
    return issuer;
  }

  /** What the runner sets in a job with `id-token: write`. */
  get environment(): Record<string, string> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.#server.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#requestToken,
    };
  }

  /** Where a cloud finds the keys. */
  get jwksUrl(): string {
    return `${this.#server.url}/.well-known/jwks`;
  }

  become(job: Partial<Job>): void {
    this.claims = jobClaims(job);
  }

  /** A token as the service gives it. */
  async sign(audience: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000) + this.clockSkewSeconds;
    return new SignJWT({ ...this.claims })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "local", x5t: "local" })
      .setAudience(audience)
      .setNotBefore(now - 5)
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifeSeconds)
      .sign(this.#privateKey);
  }

  async #answer({ method, url, headers }: HttpRequest): Promise<HttpReply> {
    if (url.pathname === "/.well-known/jwks") {
      return json(200, { keys: [{ ...this.#publicKey, kid: "local", alg: "RS256", use: "sig" }] });
    }
    if (method !== "GET" || url.pathname !== "/token") {
      return json(404, { message: `no answer to ${method} ${url.pathname}` });
    }
    const failure = this.failures.shift();
    if (failure !== undefined) return json(failure, { message: "try again" });
    if (headers["authorization"] !== `Bearer ${this.#requestToken}`) {
      return json(401, { message: "the request token is wrong" });
    }
    const audience = url.searchParams.get("audience") ?? `https://github.com/acme`;
    this.audiences.push(audience);
    return json(200, { count: 1, value: await this.sign(audience) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
  }
}
