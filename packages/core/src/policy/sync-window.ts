import { type Place, UserError } from "../errors.ts";
import { type CronSchedule, parseCron } from "./cron.ts";
import { nextFiring } from "./cron-next.ts";
import { compileGlob, type Glob } from "./glob.ts";
import { parseGoDuration } from "./go-duration.ts";
import { type TimeZone, type TimeZones, timeZones, utc } from "./time-zone.ts";

/** A sync window as an AppProject states it; what the manifest leaves out is empty or false. */
export interface SyncWindowSpec {
  /** `allow` or `deny`; Argo CD ignores every other word, `Deny` too. */
  readonly kind: string;
  readonly schedule: string;
  readonly duration: string;
  readonly timeZone: string;
  readonly applications: readonly string[];
  /** Globs over the namespace an application deploys to. */
  readonly namespaces: readonly string[];
  /** Globs over the name or server of the destination, as the application writes it. */
  readonly clusters: readonly string[];
  readonly manualSync: boolean;
  readonly andOperator: boolean;
  readonly syncOverrun: boolean;
  readonly description: string;
  /** Where it was read from; a window made otherwise has no source. */
  readonly source?: WindowSource;
}

export type WindowField = Exclude<keyof SyncWindowSpec, "source">;

/** The fields that say what a window is for, in the order in which Argo CD asks them. */
export const SELECTOR_FIELDS = ["applications", "clusters", "namespaces"] as const;

export type SelectorField = (typeof SELECTOR_FIELDS)[number];

/** The places of a window and of its fields in a manifest. */
export interface WindowSource {
  readonly place: Place;
  readonly fields: Readonly<Record<string, Place>>;
  /** Fields that a sync window does not have; Kubernetes drops them. */
  readonly strayFields: readonly string[];
}

/** A window as stated, with what is left out empty or false. */
export function syncWindowSpec(stated: Partial<SyncWindowSpec>): SyncWindowSpec {
  return {
    kind: "",
    schedule: "",
    duration: "",
    timeZone: "",
    applications: [],
    namespaces: [],
    clusters: [],
    manualSync: false,
    andOperator: false,
    syncOverrun: false,
    description: "",
    ...stated,
  };
}

/** What sync windows look at in an application. `server` and `cluster` are as written, not resolved. */
export interface WindowTarget {
  readonly name: string;
  readonly namespace: string;
  /** `spec.destination.server`, empty when the destination has a name. */
  readonly server: string;
  /** `spec.destination.name`. */
  readonly cluster: string;
}

/** A window ready to be asked. */
export interface SyncWindow {
  readonly spec: SyncWindowSpec;
  /** UTC where the name is empty or unknown, as in Argo CD. */
  readonly zone: TimeZone;
  readonly timing: WindowTiming | WindowFault;
  readonly matches: (target: WindowTarget) => boolean;
}

export interface WindowTiming {
  readonly schedule: CronSchedule;
  readonly durationNanoseconds: bigint;
}

/** Why the controller cannot read a window, in its words. */
export interface WindowFault {
  readonly fault: string;
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** The windows, compiled. Never throws: a window that Argo CD cannot read carries its fault. */
export function compileSyncWindows(
  specs: readonly SyncWindowSpec[],
  zones: TimeZones = timeZones(),
): SyncWindow[] {
  return specs.map((spec) => ({
    spec,
    zone: zones.find(spec.timeZone) ?? utc,
    timing: readTiming(spec, zones),
    matches: targetMatcher(spec),
  }));
}

function readTiming(spec: SyncWindowSpec, zones: TimeZones): WindowTiming | WindowFault {
  const schedule = attempt(() => parseCron(spec.schedule, zones));
  if (schedule instanceof UserError) {
    return { fault: `cannot parse schedule '${spec.schedule}': ${schedule.message}` };
  }
  const durationNanoseconds = attempt(() => parseGoDuration(spec.duration));
  if (durationNanoseconds instanceof UserError) {
    return { fault: `cannot parse duration '${spec.duration}': ${durationNanoseconds.message}` };
  }
  return { schedule, durationNanoseconds };
}

function attempt<Value>(read: () => Value): Value | UserError {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/**
 * Whether the window is active at an instant, exactly as Argo CD v3.5 answers. The interval is open at
 * both ends: a window from 10:00 for an hour is inactive at 10:00:00 and at 11:00:00 sharp. A schedule
 * that never fires is always active, and a window with a fault never.
 *
 * The schedule runs on a UTC clock that is shifted by the zone's offset at `zoneAt` (the controller takes
 * the offset of its own "now", also to look into the past). So windows live in local wall time: one from
 * 02:00 to 03:00 does not open on the day that skips this hour.
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.7/pkg/apis/application/v1alpha1/types.go
 */
export function isActive({ timing, zone }: SyncWindow, at: Date, zoneAt: Date = at): boolean {
  if ("fault" in timing) return false;
  const offset = zone.offsetAt(Math.floor(zoneAt.getTime() / 1000));
  // The sum of offset and duration is an int64 in Go, and wraps as one.
  const shift = BigInt.asIntN(
    64,
    BigInt(offset) * NANOSECONDS_PER_SECOND - timing.durationNanoseconds,
  );
  const start = BigInt(at.getTime()) * NANOSECONDS_PER_MILLISECOND + shift;
  const firing = nextFiring(timing.schedule, wholeSeconds(start));
  return firing === undefined || firing * 1000 < at.getTime() + offset * 1000;
}

function wholeSeconds(nanoseconds: bigint): number {
  const seconds = Number(nanoseconds / NANOSECONDS_PER_SECOND);
  return nanoseconds % NANOSECONDS_PER_SECOND < 0n ? seconds - 1 : seconds;
}

/**
 * What Argo CD says when such a window is saved in a project, or `undefined` when it takes it. An unknown
 * time zone and a pattern that does not compile pass.
 */
export function validateSyncWindow({ spec, timing }: SyncWindow): string | undefined {
  if (spec.kind !== "allow" && spec.kind !== "deny") {
    return `kind '${spec.kind}' mismatch: can only be allow or deny`;
  }
  if ("fault" in timing) return timing.fault;
  if (utf8Length(spec.description) > 255) return "description must not exceed 255 characters";
  return undefined;
}

function utf8Length(text: string): number {
  return encodeURIComponent(text.toWellFormed()).replace(/%../g, "x").length;
}

/**
 * The windows that apply to an application, in their order: any of `applications`, `clusters` and
 * `namespaces` that is listed matches (all that are listed, with `andOperator`). A window that lists none
 * applies to nothing.
 */
export function matchingWindows(
  windows: readonly SyncWindow[],
  target: WindowTarget,
): SyncWindow[] {
  return windows.filter((window) => window.matches(target));
}

function targetMatcher(spec: SyncWindowSpec): (target: WindowTarget) => boolean {
  const applications = spec.applications.map(compilePattern);
  const clusters = spec.clusters.map(compilePattern);
  const namespaces = spec.namespaces.map(compilePattern);
  return (target) => {
    const answers: boolean[] = [];
    if (applications.length > 0) answers.push(applications.some((glob) => glob(target.name)));
    if (clusters.length > 0) {
      const written = [target.cluster, target.server].filter((text) => text !== "");
      answers.push(clusters.some((glob) => written.some(glob)));
    }
    if (namespaces.length > 0) answers.push(namespaces.some((glob) => glob(target.namespace)));
    if (answers.length === 0) return false;
    return spec.andOperator ? answers.every(Boolean) : answers.some(Boolean);
  };
}

/** A pattern that does not compile matches nothing; Argo CD logs it and goes on. */
function compilePattern(pattern: string): Glob {
  const glob = attempt(() => compileGlob(pattern));
  return glob instanceof UserError ? () => false : glob;
}
