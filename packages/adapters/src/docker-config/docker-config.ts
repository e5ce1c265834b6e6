import { createHash } from "node:crypto";
import { UserError } from "@gitops-actions/core/errors";
import { readIfThere, replacePrivateFile } from "../private-file.ts";

/** An entry for docker's config. */
export interface DockerLogin {
  /** `123456789012.dkr.ecr.eu-west-1.amazonaws.com` */
  readonly host: string;
  /** `USER:PASSWORD` in base64. */
  readonly auth: string;
}

/** An entry without its secret, as the post phase needs it. */
export interface Login {
  readonly host: string;
  /** SHA-256 of `auth`, hexadecimal. */
  readonly fingerprint: string;
}

/** An entry that docker will not look at, since a program is asked in its place. */
export interface Shadow {
  readonly host: string;
  /** `credHelpers` is for this host alone, `credsStore` for all. */
  readonly by: "credHelpers" | "credsStore";
  /** `ecr-login` stands for the program docker-credential-ecr-login. */
  readonly helper: string;
}

/** Tells our entry from another one for the same host, without the secret. */
export function fingerprint({ host, auth }: DockerLogin): Login {
  return { host, fingerprint: createHash("sha256").update(auth).digest("hex") };
}

/**
 * Writes entries into docker's `config.json`, which buildx, cosign, crane, oras, buildah and skopeo read as
 * well. All that stands there is kept. Yields the entries that a credential helper shadows.
 * Codes: `docker-config-invalid`, `docker-config-unwritable`.
 * @see https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export function addLogins(file: string, logins: readonly DockerLogin[]): readonly Shadow[] {
  const config = readConfig(file) ?? {};
  const auths = mapping(config, { file, key: "auths" });
  const helpers = mapping(config, { file, key: "credHelpers" });
  const added = Object.fromEntries(logins.map(({ host, auth }) => [host, { auth }]));
  write(file, { ...config, auths: { ...auths, ...added } });
  return logins.flatMap(({ host }) => shadow(host, { helpers, store: config["credsStore"] }) ?? []);
}

/** Removes the entries that are still the ones we wrote; yields their hosts. Codes as of {@link addLogins}. */
export function removeLogins(file: string, logins: readonly Login[]): string[] {
  const config = readConfig(file);
  if (config === undefined) return [];
  const auths = mapping(config, { file, key: "auths" });
  const ours = logins.filter((login) => isOurs(auths[login.host], login)).map(({ host }) => host);
  if (ours.length === 0) return [];
  const kept = Object.entries(auths).filter(([host]) => !ours.includes(host));
  write(file, { ...config, auths: Object.fromEntries(kept) });
  return ours;
}

type Json = Readonly<Record<string, unknown>>;

function isOurs(entry: unknown, { host, fingerprint: expected }: Login): boolean {
  if (!isObject(entry) || typeof entry["auth"] !== "string") return false;
  return fingerprint({ host, auth: entry["auth"] }).fingerprint === expected;
}

function shadow(
  host: string,
  { helpers, store }: { readonly helpers: Json; readonly store: unknown },
): Shadow | undefined {
  const helper = helpers[host] ?? store;
  if (typeof helper !== "string" || helper === "") return undefined;
  return { host, by: host in helpers ? "credHelpers" : "credsStore", helper };
}

function readConfig(file: string): Json | undefined {
  const text = inFile(file, () => readIfThere(file));
  if (text === undefined || text.trim() === "") return undefined;
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, { found: "it is no JSON", cause });
  }
  if (!isObject(config)) throw invalid(file, { found: "it holds no object" });
  return config;
}

function mapping(
  config: Json,
  { file, key }: { readonly file: string; readonly key: string },
): Json {
  const value = config[key] ?? {};
  if (!isObject(value)) throw invalid(file, { found: `its ${key} is no object` });
  return value;
}

function write(file: string, config: Json): void {
  inFile(file, () => replacePrivateFile(file, `${JSON.stringify(config, null, "\t")}\n`));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(
  file: string,
  { found, cause }: { readonly found: string; readonly cause?: unknown },
): UserError {
  return new UserError(
    "docker-config-invalid",
    `docker's config ${file} cannot be read: ${found}`,
    {
      hint: "Correct or delete the file. It was left as it is; docker itself would not read it either.",
      cause,
    },
  );
}

function inFile<T>(file: string, access: () => T): T {
  try {
    return access();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      "docker-config-unwritable",
      `could not read or write docker's config: ${why}`,
      {
        hint: `Set DOCKER_CONFIG for the whole job to a folder that may be written, such as one below runner.temp, in place of ${file}.`,
        cause,
      },
    );
  }
}
