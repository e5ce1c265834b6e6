import { UserError } from "../errors.ts";
import { compileGlob } from "./glob.ts";
import { SELECTOR_FIELDS, type SyncWindow, validateSyncWindow } from "./sync-window.ts";
import type { TimeZones } from "./time-zone.ts";
import {
  type FindingSeverity,
  fieldPlace,
  type WindowFinding,
  type WindowFindingCode,
} from "./window-finding.ts";

/** A finding about one window and, mostly, one of its fields. */
interface Fault {
  readonly code: WindowFindingCode;
  readonly severity?: FindingSeverity;
  readonly field?: string;
  readonly message: string;
  readonly fix: string;
}

const FIVE_FIELDS =
  'Write five fields (minute, hour, day of month, month, day of week), for example "0 10 * * 1-5".';

/** What is wrong with a window as it is written, without looking at a clock or at other windows. */
export function lintWindow(window: SyncWindow, index: number, zones: TimeZones): WindowFinding[] {
  const faults = [
    ...kindFaults(window),
    ...timingFaults(window),
    ...zoneFaults(window, zones),
    ...selectorFaults(window),
    ...manifestFaults(window),
  ];
  return faults.map(({ field, severity = "error", ...fault }) => ({
    ...fault,
    severity,
    place: fieldPlace(window, field),
    window: index,
    others: [],
  }));
}

function kindFaults({ spec }: SyncWindow): Fault[] {
  if (spec.kind === "allow" || spec.kind === "deny") return [];
  return [
    {
      code: "kind-unknown",
      field: "kind",
      message: `kind ${JSON.stringify(spec.kind)} is neither "allow" nor "deny"; Argo CD ignores the window`,
      fix: 'Write "allow" or "deny", in lower case.',
    },
  ];
}

function timingFaults(window: SyncWindow): Fault[] {
  const { spec, timing } = window;
  if ("fault" in timing) {
    const isSchedule = timing.fault.startsWith("cannot parse schedule");
    return [
      {
        code: isSchedule ? "schedule-invalid" : "duration-invalid",
        field: isSchedule ? "schedule" : "duration",
        message: `${timing.fault}; no application that the window matches can sync, not even by hand`,
        fix: isSchedule
          ? FIVE_FIELDS
          : 'Write a duration in h, m and s, for example "90m"; a day is "24h".',
      },
    ];
  }
  const faults: Fault[] = [];
  if (!timing.schedule.fires) {
    faults.push({
      code: "schedule-never-fires",
      field: "schedule",
      message: `schedule ${JSON.stringify(spec.schedule)} names no day there is; Argo CD takes such a window for active at all times`,
      fix: "Correct the day and the month, or remove the window.",
    });
  }
  if (timing.schedule.zone !== undefined) {
    faults.push({
      code: "schedule-own-zone",
      severity: "warning",
      field: "schedule",
      message: `schedule ${JSON.stringify(spec.schedule)} has a time zone of its own, which comes on top of timeZone`,
      fix: `Put "${timing.schedule.zone.name}" into timeZone and take it out of the schedule.`,
    });
  }
  if (timing.schedule.fires && timing.durationNanoseconds <= 0n) {
    faults.push({
      code: "duration-not-positive",
      field: "duration",
      message: `duration ${JSON.stringify(spec.duration)} is not positive; the window is never active`,
      fix: 'Give a positive duration, for example "1h".',
    });
  }
  return faults;
}

function zoneFaults({ spec }: SyncWindow, zones: TimeZones): Fault[] {
  const name = JSON.stringify(spec.timeZone);
  if (zones.find(spec.timeZone) === undefined) {
    return [
      {
        code: "zone-unknown",
        field: "timeZone",
        message: `time zone ${name} is not in the tz database; Argo CD runs the window in UTC and only logs it`,
        fix: 'Write a name such as "Europe/Berlin", in exactly this case; offsets are "Etc/GMT-2" for UTC+2.',
      },
    ];
  }
  if (!zones.isLegacy(spec.timeZone)) return [];
  return [
    {
      code: "zone-legacy",
      severity: "warning",
      field: "timeZone",
      message: `time zone ${name} is an old alias; images of recent Ubuntu and Debian, Argo CD's too, come without it, and the window then runs in UTC`,
      fix: "Write the name of a region and city that keeps the same time.",
    },
  ];
}

function selectorFaults({ spec }: SyncWindow): Fault[] {
  const patterns = SELECTOR_FIELDS.flatMap((field) =>
    spec[field].map((pattern) => ({ field, pattern })),
  );
  if (patterns.length === 0) {
    return [
      {
        code: "applies-to-nothing",
        message: "the window lists no applications, clusters or namespaces; it applies to nothing",
        fix: 'List what it is for; applications: ["*"] is every application of the project.',
      },
    ];
  }
  return patterns.flatMap(({ field, pattern }): Fault[] => {
    const fault = globFault(pattern);
    if (fault === undefined) return [];
    const effect =
      spec.kind === "deny"
        ? "matches nothing, so the window denies less than it says"
        : "matches nothing";
    return [
      {
        code: "glob-invalid",
        field,
        message: `${field}: ${fault.message}; Argo CD only logs it, and it ${effect}`,
        fix: fault.hint,
      },
    ];
  });
}

function globFault(pattern: string): UserError | undefined {
  try {
    compileGlob(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function manifestFaults(window: SyncWindow): Fault[] {
  const stray = window.spec.source?.strayFields ?? [];
  const faults = stray.map(
    (field): Fault => ({
      code: "field-unknown",
      field,
      message: `field ${JSON.stringify(field)} is not one of a sync window; Kubernetes drops it`,
      fix: "Check its spelling and case, for example timeZone and manualSync.",
    }),
  );
  const refusal = validateSyncWindow(window);
  if (refusal?.startsWith("description")) {
    faults.push({
      code: "description-too-long",
      field: "description",
      message: `${refusal}; Argo CD refuses the project`,
      fix: "Shorten the description.",
    });
  }
  return faults;
}
