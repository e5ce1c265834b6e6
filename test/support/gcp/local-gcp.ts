import { randomBytes } from "node:crypto";
import { Environment } from "@marcbachmann/cel-js";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { type HttpReply, type HttpRequest, HttpServer } from "../github/http-server.ts";
import { json } from "../http-replies.ts";
import type { LocalIssuer } from "../oidc/index.ts";

/** A provider of a Workload Identity pool. */
export interface Provider {
  readonly condition?: string;
  /** Expressions by `google.subject`, `attribute.NAME`. */
  readonly mapping: Readonly<Record<string, string>>;
}

/** Members by which a service account may be impersonated: `attribute.repository_id/7301`. */
type Members = readonly string[];

const MAX_LIFETIME_SECONDS = 3_600;

/**
 * Google's Security Token Service and IAM Credentials on loopback. The first checks the token's signature,
 * times and audience, maps its claims and evaluates the condition; the second looks at the bindings.
 */
export class LocalGcp {
  /** By `projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`. */
  readonly providers = new Map<string, Provider>();
  readonly serviceAccounts = new Map<string, Members>();
  /** Statuses with which the next calls fail, one each. */
  readonly failures: number[] = [];
  /** What was called, in turn. */
  readonly calls: string[] = [];
  readonly #federated = new Map<string, readonly string[]>();
  /** Tokens that were given, by whose they are. */
  readonly tokens = new Map<string, string>();
  readonly #issuer: LocalIssuer;
  readonly #server: HttpServer;

  private constructor(server: HttpServer, issuer: LocalIssuer) {
    this.#server = server;
    this.#issuer = issuer;
  }

  static async start(issuer: LocalIssuer): Promise<LocalGcp> {
    let gcp: LocalGcp | undefined;
    const server = await HttpServer.start(async (request) => {
      if (gcp === undefined) throw new Error("asked before it has started");
      return gcp.#answer(request);
    });
    gcp = new LocalGcp(server, issuer);
    return gcp;
  }

  get url(): string {
    return this.#server.url;
  }

  /** By which gcloud's tools find it. */
  get environment(): Record<string, string> {
    return {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STS: `${this.#server.url}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: `${this.#server.url}/`,
    };
  }

  async #answer(request: HttpRequest): Promise<HttpReply> {
    const { method, url } = request;
    this.calls.push(url.pathname);
    const failure = this.failures.shift();
    if (failure !== undefined)
      return refusal(failure, "UNAVAILABLE", "The service is unavailable.");
    if (method === "POST" && url.pathname === "/v1/token") return this.#exchange(request);
    const [, account] =
      /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/.exec(
        decodeURIComponent(url.pathname),
      ) ?? [];
    if (method === "POST" && account !== undefined) return this.#impersonate(account, request);
    return refusal(404, "NOT_FOUND", `no answer to ${method} ${url.pathname}`);
  }

  async #exchange({ body }: HttpRequest): Promise<HttpReply> {
    const form = new URLSearchParams(body.toString());
    const name = (form.get("audience") ?? "").replace("//iam.googleapis.com/", "");
    const provider = this.providers.get(name);
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:token-exchange") {
      return oauthError("unsupported_grant_type", "The grant type is not supported.");
    }
    if (provider === undefined) {
      return oauthError(
        "invalid_target",
        'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
      );
    }
    const verified = await this.#verified(form.get("subject_token") ?? "", name);
    if (typeof verified === "string") return oauthError("invalid_grant", verified);
    return this.#admit(provider, verified);
  }

  async #verified(token: string, name: string): Promise<JWTPayload | string> {
    try {
      const keys = createRemoteJWKSet(new URL(this.#issuer.jwksUrl));
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["RS256"],
        audience: [`https://iam.googleapis.com/${name}`, `//iam.googleapis.com/${name}`],
      });
      return payload;
    } catch (cause) {
      if (!(cause instanceof errors.JWTClaimValidationFailed)) return "Invalid ID Token.";
      return `The audience in ID Token [${cause.payload.aud}] does not match the expected audience.`;
    }
  }

  #admit({ mapping, condition }: Provider, assertion: JWTPayload): HttpReply {
    const environment = new Environment({ unlistedVariablesAreDyn: true });
    const mapped = { google: new Map<string, string>(), attribute: new Map<string, string>() };
    for (const [key, expression] of Object.entries(mapping)) {
      const [space, attribute = ""] = key.split(".");
      const value = String(environment.evaluate(expression, { assertion }));
      mapped[space === "google" ? "google" : "attribute"].set(attribute, value);
    }
    const subject = mapped.google.get("subject") ?? "";
    if (Buffer.byteLength(subject) > 127) {
      return oauthError(
        "invalid_grant",
        "The size of mapped attribute google.subject exceeds the 127 bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than 127 bytes.",
      );
    }
    const context = {
      assertion,
      google: Object.fromEntries(mapped.google),
      attribute: Object.fromEntries(mapped.attribute),
    };
    const isTrue = (): boolean => {
      try {
        return environment.evaluate(condition ?? "true", context) === true;
      } catch {
        return false; // such as for a claim that the token does not have
      }
    };
    if (!isTrue()) {
      return oauthError(
        "unauthorized_client",
        "The given credential is rejected by the attribute condition.",
      );
    }
    const token = `federated.${randomBytes(24).toString("hex")}`;
    this.#federated.set(
      token,
      Array.from(mapped.attribute, ([name, value]) => `attribute.${name}/${value}`),
    );
    this.tokens.set(token, subject);
    return json(200, {
      access_token: token,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 3_599,
    });
  }

  #impersonate(account: string, { headers, body }: HttpRequest): HttpReply {
    const token = headers["authorization"]?.replace(/^Bearer /, "") ?? "";
    const members = this.#federated.get(token);
    const allowed = this.serviceAccounts.get(account) ?? [];
    if (members === undefined)
      return refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    if (!allowed.some((member) => members.includes(member))) {
      return refusal(
        403,
        "PERMISSION_DENIED",
        "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
      );
    }
    const { lifetime = "3600s" } = JSON.parse(body.toString());
    const seconds = Number.parseInt(lifetime, 10);
    if (seconds > MAX_LIFETIME_SECONDS) {
      return refusal(
        400,
        "INVALID_ARGUMENT",
        "The access token lifetime cannot exceed 3600 seconds. To set a longer lifetime, constraints/iam.allowServiceAccountCredentialLifetimeExtension has to allow it.",
      );
    }
    const accessToken = `ya29.${randomBytes(24).toString("hex")}`;
    this.tokens.set(accessToken, account);
    return json(200, {
      accessToken,
      expireTime: new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z/, "Z"),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
  }
}

function oauthError(error: string, description: string): HttpReply {
  return json(error === "unauthorized_client" ? 401 : 400, {
    error,
    error_description: description,
  });
}

function refusal(code: number, status: string, message: string): HttpReply {
  return json(code, { error: { code, message, status } });
}
