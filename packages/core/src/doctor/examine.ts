import { UserError } from "../errors.ts";
import {
  type RepositoryView,
  type Survey,
  surveyRepository,
  viewRepository,
} from "../promotion/index.ts";
import { actionsFindings, installationFindings } from "./actions.ts";
import { checkFindings } from "./checks.ts";
import { environmentFindings } from "./environments.ts";
import { type RepositoryFiles, unreadFindings } from "./files.ts";
import type { Finding } from "./finding.ts";
import { hiddenImageFindings, unreadableFindings } from "./images.ts";
import { layoutFindings, sourceFindings } from "./layout.ts";
import { loginFindings } from "./logins.ts";
import { autoscalerFindings, overrideFindings } from "./manifests.ts";
import { mergingFindings } from "./merging.ts";
import { ownerFindings } from "./owners.ts";
import { protectionFindings } from "./protection.ts";
import type { RepositorySettings, SettingsQuestion } from "./settings.ts";
import { ownerFaultFindings, tokenFinding, unseenFindings } from "./told.ts";
import { windowFindings } from "./windows.ts";
import { keyEnvironments, readWorkflows, type Workflow } from "./workflow.ts";
import { writingFindings } from "./writing.ts";

/** A repository as its files tell it. */
export interface Examined {
  readonly findings: readonly Finding[];
  /** Undefined where the config does not hold. */
  readonly view: RepositoryView | undefined;
  readonly workflows: readonly Workflow[];
  /** What is to be asked about its settings. */
  readonly question: SettingsQuestion;
}

/** What the files of a repository make fail, or unsafe, before the first promotion. */
export function examineFiles(
  files: RepositoryFiles,
  options: { readonly onlyApp: string; readonly configPath: string; readonly now: Date },
): Examined {
  const { view, findings } = lookAt(files, options);
  const { workflows, findings: broken } = readWorkflows(files);
  const told = [
    ...findings,
    ...(view === undefined ? [] : viewFindings(view, files, options.now)),
    ...overrideFindings(files),
    ...autoscalerFindings(files),
    ...broken,
    ...loginFindings(workflows, view?.config),
  ];
  return {
    view,
    workflows,
    question: {
      environments: keyEnvironments(workflows),
      promotionBranch: promotionBranch(view),
    },
    findings: [...told, ...unreadFindings(files, told)],
  };
}

/** As promote calls them by default. */
function promotionBranch(view: RepositoryView | undefined): string {
  const target = [...(view?.config.environments.values() ?? [])].find(
    ({ delivery }) => delivery === "pull-request",
  );
  const [app = "app"] = view?.running.get(target?.name ?? "")?.keys() ?? [];
  return `promote/${app}-${target?.name ?? "staging"}-v1`;
}

function viewFindings(view: RepositoryView, files: RepositoryFiles, now: Date): Finding[] {
  return [
    ...layoutFindings(view),
    ...unreadableFindings(view),
    ...hiddenImageFindings(view, files),
    ...windowFindings(view, now),
    ...ownerFindings(view, files),
    ...sourceFindings(view),
  ];
}

interface Looked {
  readonly view: RepositoryView | undefined;
  readonly findings: readonly Finding[];
}

function lookAt(
  { paths, texts, unread }: RepositoryFiles,
  { onlyApp, configPath, now }: Parameters<typeof examineFiles>[1],
): Looked {
  const why = unread.get(configPath);
  if (why !== undefined) return { view: undefined, findings: [withoutConfig(configPath, why)] };
  try {
    const survey = surveyRepository(paths, texts.get(configPath), { onlyApp, configPath, now });
    const wanted = new Map(
      survey.paths.flatMap((path) => {
        const text = texts.get(path);
        return text === undefined ? [] : [[path, text] as const];
      }),
    );
    return viewOf(survey, wanted);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { view: undefined, findings: [unusable(error)] };
  }
}

function withoutConfig(file: string, why: string): Finding {
  return {
    severity: "error",
    place: { file },
    message: `the policy cannot be read: ${why}`,
    fix: "Make it a YAML file in UTF-8.",
  };
}

/** The view without the policy files that do not hold, each of which is a finding. */
function viewOf(survey: Survey, texts: Map<string, string>): Looked {
  const findings: Finding[] = [];
  const { trustedActors } = survey.config;
  const records = { known: false, why: "not asked for" } as const;
  for (;;) {
    try {
      return { view: viewRepository(survey, texts, { trustedActors, records }), findings };
    } catch (error) {
      if (!(error instanceof UserError) || !texts.delete(error.file ?? "")) throw error;
      findings.push(unusable(error));
    }
  }
}

/** An error as a finding, where it kept something from being looked at. */
export function unusable({ message, hint, file, line, column }: UserError): Finding {
  return { severity: "error", place: { file, line, column }, message, fix: hint };
}

/** What the settings of the repository on GitHub make fail, or unsafe; as far as they could be read. */
export function examineSettings(
  settings: RepositorySettings | UserError,
  { view, workflows, findings }: Examined,
): readonly Finding[] {
  if (settings instanceof UserError) return [unusable(settings)];
  const config = view?.config;
  return [
    ...(settings.isArchived ? [archived(settings.repository)] : []),
    ...protectionFindings(settings, config),
    ...(config === undefined
      ? []
      : [
          ...writingFindings(settings, config),
          ...mergingFindings({ settings, config, workflows }),
        ]),
    ...checkFindings(settings, workflows),
    ...environmentFindings(settings, workflows),
    ...installationFindings(settings.app),
    ...actionsFindings(settings, workflows),
    ...ownerFaultFindings(settings, findings),
    ...unseenFindings(settings),
    tokenFinding(settings),
  ];
}

function archived(repository: string): Finding {
  return {
    severity: "error",
    message: `${repository} is archived: nothing can be written`,
    fix: "Unarchive it.",
  };
}
