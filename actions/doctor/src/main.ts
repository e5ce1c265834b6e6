import type { Log, Report } from "@gitops-actions/adapters/runner";
import {
  examineFiles,
  examineSettings,
  type Finding,
  type Installation,
  type RepositoryFiles,
  type RepositorySettings,
  type SettingsQuestion,
  unusable,
} from "@gitops-actions/core/doctor";
import { UserError } from "@gitops-actions/core/errors";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import { logLines, report } from "./report.ts";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  readonly now: Date;
  /** Of the checkout. */
  files(): RepositoryFiles;
  /** Of the App whose key was given; undefined where none was. @throws `UserError` */
  installation(): Promise<Installation | undefined>;
  /** Of the repository on GitHub, or why they cannot be read. */
  settings(known: {
    readonly question: SettingsQuestion;
    readonly app: Installation | undefined;
  }): Promise<RepositorySettings | UserError>;
}

/** Looks at files and settings, and reports what is wrong with them. */
export async function main(request: Request, ports: Ports): Promise<Report<OutputName>> {
  const { repository, configPath } = request;
  const files = ports.files();
  if (files.paths.length === 0) throw notCheckedOut();
  const [, onlyApp = ""] = repository.split("/");
  const examined = examineFiles(files, { onlyApp, configPath, now: ports.now });
  const { app, fault } = await installationOf(ports);
  const settings = await ports.settings({ question: examined.question, app });
  const findings = [
    ...examined.findings,
    ...examineSettings(settings, examined),
    ...(fault === undefined ? [] : [fault]),
  ];
  for (const line of logLines(findings)) ports.log.info(line);
  return report(request, findings);
}

function notCheckedOut(): UserError {
  return new UserError("checkout-missing", "the workspace is empty", {
    hint: "Check the GitOps repository out before this step: actions/checkout, without path.",
  });
}

/** The App's installation; what keeps it from being read is one more finding, and hides no other. */
async function installationOf(
  ports: Ports,
): Promise<{ readonly app?: Installation | undefined; readonly fault?: Finding }> {
  try {
    return { app: await ports.installation() };
  } catch (error) {
    if (error instanceof UserError) return { fault: unusable(error) };
    throw error;
  }
}
