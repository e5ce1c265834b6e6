import type { RegistryLogin } from "./credentials.ts";
import { failureOf, RegistryFailure } from "./failure.ts";

/** What a registry asks for in `www-authenticate`. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The first challenge of a `www-authenticate` header that we know how to answer. */
export function parseChallenge(header: string): Challenge | undefined {
  const match = /\b(bearer|basic)\b\s*(.*)$/i.exec(header);
  if (match === null) return undefined;
  const [, scheme = "", rest = ""] = match;
  const parameters = Object.fromEntries(
    [...rest.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g)].map(
      ([, name = "", quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? ""],
    ),
  );
  return { scheme: scheme.toLowerCase(), parameters };
}

/** `Basic ...` of a login; undefined where it has only an identity token, or there is none. */
export function basic(login: RegistryLogin | undefined): string | undefined {
  if (login === undefined || login.username === "") return undefined;
  return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
}

export interface TokenRequest {
  readonly login: RegistryLogin | undefined;
  /** `repository:org/app:pull,push`. */
  readonly scope: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/**
 * The value of `authorization` that answers a challenge; undefined when nothing we have would.
 * @throws `RegistryFailure`
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export async function answerChallenge(
  { scheme, parameters }: Challenge,
  request: TokenRequest,
): Promise<string | undefined> {
  if (scheme === "basic") return basic(request.login);
  const { realm = "", service = "" } = parameters;
  if (!isSafeRealm(realm)) {
    throw new RegistryFailure(
      "refused",
      `it sends logins to "${realm}", which is no https address`,
      {
        status: 401,
      },
    );
  }
  const reply = await (request.login?.identityToken === undefined
    ? askWithLogin(realm, { ...request, service })
    : askWithIdentityToken(realm, { ...request, service }));
  if (!reply.ok) throw await failureOf(reply);
  const { token, access_token }: { readonly token?: string; readonly access_token?: string } =
    Object(await reply.json());
  const given = token ?? access_token;
  return given === undefined ? undefined : `Bearer ${given}`;
}

/** A password may travel in the clear only inside this machine. */
function isSafeRealm(realm: string): boolean {
  if (!URL.canParse(realm)) return false;
  const { protocol, hostname } = new URL(realm);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Whether a host name is this machine; docker speaks plain HTTP with a registry there. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

type Asked = TokenRequest & { readonly service: string };

function askWithLogin(realm: string, { login, scope, service, fetch }: Asked): Promise<Response> {
  const url = new URL(realm);
  if (service !== "") url.searchParams.set("service", service);
  for (const part of scope.split(" ")) url.searchParams.append("scope", part);
  const authorization = basic(login);
  return fetch(url.href, { headers: authorization === undefined ? {} : { authorization } });
}

function askWithIdentityToken(
  realm: string,
  { login, scope, service, fetch }: Asked,
): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: login?.identityToken ?? "",
    client_id: "gitops-actions",
    service,
    scope,
  });
  return fetch(realm, { method: "POST", body });
}
