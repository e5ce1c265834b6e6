export { type Examined, examineFiles, examineSettings, unusable } from "./examine.ts";
export { isRead, LARGEST_FILE_BYTES, type RepositoryFiles } from "./files.ts";
export { type Finding, tally, tallyText } from "./finding.ts";
export type {
  ActionsPolicy,
  BranchRule,
  DeploymentEnvironment,
  Installation,
  OwnerFault,
  Part,
  RepositorySettings,
  Ruleset,
  SettingsQuestion,
  TokenKind,
  WorkflowTokenPolicy,
} from "./settings.ts";
export { windowFindings } from "./windows.ts";
