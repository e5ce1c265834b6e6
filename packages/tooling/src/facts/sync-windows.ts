import {
  canSync,
  compileSyncWindows,
  isActive,
  matchingWindows,
  type SyncWindow,
  type SyncWindowSpec,
  syncWindowSpec,
  validateSyncWindow,
} from "@gitops-actions/core/policy";

/** One row of `sync-windows.jsonl`, as recorded from the real controller. */
interface SyncWindowsRow {
  readonly question: {
    readonly op: "canSync" | "validate";
    readonly now: string;
    readonly windows: readonly Partial<SyncWindowSpec>[];
    readonly app?: {
      readonly name?: string;
      readonly namespace?: string;
      /** The destination's server. */
      readonly cluster?: string;
      /** The destination's name. */
      readonly clusterName?: string;
    };
    readonly manual?: boolean;
    readonly operationStartedAt?: string;
  };
}

/**
 * Which windows match and are active and whether a sync may start; or what is wrong with each window.
 * Fields that the controller would leave out are left out.
 */
export function syncWindows({ question }: SyncWindowsRow): unknown {
  const windows = compileSyncWindows(question.windows.map(syncWindowSpec));
  return question.op === "validate"
    ? { error: "", validate: windows.map((window) => validateSyncWindow(window) ?? "") }
    : answerCanSync(windows, question);
}

function answerCanSync(windows: SyncWindow[], question: SyncWindowsRow["question"]): unknown {
  const now = instant(question.now);
  const { app = {}, operationStartedAt } = question;
  const matching = matchingWindows(windows, {
    name: app.name ?? "",
    namespace: app.namespace ?? "",
    server: app.cluster ?? "",
    cluster: app.clusterName ?? "",
  });
  const { allowed, fault } = canSync(matching, {
    now,
    manual: question.manual === true,
    operationStartedAt: operationStartedAt ? instant(operationStartedAt) : undefined,
  });
  const faults = windows.flatMap(({ timing }) => ("fault" in timing ? [timing.fault] : []));
  return {
    ...(matching.length > 0 && { matched: matching.map((window) => windows.indexOf(window)) }),
    active: windows.map((window) => isActive(window, now)),
    ...(faults.length > 0 && { activeErrors: faults }),
    canSync: allowed,
    error: fault ?? "",
  };
}

/**
 * A recorded instant may be finer than the milliseconds of a `Date`. What comes less than a millisecond
 * after a full second counts as one millisecond after it, so that it does not turn into the boundary.
 */
function instant(text: string): Date {
  const date = new Date(text);
  const isJustAfterSecond = /\.000\d*[1-9]/.test(text);
  return isJustAfterSecond ? new Date(date.getTime() + 1) : date;
}
