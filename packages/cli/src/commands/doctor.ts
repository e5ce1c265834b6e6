import { basename } from "node:path";
import { readSettings } from "@gitops-actions/adapters/github";
import { readFiles } from "@gitops-actions/adapters/workspace";
import {
  type Examined,
  examineFiles,
  examineSettings,
  tally,
  tallyText,
} from "@gitops-actions/core/doctor";
import { CONFIG_PATH } from "@gitops-actions/core/promotion";
import { tell } from "../finding.ts";
import { connectOrigin, type Remote } from "../repository.ts";
import type { Screen } from "../screen.ts";

/** What doctor looks at and where it tells. */
export interface DoctorContext {
  readonly screen: Screen;
  readonly now: Date;
  readonly env: NodeJS.ProcessEnv;
}

/** How long GitHub is asked again, milliseconds. */
const PATIENCE_MS = 30_000;

/** `gitops doctor`: what would fail or be unsafe before the first promotion; fails when there is an error. */
export async function doctor(folder: string, { screen, now, env }: DoctorContext): Promise<void> {
  const name = basename(folder);
  const files = readFiles(folder);
  const examined = examineFiles(files, { onlyApp: name, configPath: CONFIG_PATH, now });
  const remote = connectOrigin(folder, env);
  const told = remote === undefined ? [] : await askGitHub(remote, examined);
  const findings = [...examined.findings, ...told];
  for (const finding of findings) screen.write(tell(finding, screen));
  const where = remote === undefined ? UNSEEN : SEEN;
  screen.write(screen.paint("dim", `${name}: ${tallyText(findings)}; ${where}\n`));
  if (tally(findings).error > 0) process.exitCode = 1;
}

const SEEN = "files and the settings on GitHub looked at";
const UNSEEN = "only files looked at, set GITHUB_TOKEN for the settings on GitHub";

async function askGitHub({ client, repository, token, signal }: Remote, examined: Examined) {
  const settings = await readSettings(client, {
    repository,
    token,
    question: examined.question,
    app: undefined,
    signal,
    deadline: Date.now() + PATIENCE_MS,
    say: () => {}, // the answer comes on this screen, within seconds
  });
  return examineSettings(settings, examined);
}
