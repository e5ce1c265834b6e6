export {
  type CanSyncAnswer,
  type CanSyncQuestion,
  canSync,
} from "./can-sync.ts";
export {
  compileSyncWindows,
  isActive,
  matchingWindows,
  type SyncWindow,
  type SyncWindowSpec,
  validateSyncWindow,
  type WindowTarget,
} from "./sync-window.ts";
