export {
  type CommitMessage,
  type Entry,
  fillSubject,
  type MessageSection,
  type RecordedEntry,
  readCommitMessage,
  shortImage,
  shortVersion,
  writeBatchMessage,
  writeCommitMessage,
} from "./commit-message.ts";
export { ROLLUP, WORKFLOW_TOKEN } from "./names.ts";
export { isNewerRun, parseRun, printRun, type Run, type RunIdentity } from "./run.ts";
export {
  type BuildFacts,
  PROVENANCE_PREDICATE,
  provenanceOf,
  SIGNATURE_PREDICATE,
  STATEMENT_TYPE,
  type Statement,
  sourceOf,
  statementOf,
} from "./statement.ts";
export {
  type DeploymentFacts,
  goodSince,
  readRecord,
  recordEnvironment,
  recordPayload,
  type VerificationLevel,
  type VerificationOutcome,
  type VerificationRecord,
} from "./verification.ts";
