export {
  type Application,
  type AppProject,
  readApplications,
  readAppProjects,
} from "./app-project.ts";
export {
  type CanSyncAnswer,
  type CanSyncQuestion,
  canSync,
  type SyncAnswer,
  type SyncState,
} from "./can-sync.ts";
export { CODEOWNERS_PATHS, type OwnerLine, ownerLineOf, readCodeowners } from "./codeowners.ts";
export { type CronSchedule, parseCron } from "./cron.ts";
export { nextFiring } from "./cron-next.ts";
export {
  changeOf,
  type Decision,
  type DecisionOptions,
  type DecisionState,
  decide,
  type Evidence,
  type FailingGate,
  type Gate,
  type PassingGate,
  type WaitingGate,
} from "./decision.ts";
export { freezeGate, freezesOf } from "./freeze.ts";
export { compileGlob, type Glob } from "./glob.ts";
export { parseGoDuration } from "./go-duration.ts";
export { type Hold, type HoldSubject, holdPath, holdsOf, printHold, readHold } from "./hold.ts";
export { approvedHotfix, type Hotfix, type HotfixApproval, readHotfix } from "./hotfix.ts";
export { LOCK_PATH, type Lock, locksOf, printLock, readLock } from "./lock.ts";
export { decisionJson, decisionTable, type RenderOptions, statusLine } from "./render.ts";
export { type RiskClass, riskOf, type Touched } from "./risk.ts";
export { isInForce, type Stop, type StopOutlook, stopOutlook } from "./stop.ts";
export {
  compileSyncWindows,
  isActive,
  matchingWindows,
  type SyncWindow,
  type SyncWindowSpec,
  syncWindowSpec,
  validateSyncWindow,
  type WindowFault,
  type WindowSource,
  type WindowTarget,
  type WindowTiming,
} from "./sync-window.ts";
export { stopGate, windowGate } from "./time-gate.ts";
export { durationText, instantText } from "./time-text.ts";
export { type TimeZone, type TimeZones, timeZones, utc } from "./time-zone.ts";
export { isTrusted, type Trust } from "./trust.ts";
export {
  activeSpans,
  answerFrom,
  changes,
  nextChange,
  nextClosing,
  nextOpening,
  type SyncChange,
} from "./window-changes.ts";
export type { FindingSeverity, WindowFinding, WindowFindingCode } from "./window-finding.ts";
export { lintSyncWindows } from "./window-lint.ts";
export type { Span } from "./zone-stretch.ts";
