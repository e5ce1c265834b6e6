import { legacyZoneNames, zoneNames } from "./zone-names.ts";

/** A time zone of the tz database. */
export interface TimeZone {
  readonly name: string;
  /** Seconds to add to UTC for the wall clock at an instant, itself in seconds since 1970. */
  offsetAt(seconds: number): number;
}

/** UTC itself: what no name, and in Argo CD also a wrong name, means. */
export const utc: TimeZone = { name: "UTC", offsetAt: () => 0 };

/** Finds zones by name; one look-up shared by many windows builds each zone once. */
export interface TimeZones {
  /**
   * The zone Go's `time.LoadLocation` gives for a name, or `undefined` where Go knows none. Empty is UTC,
   * and so is `Local`, the zone of the controller's container.
   */
  find(name: string): TimeZone | undefined;
  /** Whether the name is an old alias, which is missing where `tzdata-legacy` is not installed. */
  isLegacy(name: string): boolean;
}

/** A look-up of time zones. Nothing is read or built before it is asked for. */
export function timeZones(): TimeZones {
  const found = new Map<string, TimeZone | undefined>([
    ["", utc],
    ["UTC", utc],
    ["Local", utc],
  ]);
  let known: Set<string> | undefined;
  return {
    find(name) {
      if (found.has(name)) return found.get(name);
      known ??= zoneNames();
      const zone = known.has(name) ? databaseZone(name) : undefined;
      found.set(name, zone);
      return zone;
    },
    isLegacy: (name) => legacyZoneNames().has(name),
  };
}

/** `Intl` is asked lazily: the first formatter of a process costs tens of milliseconds. */
function databaseZone(name: string): TimeZone {
  let format: Intl.DateTimeFormat | undefined;
  return {
    name,
    offsetAt(seconds) {
      format ??= new Intl.DateTimeFormat("en-US", {
        timeZone: name,
        hour: "2-digit",
        timeZoneName: "longOffset",
      });
      return parseOffset(format.format(seconds * 1000));
    },
  };
}

/** Seconds from the offset in `09 AM GMT+05:30`; without digits it is UTC. */
function parseOffset(text: string): number {
  const [, sign, hours, minutes, seconds = "0"] = /([+-])(\d+):(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return sign === "-" ? -size : size;
}
