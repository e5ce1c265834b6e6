import { randomBytes } from "node:crypto";
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from "jose";
import { type HttpReply, type HttpRequest, HttpServer } from "../github/http-server.ts";
import { forward, json } from "../http-replies.ts";
import type { LocalRegistry } from "../local-registry.ts";
import type { LocalIssuer } from "../oidc/index.ts";
import { isTrusted, type TrustPolicy } from "./trust-policy.ts";
import { error, escaped, result } from "./xml.ts";

/** A role that can be assumed. */
export interface Role {
  readonly trust: TrustPolicy;
  readonly maxSeconds?: number;
  /** Whether its own policy allows passwords of registries. */
  readonly mayUseEcr?: boolean;
}

/** How a call fails before it is looked at. */
export interface Fault {
  readonly action: string;
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  /** The whole body, in place of an error in AWS's form. */
  readonly body?: string;
}

interface Session {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly secret: string;
  readonly token: string;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
}

/** GitHub's claims that AWS makes condition keys of. */
const KEYS = [
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "sub",
  "workflow",
];

/** AWS refuses a request whose signature is older, or from further in the future. */
const MAX_SKEW_MS = 300_000;

/**
 * STS, ECR and the public gallery on loopback. STS checks the token's signature, times and audience as IAM
 * does and evaluates the role's trust policy; ECR's passwords open the registry behind it.
 */
export class LocalAws {
  readonly roles = new Map<string, Role>();
  /** What the next calls of an action fail with, one each. */
  readonly faults: Fault[] = [];
  /** What was called, in turn: `sts:AssumeRoleWithWebIdentity`, `ecr:GetAuthorizationToken eu-west-1`. */
  readonly calls: string[] = [];
  /** How far AWS's clock is ahead, seconds. */
  clockSkewSeconds = 0;
  /** The names of sessions, for CloudTrail. */
  readonly sessions = new Map<string, Session>();
  readonly #passwords = new Set<string>();
  readonly #issuer: LocalIssuer;
  readonly #registry: LocalRegistry | undefined;
  readonly #server: HttpServer;
  /** Accounts that know GitHub's issuer, with the audiences that they take. */
  readonly providers = new Map<string, readonly string[]>();

  private constructor(
    server: HttpServer,
    options: { issuer: LocalIssuer; registry?: LocalRegistry | undefined },
  ) {
    this.#server = server;
    this.#issuer = options.issuer;
    this.#registry = options.registry;
  }

  static async start(options: {
    issuer: LocalIssuer;
    registry?: LocalRegistry | undefined;
  }): Promise<LocalAws> {
    let aws: LocalAws | undefined;
    const server = await HttpServer.start(async (request) => {
      if (aws === undefined) throw new Error("asked before it has started");
      return aws.#answer(request);
    });
    aws = new LocalAws(server, options);
    return aws;
  }

  get url(): string {
    return this.#server.url;
  }

  /** The host of every account's private registry here. */
  get registryHost(): string {
    return new URL(this.url).host;
  }

  /** By which AWS's SDKs find it. */
  get environment(): Record<string, string> {
    return { AWS_ENDPOINT_URL: this.url, AWS_EC2_METADATA_DISABLED: "true" };
  }

  /** Makes a role, and GitHub's provider in its account. */
  createRole(arn: string, role: Role): void {
    this.roles.set(arn, role);
    const [, , , , account = ""] = arn.split(":");
    this.providers.set(account, ["sts.amazonaws.com"]);
  }

  async #answer(request: HttpRequest): Promise<HttpReply> {
    if (request.url.pathname.startsWith("/v2/")) return this.#openRegistry(request);
    const target = request.headers["x-amz-target"];
    if (target !== undefined) return this.#ecr(target, request);
    const form = new URLSearchParams(request.body.toString());
    const action = form.get("Action") ?? "";
    this.calls.push(`sts:${action}`);
    const fault = this.#takeFault(action);
    if (fault?.body !== undefined) return raw(fault.status, fault.body);
    if (fault !== undefined) return error(fault.status, { message: fault.code, ...fault });
    if (action === "AssumeRoleWithWebIdentity") return this.#assumeRoleWithWebIdentity(form);
    if (action === "AssumeRole") return this.#assumeRole(form, request);
    return error(400, { code: "InvalidAction", message: `Could not find operation ${action}` });
  }

  #takeFault(action: string): Fault | undefined {
    const index = this.faults.findIndex((fault) => fault.action === action);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0];
  }

  async #assumeRoleWithWebIdentity(form: URLSearchParams): Promise<HttpReply> {
    const token = form.get("WebIdentityToken") ?? "";
    const arn = form.get("RoleArn") ?? "";
    const [, , , , account = ""] = arn.split(":");
    const { iss = "" } = decodeJwt(token);
    const audiences = this.providers.get(account);
    const denied = {
      code: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    };
    if (audiences === undefined) {
      return error(400, {
        code: "InvalidIdentityToken",
        message: `No OpenIDConnect provider found in your account for ${iss}`,
      });
    }
    const verified = await this.#verified(token);
    if ("failure" in verified) return error(400, verified.failure);
    const { claims } = verified;
    if (!audiences.includes(claims["aud"] ?? "")) {
      return error(400, { code: "InvalidIdentityToken", message: "Incorrect token audience" });
    }
    const role = this.roles.get(arn);
    const issuer = iss.replace(/^https:\/\//, "");
    const keys = Object.fromEntries(
      ["aud", ...KEYS].flatMap((name) => {
        const value = claims[name];
        return value === undefined ? [] : [[`${issuer}:${name}`, value]];
      }),
    );
    const caller = {
      kind: "Federated",
      arn: `arn:aws:iam::${account}:oidc-provider/${issuer}`,
      action: "sts:AssumeRoleWithWebIdentity",
      keys,
    } as const;
    if (role === undefined || !isTrusted(role.trust, caller)) return error(403, denied);
    return this.#session(form, role);
  }

  async #verified(
    token: string,
  ): Promise<{ claims: Record<string, string> } | { failure: { code: string; message: string } }> {
    try {
      const keys = createRemoteJWKSet(new URL(this.#issuer.jwksUrl));
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["RS256"],
        currentDate: this.#now(),
      });
      const claims = Object.entries(payload).map(([name, value]) => [name, String(value)]);
      return { claims: Object.fromEntries(claims) };
    } catch (cause) {
      const isOld = cause instanceof errors.JWTExpired;
      return {
        failure: isOld
          ? {
              code: "ExpiredTokenException",
              message: "Token expired: current date/time must be before the expiration date/time",
            }
          : {
              code: "InvalidIdentityToken",
              message:
                "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
            },
      };
    }
  }

  #assumeRole(form: URLSearchParams, request: HttpRequest): HttpReply {
    const arn = form.get("RoleArn") ?? "";
    const by = this.#caller(request);
    const role = this.roles.get(arn);
    const caller = {
      kind: "AWS",
      arn: by?.roleArn ?? "",
      action: "sts:AssumeRole",
      keys: {},
    } as const;
    if (by === undefined || role === undefined || !isTrusted(role.trust, caller)) {
      return error(403, {
        code: "AccessDenied",
        message: `User: ${by?.roleArn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      });
    }
    return this.#session(form, role);
  }

  #session(form: URLSearchParams, { maxSeconds = 3_600 }: Role): HttpReply {
    const seconds = Number(form.get("DurationSeconds") ?? 3_600);
    if (seconds > maxSeconds) {
      return error(400, {
        code: "ValidationError",
        message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      });
    }
    const roleArn = form.get("RoleArn") ?? "";
    const [, , , , account, , name = ""] = roleArn.split(/[:/]/);
    const sessionName = form.get("RoleSessionName") ?? "";
    const keyId = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
    const session = {
      roleArn,
      sessionName,
      secret: randomBytes(20).toString("hex"),
      token: randomBytes(60).toString("base64"),
      policy: form.get("Policy") ?? undefined,
      policyArns: [...form].flatMap(([name, value]) =>
        name.startsWith("PolicyArns.") ? [value] : [],
      ),
    };
    this.sessions.set(keyId, session);
    const arn = `arn:aws:sts::${account}:assumed-role/${roleArn.split("/").at(-1) ?? name}/${sessionName}`;
    const expiration = new Date(Date.now() + seconds * 1000).toISOString();
    return result(
      form.get("Action") ?? "",
      `<AssumedRoleUser><AssumedRoleId>AROA:${escaped(sessionName)}</AssumedRoleId><Arn>${escaped(arn)}</Arn></AssumedRoleUser><Credentials><AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>${session.secret}</SecretAccessKey><SessionToken>${session.token}</SessionToken><Expiration>${expiration}</Expiration></Credentials>`,
    );
  }

  /** Whose credentials signed a request, not long ago. The session's token is checked, the signature itself is not. */
  #caller({ headers }: HttpRequest): Session | undefined {
    const [, keyId = ""] = /Credential=(\w+)\//.exec(headers["authorization"] ?? "") ?? [];
    const session = this.sessions.get(keyId);
    const signedAt = (headers["x-amz-date"] ?? "").replace(
      /^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/,
      "$1-$2-$3:$4:$5",
    );
    const isFresh = Math.abs(Date.parse(signedAt) - this.#now().getTime()) < MAX_SKEW_MS;
    return isFresh && session?.token === headers["x-amz-security-token"] ? session : undefined;
  }

  #now(): Date {
    return new Date(Date.now() + this.clockSkewSeconds * 1000);
  }

  #ecr(target: string, request: HttpRequest): HttpReply {
    const isPublic = target.startsWith("SpencerFrontendService.");
    const region = /Credential=\w+\/\d+\/([\w-]+)\//.exec(
      request.headers["authorization"] ?? "",
    )?.[1];
    this.calls.push(`${isPublic ? "ecr-public" : "ecr"}:${target.split(".")[1]} ${region}`);
    const fault = this.#takeFault(target.split(".")[1] ?? "");
    if (fault?.body !== undefined) return raw(fault.status, fault.body);
    if (fault !== undefined) {
      return json(fault.status, { __type: fault.code, message: fault.message });
    }
    const session = this.#caller(request);
    if (session === undefined) {
      return json(400, {
        __type: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
      });
    }
    const { mayUseEcr = true } = this.roles.get(session.roleArn) ?? {};
    if (!mayUseEcr) {
      return json(400, {
        __type: "AccessDeniedException",
        message: `User: ${session.roleArn} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
      });
    }
    const password = randomBytes(300).toString("base64");
    this.#passwords.add(password);
    const expiresAt = Date.now() / 1000 + 12 * 3600;
    const data = {
      authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
      expiresAt,
      ...(isPublic ? {} : { proxyEndpoint: this.url }),
    };
    return json(200, { authorizationData: isPublic ? data : [data] });
  }

  /** The registry behind the password. */
  async #openRegistry(request: HttpRequest): Promise<HttpReply> {
    const { headers } = request;
    const basic = Buffer.from(headers["authorization"]?.replace(/^Basic /, "") ?? "", "base64");
    const [user, password = ""] = basic.toString().split(":");
    if (user !== "AWS" || !this.#passwords.has(password)) {
      const challenge = {
        "www-authenticate": `Basic realm="${this.url}/",service="ecr.amazonaws.com"`,
      };
      return { ...json(401, { errors: [{ code: "UNAUTHORIZED" }] }), headers: challenge };
    }
    if (this.#registry === undefined) return json(404, { errors: [{ code: "NAME_UNKNOWN" }] });
    const { authorization } = this.#registry.login();
    return forward(
      { ...request, headers: { ...headers, authorization } },
      `http://${this.#registry.host}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
  }
}

function raw(status: number, body: string): HttpReply {
  return { status, headers: {}, body: Buffer.from(body) };
}
