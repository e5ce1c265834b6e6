import { describe, expect, test } from "vitest";
import { timeZones } from "./time-zone.ts";

const zones = timeZones();
const seconds = (text: string) => Date.parse(text) / 1000;

describe("timeZones", () => {
  test.each([
    ["spring forward", "Europe/Berlin", "2026-03-29T00:59:59Z", 3600],
    ["spring forward", "Europe/Berlin", "2026-03-29T01:00:00Z", 7200],
    ["autumn back", "Europe/Berlin", "2026-10-25T00:59:59Z", 7200],
    ["autumn back", "Europe/Berlin", "2026-10-25T01:00:00Z", 3600],
    ["half an hour", "Australia/Lord_Howe", "2026-04-04T15:00:00Z", 37_800],
    ["west of Greenwich", "America/St_Johns", "2026-01-01T00:00:00Z", -12_600],
    ["the sign of Etc names is turned round", "Etc/GMT+5", "2026-01-01T00:00:00Z", -18_000],
    ["Local is the controller's container, so UTC", "Local", "2026-07-01T00:00:00Z", 0],
    ["no name is UTC", "", "2026-07-01T00:00:00Z", 0],
  ])("%s: %s at %s", (_, name, at, offset) => {
    expect(zones.find(name)?.offsetAt(seconds(at))).toBe(offset);
  });

  test.each(["utc", "europe/berlin", "+02:00", "UTC+2", "IST", "Mars/Phobos", " UTC"])(
    "Go does not know %s",
    (name) => {
      expect(zones.find(name)).toBeUndefined();
    },
  );

  test("an offset holds until the instant it is said to, and changes there", () => {
    const berlin = zones.find("Europe/Berlin");
    let at = seconds("2026-01-01T00:00:00Z");
    const changes: string[] = [];
    while (at < seconds("2027-01-01T00:00:00Z")) {
      const until = berlin?.steadyUntil(at) ?? Number.NaN;
      expect(berlin?.offsetAt(until - 1)).toBe(berlin?.offsetAt(at));
      if (berlin?.offsetAt(until) !== berlin?.offsetAt(at)) {
        changes.push(new Date(until * 1000).toISOString());
      }
      at = until;
    }

    expect(changes).toEqual(["2026-03-29T01:00:00.000Z", "2026-10-25T01:00:00.000Z"]);
  });

  test("an old alias is known, and known to be one", () => {
    expect(zones.find("US/Eastern")).toBeDefined();
    expect(zones.isLegacy("US/Eastern")).toBe(true);
    expect(zones.isLegacy("America/New_York")).toBe(false);
  });
});
