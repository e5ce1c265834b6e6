import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Client, createClient, readRecords } from "@gitops-actions/adapters/github";
import { listWorkspace, readWorkspace } from "@gitops-actions/adapters/workspace";
import { UserError } from "@gitops-actions/core/errors";
import { recordEnvironment, type VerificationRecord } from "@gitops-actions/core/evidence";
import {
  CONFIG_PATH,
  type Known,
  type RepositoryView,
  type Survey,
  surveyRepository,
  viewRepository,
} from "@gitops-actions/core/promotion";
import { git } from "./git.ts";

/** A working copy, as far as a command looks at it. */
export interface WorkingCopy {
  /** Absolute path. */
  readonly folder: string;
  /** The paths of all files, relative to the folder. */
  readonly paths: readonly string[];
  /** What origin follows by default, or the branch that is checked out; else main. */
  readonly branch: string;
  readonly survey: Survey;
  readonly view: RepositoryView;
  /** What the only app of a repository is called whose layout names none. */
  readonly onlyApp: string;
}

/**
 * The folder that a command works in: the one named, else the git working copy that this folder is in,
 * else this folder.
 * @throws `input-invalid` when there is no such folder
 */
export function workingFolder(named: string | undefined): string {
  const root = resolve(named ?? ".");
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError("input-invalid", `--repo is ${JSON.stringify(root)}, which is no folder`, {
      hint: "Give the folder of a working copy of the GitOps repository.",
    });
  }
  return named === undefined ? (withGit(root) ?? root) : root;
}

function withGit(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : withGit(parent);
}

/** The working copy's apps, environments and config. @throws `config-invalid` */
export function surveyFolder(
  root: string,
  now: Date,
  { paths = listWorkspace(root) }: { readonly paths?: readonly string[] } = {},
): Survey {
  const config = readWorkspace(root, [CONFIG_PATH]).get(CONFIG_PATH);
  return surveyRepository(paths, config, { onlyApp: basename(root), now });
}

/**
 * The working copy in a folder. What is recorded on GitHub is read when GITHUB_TOKEN is set and `origin`
 * leads there; without it the plan says what it cannot tell.
 * @throws `UserError` of the config, of AppProjects, holds and the lock
 */
export async function openWorkingCopy(
  root: string,
  { env, now }: { readonly env: NodeJS.ProcessEnv; readonly now: Date },
): Promise<WorkingCopy> {
  const paths = listWorkspace(root);
  const survey = surveyFolder(root, now, { paths });
  const texts = readWorkspace(root, survey.paths);
  const recorded = await readRecorded(root, survey, env);
  const view = viewRepository(survey, texts, recorded);
  const branch = defaultBranch(root);
  return { folder: root, paths, branch, survey, view, onlyApp: basename(root) };
}

type Recorded = Pick<RepositoryView, "records" | "trustedActors">;

async function readRecorded(
  root: string,
  { config, slots }: Survey,
  env: NodeJS.ProcessEnv,
): Promise<Recorded> {
  const { trustedActors } = config;
  const remote = connectOrigin(root, env);
  if (remote === undefined) {
    const why = "not known from files alone; set GITHUB_TOKEN to ask GitHub";
    return { trustedActors, records: { known: false, why } };
  }
  const upstream = new Set([...config.environments.values()].flatMap(({ from }) => from));
  const names = slots
    .filter(({ environment }) => upstream.has(environment))
    .map(({ app, environment }) => recordEnvironment(app, environment));
  const value: ReadonlyMap<string, VerificationRecord> = await readRecords(remote.client, {
    repository: remote.repository,
    names,
  });
  return { trustedActors, records: { known: true, value } satisfies Known<typeof value> };
}

/** The repository on GitHub that a working copy was cloned from. */
export interface Remote {
  readonly client: Client;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Ends what takes too long. */
  readonly signal: AbortSignal;
}

/** GitHub behind `origin`; undefined without GITHUB_TOKEN, and where origin leads elsewhere. */
export function connectOrigin(root: string, env: NodeJS.ProcessEnv): Remote | undefined {
  const origin = originOf(root);
  const token = env["GITHUB_TOKEN"];
  if (!token || origin === undefined) return undefined;
  const signal = AbortSignal.timeout(60_000);
  const apiUrl = env["GITHUB_API_URL"] ?? origin.apiUrl;
  const client = createClient({ apiUrl, token, signal });
  return { client, repository: origin.repository, token, signal };
}

interface Origin {
  readonly repository: string;
  readonly apiUrl: string;
}

/** Where the working copy was cloned from; undefined when that is no GitHub. */
function originOf(root: string): Origin | undefined {
  const url = git(root, ["remote", "get-url", "origin"])?.trim() ?? "";
  const match =
    /^(?:https:\/\/(?:[^@/]+@)?|git@|ssh:\/\/git@)([^/:]+)[/:]([^/]+\/[^/]+?)(?:\.git)?$/.exec(url);
  const [, host = "", repository = ""] = match ?? [];
  if (host === "") return undefined;
  const apiUrl =
    host === "github.com" || host.endsWith(".ghe.com")
      ? `https://api.${host}`
      : `https://${host}/api/v3`;
  return { repository, apiUrl };
}

function defaultBranch(root: string): string {
  const followed = git(root, ["symbolic-ref", "--short", "refs/remotes/origin/HEAD"])?.trim();
  const shown =
    followed?.replace(/^origin\//, "") || git(root, ["branch", "--show-current"])?.trim();
  return shown || "main";
}
