/** What the `github` context says of a run. */
export interface RunContext {
  readonly token: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly repositoryOwnerId: string;
  readonly actor: string;
  readonly ref: string;
  readonly sha: string;
  readonly runId: string;
  readonly runNumber: string;
  readonly runAttempt: string;
  readonly workflow: string;
  /** The workflow's file and ref: `org/app/.github/workflows/ci.yml@refs/heads/main`. */
  readonly workflowRef: string;
  readonly job: string;
}

/** A push to the default branch of an application's repository. */
export const usualContext: RunContext = {
  token: "",
  repository: "org/app",
  repositoryId: "1",
  repositoryOwnerId: "2",
  actor: "alice",
  ref: "refs/heads/main",
  sha: "0123456789abcdef0123456789abcdef01234567",
  runId: "100",
  runNumber: "10",
  runAttempt: "1",
  workflow: "ci",
  workflowRef: "org/app/.github/workflows/ci.yml@refs/heads/main",
  job: "deploy",
};

/** GitHub's addresses, as a `LocalGitHub` has them. */
export interface GitHubUrls {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
}

/** Where nothing listens: a run that needs no GitHub shows that it asks none. */
const nowhere: GitHubUrls = {
  serverUrl: "http://127.0.0.1:9",
  apiUrl: "http://127.0.0.1:9/api/v3",
  graphqlUrl: "http://127.0.0.1:9/api/graphql",
};

export interface RunnerPlaces {
  readonly workspace: string;
  readonly temp: string;
  readonly home: string;
  readonly toolCache: string;
  readonly eventPath: string;
}

export interface RunnerEnvironmentOptions {
  readonly context: RunContext;
  readonly github?: GitHubUrls | undefined;
  readonly eventName: string;
}

/** The variables that the runner sets for every step, and of this machine only `PATH`. */
export function runnerEnvironment(
  places: RunnerPlaces,
  { context, github = nowhere, eventName }: RunnerEnvironmentOptions,
): Record<string, string> {
  const [owner = ""] = context.repository.split("/");
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: places.home,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: `__${context.job}`,
    GITHUB_ACTOR: context.actor,
    GITHUB_TRIGGERING_ACTOR: context.actor,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: places.eventPath,
    GITHUB_JOB: context.job,
    GITHUB_REF: context.ref,
    GITHUB_REF_NAME: context.ref.replace(/^refs\/(?:heads|tags)\//, ""),
    GITHUB_REF_TYPE: context.ref.startsWith("refs/tags/") ? "tag" : "branch",
    GITHUB_REF_PROTECTED: "false",
    GITHUB_REPOSITORY: context.repository,
    GITHUB_REPOSITORY_ID: context.repositoryId,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: context.repositoryOwnerId,
    GITHUB_RUN_ATTEMPT: context.runAttempt,
    GITHUB_RUN_ID: context.runId,
    GITHUB_RUN_NUMBER: context.runNumber,
    GITHUB_SHA: context.sha,
    GITHUB_WORKFLOW: context.workflow,
    GITHUB_WORKFLOW_REF: context.workflowRef,
    GITHUB_WORKFLOW_SHA: context.sha,
    GITHUB_WORKSPACE: places.workspace,
    RUNNER_ARCH: process.arch === "arm64" ? "ARM64" : "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_NAME: "local",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: places.temp,
    RUNNER_TOOL_CACHE: places.toolCache,
  };
}

/** The inputs an `action.yml` declares. */
export type DeclaredInputs = Readonly<Record<string, { readonly default?: unknown } | null>>;

/**
 * The variables of the inputs: the runner replaces only spaces in a name, and sets nothing for an input
 * that has neither value nor default. Throws for an input that is not declared.
 */
export function inputEnvironment(
  declared: DeclaredInputs,
  {
    given,
    context,
  }: { readonly given: Readonly<Record<string, string>>; readonly context: RunContext },
): Record<string, string> {
  const unknown = Object.keys(given).find((name) => !(name in declared));
  if (unknown !== undefined) throw new Error(`action.yml declares no input "${unknown}"`);
  const env: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = given[name] ?? input?.default;
    if (value === undefined) continue;
    const variable = `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
    env[variable] = given[name] ?? evaluate(String(value), context);
  }
  return env;
}

/** `${{ github.token }}` and the like: the expressions a default may hold. */
function evaluate(text: string, context: RunContext): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const [, property = ""] = /^github\.(\w+)$/.exec(expression) ?? [];
    const key = property.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
    const value = new Map(Object.entries(context)).get(key);
    if (value !== undefined) return value;
    throw new Error(`\${{ ${expression} }} has no value here: add it to RunContext`);
  });
}
