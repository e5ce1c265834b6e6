import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { actionNames, root } from "@gitops-actions/tooling/project";
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
}

/**
 * The tree that `uses: org/gitops-actions/<action>@v1` would download: each action at its root, with its
 * action.yml and its bundles.
 */
export function releaseTree(folder: string): string {
  for (const name of actionNames()) {
    const from = join(root, "actions", name);
    cpSync(join(from, "action.yml"), join(folder, name, "action.yml"));
    for (const file of readdirSync(join(from, "dist")).filter(
      (one) => !one.endsWith(".inputs.json"),
    )) {
      cpSync(join(from, "dist", file), join(folder, name, "dist", file));
    }
  }
  return folder;
}

/**
 * What act printed and how it ended: nektos/act in host mode, with the actions taken from the release tree
 * in place of the network. Nothing outside a temporary folder is written.
 */
export async function runWithAct(
  act: string,
  { github, files, repository, event, secrets = {}, env = {} }: ActRun,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "act-"));
  const work = join(folder, "repository");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  writeFileSync(join(folder, "event.json"), JSON.stringify(event.payload ?? {}));
  const variables = {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: repository,
    ...env,
  };
  const args = [
    event.name,
    ...["-P", "ubuntu-latest=-self-hosted"],
    ...["--local-repository", `org/gitops-actions@v1=${releaseTree(join(folder, "release"))}`],
    ...["--action-cache-path", join(folder, "cache")],
    "--no-cache-server",
    ...["-e", join(folder, "event.json")],
    ...Object.keys(secrets).flatMap((name) => ["-s", name]),
    ...Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
  const child = spawn(act, args, {
    cwd: work,
    // act runs whatever `node` is first; secrets come by environment, so that none is on its command line.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
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
