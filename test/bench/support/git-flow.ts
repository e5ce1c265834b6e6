import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalGitHub, Token } from "../../support/github/index.ts";

/** A shell script of the guides, with what it finds in its environment beside `URL` of `acme/gitops`. */
export interface GitFlow {
  readonly github: LocalGitHub;
  readonly token: Token;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whether a script that clones and pushes ended well; it runs in an empty folder. */
export async function runGitFlow(
  script: string,
  { github, token, env }: GitFlow,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "git-flow-"));
  const url = new URL(`${github.serverUrl}/acme/gitops.git`);
  url.username = "x-access-token";
  url.password = token.value;
  const child = spawn("sh", ["-c", script], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, URL: url.href, ...env },
    stdio: "ignore",
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  rmSync(folder, { recursive: true, force: true });
  return code === 0;
}
