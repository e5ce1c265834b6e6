import { basename } from "node:path";
import { readWorkspace } from "@gitops-actions/adapters/workspace";
import { UserError } from "@gitops-actions/core/errors";
import {
  autoscalerFindings,
  overrideFindings,
  unreadableFindings,
  unseenFindings,
} from "../doctor/manifests.ts";
import { ownerFindings } from "../doctor/owners.ts";
import { settingFindings } from "../doctor/settings.ts";
import { type Finding, tell } from "../finding.ts";
import { connectOrigin, openWorkingCopy, type WorkingCopy } from "../repository.ts";
import type { Screen } from "../screen.ts";
import { windowFindings } from "./windows.ts";

/** What doctor looks at and where it tells. */
export interface DoctorContext {
  readonly screen: Screen;
  readonly now: Date;
  readonly env: NodeJS.ProcessEnv;
}

/** `gitops doctor`: what would fail or be unsafe before the first promotion; fails when there is an error. */
export async function doctor(folder: string, { screen, now, env }: DoctorContext): Promise<void> {
  const opened = await open(folder, { env, now });
  const findings =
    opened instanceof UserError ? [unusable(opened)] : await look(opened, { now, env });
  for (const finding of findings) screen.write(tell(finding, screen));
  const count = (wanted: Finding["severity"]): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  const where = connectOrigin(folder, env) === undefined ? UNSEEN : SEEN;
  screen.write(
    screen.paint(
      "dim",
      `${basename(folder)}: ${count("error")} errors, ${count("warning")} warnings, ${count("notice")} notices; ${where}\n`,
    ),
  );
  if (count("error") > 0) process.exitCode = 1;
}

const SEEN = "files and the settings on GitHub looked at";
const UNSEEN = "only files looked at, set GITHUB_TOKEN for the settings on GitHub";

async function open(
  folder: string,
  options: Parameters<typeof openWorkingCopy>[1],
): Promise<WorkingCopy | UserError> {
  try {
    return await openWorkingCopy(folder, options);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function unusable({ message, hint, file, line }: UserError): Finding {
  return { severity: "error", place: { file, line }, message, fix: hint };
}

async function look(
  { folder, paths, view }: WorkingCopy,
  { now, env }: Pick<DoctorContext, "now" | "env">,
): Promise<readonly Finding[]> {
  const read = (path: string): string => readWorkspace(folder, [path]).get(path) ?? "";
  const manifests = paths.filter((path) => /\.ya?ml$/.test(path) && !path.startsWith("."));
  const remote = connectOrigin(folder, env);
  return [
    ...layoutFindings(view),
    ...unreadableFindings(view),
    ...unseenFindings(view, read),
    ...overrideFindings(paths),
    ...autoscalerFindings(new Map(manifests.map((path) => [path, read(path)]))),
    ...windowFindings(view, now),
    ...ownerFindings(view, { paths, read }),
    ...sourceFindings(view),
    ...(remote === undefined ? [] : await settingFindings(remote, view.config)),
  ];
}

function layoutFindings({ config, running }: WorkingCopy["view"]): Finding[] {
  const empty = [...config.environments.keys()].filter((name) => !running.has(name));
  if (running.size === 0) {
    return [
      {
        severity: "error",
        message:
          "no app was found: none of the usual layouts, nor one of the config, leads to a file",
        fix: "Write `layout:` with {app} and {env} into .gitops/promotion.yaml.",
      },
    ];
  }
  return [
    ...empty.map(
      (name): Finding => ({
        severity: "warning",
        place: { file: config.file },
        message: `environment ${name} has no app`,
        fix: "Correct its name or layout, or remove it.",
      }),
    ),
    ...(config.file === undefined ? [unstated([...config.environments.keys()])] : []),
  ];
}

function unstated(names: readonly string[]): Finding {
  return {
    severity: "notice",
    message: `there is no .gitops/promotion.yaml: by their names the environments are ${names.join(" -> ")}, each entered once verified`,
    fix: "`gitops init` writes one to begin with.",
  };
}

/** Apps whose images could come from any repository. */
function sourceFindings({ config, running }: WorkingCopy["view"]): Finding[] {
  const apps = [...new Set([...running.values()].flatMap((found) => [...found.keys()]))];
  const unknown = apps.filter((app) => config.apps.get(app)?.repository === undefined);
  if (config.file === undefined || unknown.length === 0) return [];
  return [
    {
      severity: "warning",
      place: { file: config.file },
      message: `apps.<name>.repository is missing for ${unknown.length} of ${apps.length} apps, such as ${unknown[0]}: deploy-dev cannot tell whose image it is and refuses it`,
      fix: "Name the repository that builds each app.",
    },
  ];
}
