import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeTree } from "@gitops-actions/tooling/release/publish";
import { pinWorkflows, releaseTree } from "@gitops-actions/tooling/release/tree";
import { SUITE } from "@gitops-actions/tooling/workflows/workflow";
import type { GitHubUrls } from "./runner-environment.ts";

/** A workflow to run as its users write it. */
export interface ActRun {
  readonly github: GitHubUrls;
  /** Files of the repository whose workflow runs, `.github/workflows/*.yml` among them. */
  readonly files: Readonly<Record<string, string>>;
  /** `owner/name` of that repository. */
  readonly repository: string;
  readonly event: { readonly name: string; readonly payload?: object };
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration variables, `vars.*`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** A folder of programs that are found before all others. */
  readonly programs?: string;
  /** Folders that stand for actions of others, by `owner/name@ref`. */
  readonly actions?: Readonly<Record<string, string>>;
  /**
   * Whether actions/checkout is run, one of `actions` in its place, and finds an empty workspace. Default, the
   * workspace has the files from the start, as act does it.
   */
  readonly checksOut?: boolean;
  /** Where the suite is taken from; default, the tree that `npm run release` would make. */
  readonly release?: Release;
}

/** A release as a folder, and the commit that its workflows pin the actions to. */
export interface Release {
  readonly folder: string;
  readonly commit: string;
}

/** A commit that stands for the one that a release would have made. */
const SOME_COMMIT = "5eed".repeat(10);

function writeRelease(folder: string): Release {
  const release = { version: "1.0.0", repository: SUITE, commit: SOME_COMMIT };
  writeTree(pinWorkflows(releaseTree(release), release), folder);
  return { folder, commit: SOME_COMMIT };
}

/**
 * What act printed and how it ended: nektos/act in host mode, with the actions taken from the release tree
 * in place of the network. Nothing outside a temporary folder is written.
 */
export async function runWithAct(
  act: string,
  { github, files, repository, event, secrets = {}, env = {}, ...more }: ActRun,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "act-"));
  const work = join(folder, "repository");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  writeFileSync(join(folder, "event.json"), JSON.stringify(event.payload ?? {}));
  const { variables = {}, actions = {}, programs, checksOut = false } = more;
  const { folder: suite, commit } = more.release ?? writeRelease(join(folder, "release"));
  const environment = {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: repository,
    ...env,
  };
  const args = [
    event.name,
    ...["-P", "ubuntu-latest=-self-hosted"],
    ...pairs("--local-repository", {
      ...actions,
      [`${SUITE}@v1`]: suite,
      [`${SUITE}@${commit}`]: suite,
    }),
    ...["--action-cache-path", join(folder, "cache")],
    "--no-cache-server",
    ...(checksOut ? ["--no-skip-checkout"] : []),
    ...["-e", join(folder, "event.json")],
    ...Object.keys(secrets).flatMap((name) => ["-s", name]),
    ...pairs("--env", environment),
    ...pairs("--var", variables),
  ];
  const child = spawn(act, args, {
    cwd: work,
    // act runs whatever `node` is first; secrets come by environment, so that none is on its command line.
    env: {
      PATH: [programs, dirname(process.execPath), process.env["PATH"]].filter(Boolean).join(":"),
      HOME: folder,
      NO_COLOR: "1",
      ...secrets,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  rmSync(folder, { recursive: true });
  return { exitCode, output };
}

function pairs(option: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}
