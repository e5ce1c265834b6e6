import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";

/** What the runner tells about this run. A value the runner did not give is an error where it is read. */
export interface RunContext {
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string;
  /** Path of the workflow file, without ref: `org/checkout/.github/workflows/ci.yml`; its name where the runner gives no path. */
  readonly workflow: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly actor: string;
  readonly eventName: string;
  readonly sha: string;
  readonly ref: string;
  /** `https://github.com`, without a slash at its end. */
  readonly serverUrl: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` on GHES. */
  readonly apiUrl: string;
  readonly workspace: string;
  readonly temp: string;
  /** The webhook payload that started the run; `{}` where there is none. */
  readonly event: Readonly<Record<string, unknown>>;
  /** Where to ask for an id token; undefined in a job without `id-token: write`. */
  readonly idTokenRequest: IdTokenRequest | undefined;
  /** `config.json` of docker and of what reads the same file. */
  readonly dockerConfigFile: string;
  /** What programs that we start may see: not the inputs, and none of the runner's own tokens. */
  readonly programEnvironment: Readonly<Record<string, string>>;
  /** What a program needs beside that to use GitHub's cache. */
  readonly cacheEnvironment: Readonly<Record<string, string>>;
  /** Where artifacts are declared; undefined on runners that take none. */
  readonly artifactsFile: string | undefined;
  /** The file of profiles that AWS's tools share. */
  readonly awsCredentialsFile: string;
  /** Google's services, at the addresses that gcloud's own variables may move them to. */
  readonly googleServices: { readonly sts: string; readonly iamCredentials: string };
}

/** What the runner gives a job that may have an id token. The token is a secret: it mints others. */
export interface IdTokenRequest {
  readonly url: string;
  readonly token: string;
}

/** The context of this process, read from the environment when asked. */
export function runContext(env: NodeJS.ProcessEnv): RunContext {
  return {
    get repository() {
      return needed(env, "GITHUB_REPOSITORY");
    },
    get workflow() {
      // act gives no GITHUB_WORKFLOW_REF; the workflow's name is the next best identity.
      return env.GITHUB_WORKFLOW_REF?.split("@")[0] || needed(env, "GITHUB_WORKFLOW");
    },
    get runId() {
      return needed(env, "GITHUB_RUN_ID");
    },
    get runNumber() {
      return Number(needed(env, "GITHUB_RUN_NUMBER"));
    },
    get runAttempt() {
      return Number(env.GITHUB_RUN_ATTEMPT || "1");
    },
    get actor() {
      return needed(env, "GITHUB_ACTOR");
    },
    get eventName() {
      return needed(env, "GITHUB_EVENT_NAME");
    },
    get sha() {
      return needed(env, "GITHUB_SHA");
    },
    get ref() {
      return needed(env, "GITHUB_REF");
    },
    get serverUrl() {
      return needed(env, "GITHUB_SERVER_URL").replace(/\/+$/, "");
    },
    get apiUrl() {
      return needed(env, "GITHUB_API_URL").replace(/\/+$/, "");
    },
    get workspace() {
      return needed(env, "GITHUB_WORKSPACE");
    },
    get temp() {
      return needed(env, "RUNNER_TEMP");
    },
    get event() {
      return readEvent(env.GITHUB_EVENT_PATH);
    },
    get idTokenRequest() {
      const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
      return url && token ? { url, token } : undefined;
    },
    get dockerConfigFile() {
      return join(env.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json");
    },
    get programEnvironment() {
      const hidden = /^(?:INPUT_|STATE_|ACTIONS_|GITHUB_TOKEN$|GH_TOKEN$)/;
      return only(env, (name) => !hidden.test(name));
    },
    get cacheEnvironment() {
      return only(env, (name) => /^ACTIONS_(?:RUNTIME_TOKEN$|RESULTS_URL$|CACHE_)/.test(name));
    },
    get artifactsFile() {
      return env.GITHUB_ARTIFACTS || undefined;
    },
    get awsCredentialsFile() {
      return env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), ".aws", "credentials");
    },
    get googleServices() {
      const {
        CLOUDSDK_API_ENDPOINT_OVERRIDES_STS: sts = "https://sts.googleapis.com",
        CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS:
          iam = "https://iamcredentials.googleapis.com",
      } = env;
      return { sts: sts.replace(/\/+$/, ""), iamCredentials: iam.replace(/\/+$/, "") };
    },
  };
}

function only(
  env: NodeJS.ProcessEnv,
  isWanted: (name: string) => boolean,
): Readonly<Record<string, string>> {
  const entries = Object.entries(env).filter(([name]) => isWanted(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? ""]));
}

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new UserError("environment-missing", `the environment variable ${name} is not set`, {
    hint: "GitHub's runner sets it. Elsewhere run the workflow with act, which sets it as well; `npm run demo` in a checkout of the suite needs neither.",
  });
}

function readEvent(path: string | undefined): Readonly<Record<string, unknown>> {
  if (!path) return {};
  try {
    const event: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof event === "object" && event !== null ? { ...event } : {};
  } catch {
    return {}; // `act` and hand-made runs may name a file that is not there; nothing depends on it being there
  }
}
