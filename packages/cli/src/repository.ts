import { execFileSync } from "node:child_process";
import { basename, resolve } from "node:path";
import { createClient, readRecords } from "@gitops-actions/adapters/github";
import { listWorkspace, readWorkspace } from "@gitops-actions/adapters/workspace";
import { recordEnvironment, type VerificationRecord } from "@gitops-actions/core/evidence";
import {
  CONFIG_PATH,
  type Known,
  type RepositoryView,
  type Survey,
  surveyRepository,
  viewRepository,
} from "@gitops-actions/core/promotion";

/** A working copy, as far as a command looks at it. */
export interface WorkingCopy {
  /** Absolute path. */
  readonly folder: string;
  readonly survey: Survey;
  readonly view: RepositoryView;
}

/**
 * The working copy in a folder. What is recorded on GitHub is read when GITHUB_TOKEN is set and `origin`
 * leads there; without it the plan says what it cannot tell.
 * @throws `UserError` of the config, of AppProjects, holds and the lock
 */
export async function openWorkingCopy(
  folder: string,
  { env, now }: { readonly env: NodeJS.ProcessEnv; readonly now: Date },
): Promise<WorkingCopy> {
  const root = resolve(folder);
  const config = readWorkspace(root, [CONFIG_PATH]).get(CONFIG_PATH);
  const survey = surveyRepository(listWorkspace(root), config, { onlyApp: basename(root), now });
  const texts = readWorkspace(root, survey.paths);
  const recorded = await readRecorded(root, survey, env);
  return { folder: root, survey, view: viewRepository(survey, texts, recorded) };
}

type Recorded = Pick<RepositoryView, "records" | "trustedActors">;

async function readRecorded(
  root: string,
  { config, slots }: Survey,
  env: NodeJS.ProcessEnv,
): Promise<Recorded> {
  const { trustedActors } = config;
  const origin = originOf(root);
  const token = env["GITHUB_TOKEN"];
  if (!token || origin === undefined) {
    const why = "is recorded on GitHub; set GITHUB_TOKEN to read it";
    return { trustedActors, records: { known: false, why } };
  }
  const client = createClient({
    apiUrl: env["GITHUB_API_URL"] ?? origin.apiUrl,
    token,
    signal: AbortSignal.timeout(60_000),
  });
  const names = slots.map(({ app, environment }) => recordEnvironment(app, environment));
  const value: ReadonlyMap<string, VerificationRecord> = await readRecords(client, {
    repository: origin.repository,
    names,
  });
  return { trustedActors, records: { known: true, value } satisfies Known<typeof value> };
}

interface Origin {
  readonly repository: string;
  readonly apiUrl: string;
}

/** Where the working copy was cloned from; undefined when that is no GitHub. */
function originOf(root: string): Origin | undefined {
  const url = git(root, ["remote", "get-url", "origin"]);
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

function git(root: string, args: readonly string[]): string {
  try {
    return execFileSync("git", ["-C", root, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return ""; // no git, no repository or no origin: there is nothing recorded to read
  }
}
