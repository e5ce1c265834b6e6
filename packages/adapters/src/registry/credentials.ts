import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a docker config knows of a host. The identity token, where there is one, stands for both others. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  /** A refresh token, to be exchanged for an access token. */
  readonly identityToken?: string | undefined;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, AuthEntry | undefined>>;
  readonly credHelpers?: Readonly<Record<string, string | undefined>>;
  readonly credsStore?: string;
}

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** What Docker calls its own hub in a config. */
const HUB = "https://index.docker.io/v1/";

/**
 * The login for a registry host, as docker finds it: the host's own helper, the general one, then `auths`;
 * undefined when there is none.
 * @see https://docs.docker.com/reference/cli/docker/login/#credential-helpers
 */
export function readLogin(host: string, configFile: string): RegistryLogin | undefined {
  const config = readConfig(configFile);
  const key = host === "docker.io" ? HUB : host;
  const helper = config.credHelpers?.[key] ?? config.credsStore;
  return (helper ? askHelper(helper, key) : undefined) ?? inAuths(config, key);
}

function readConfig(file: string): DockerConfig {
  try {
    const config: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof config === "object" && config !== null ? config : {};
  } catch {
    return {}; // docker takes a missing config for an empty one, and what it cannot read it says itself
  }
}

function inAuths({ auths = {} }: DockerConfig, key: string): RegistryLogin | undefined {
  const names = [
    key,
    `https://${key}`,
    `http://${key}`,
    `https://${key}/v1/`,
    `https://${key}/v2/`,
  ];
  const entry = names.map((name) => auths[name]).find((candidate) => candidate !== undefined);
  if (entry === undefined) return undefined;
  const decoded = Buffer.from(entry.auth ?? "", "base64")
    .toString("utf8")
    .replace(/\0+$/, "");
  const colon = decoded.indexOf(":");
  const username = entry.username ?? decoded.slice(0, Math.max(0, colon));
  const password = entry.password ?? decoded.slice(colon + 1);
  const { identitytoken: identityToken } = entry;
  return username || identityToken ? { username, password, identityToken } : undefined;
}

/** @see https://github.com/docker/docker-credential-helpers#development */
function askHelper(helper: string, key: string): RegistryLogin | undefined {
  if (!/^[\w.-]+$/.test(helper)) return undefined;
  const { status, stdout } = spawnSync(`docker-credential-${helper}`, ["get"], {
    input: key,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  if (status !== 0) return undefined;
  try {
    const { Username, Secret }: { readonly Username?: string; readonly Secret?: string } =
      JSON.parse(stdout);
    if (Username === undefined || Secret === undefined) return undefined;
    if (Username === "<token>") return { username: "", password: "", identityToken: Secret };
    return { username: Username, password: Secret };
  } catch {
    return undefined;
  }
}
