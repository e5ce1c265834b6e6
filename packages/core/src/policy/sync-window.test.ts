import { describe, expect, test } from "vitest";
import {
  compileSyncWindows,
  isActive,
  matchingWindows,
  type SyncWindowSpec,
  syncWindowSpec,
  validateSyncWindow,
} from "./sync-window.ts";

const target = { name: "web-eu", namespace: "prod", server: "https://k.example:6443", cluster: "" };

function isActiveAt(stated: Partial<SyncWindowSpec>, at: string): boolean {
  return compileSyncWindows([syncWindowSpec(stated)]).some((window) =>
    isActive(window, new Date(at)),
  );
}

describe("isActive", () => {
  const morning = { schedule: "0 10 * * *", duration: "1h" };
  const night = { schedule: "0 22 * * *", duration: "8h", timeZone: "Europe/Berlin" };
  const early = { schedule: "30 2 * * *", duration: "1h", timeZone: "Europe/Berlin" };

  test.each([
    ["not at its sharp start", morning, "2026-03-04T10:00:00Z", false],
    ["a moment after its start", morning, "2026-03-04T10:00:00.001Z", true],
    ["a moment before its end", morning, "2026-03-04T10:59:59.999Z", true],
    ["not at its sharp end", morning, "2026-03-04T11:00:00Z", false],
    [
      "on the wall clock of its zone",
      { ...morning, timeZone: "Asia/Kolkata" },
      "2026-03-04T05:00:00Z",
      true,
    ],
    [
      "in UTC when its zone is unknown",
      { ...morning, timeZone: "UTC+2" },
      "2026-03-04T10:30:00Z",
      true,
    ],
    [
      "at all times when it never fires",
      { schedule: "0 10 30 2 *", duration: "1h" },
      "2026-03-04T03:00:00Z",
      true,
    ],
    [
      "never with a duration of zero",
      { ...morning, duration: "0" },
      "2026-03-04T10:00:00.001Z",
      false,
    ],
    [
      "never with a negative duration",
      { ...morning, duration: "-1h" },
      "2026-03-04T10:30:00Z",
      false,
    ],
    [
      "always when it lasts longer than its period",
      { ...morning, duration: "25h" },
      "2026-03-04T10:00:00Z",
      true,
    ],
    ["never when it cannot be read", { ...morning, duration: "1d" }, "2026-03-04T10:30:00Z", false],
    ["until 06:00 on the wall in spring", night, "2026-03-29T03:59:59Z", true],
    ["not from 06:00 on the wall in spring", night, "2026-03-29T04:00:01Z", false],
    ["what is left of a skipped hour", early, "2026-03-29T01:15:00Z", true],
    ["first in a repeated hour", early, "2026-10-25T00:45:00Z", true],
    ["not between the two passes of a repeated hour", early, "2026-10-25T01:15:00Z", false],
    ["again in a repeated hour", early, "2026-10-25T01:45:00Z", true],
  ])("%s", (_, stated, at, expected) => {
    expect(isActiveAt(stated, at)).toBe(expected);
  });

  test("looks into the past with the offset of today", () => {
    const [window] = compileSyncWindows([
      syncWindowSpec({ ...morning, timeZone: "Europe/Berlin" }),
    ]);
    const winter = new Date("2026-01-14T08:30:00Z");
    const summer = new Date("2026-07-15T08:30:00Z");

    expect(window && isActive(window, winter)).toBe(false);
    expect(window && isActive(window, winter, summer)).toBe(true);
  });
});

describe("matchingWindows", () => {
  test.each<[string, Partial<SyncWindowSpec>, boolean]>([
    ["any list that matches is enough", { applications: ["api"], namespaces: ["prod"] }, true],
    [
      "with andOperator all lists must match",
      { applications: ["api"], namespaces: ["prod"], andOperator: true },
      false,
    ],
    [
      "with andOperator lists left out do not count",
      { namespaces: ["prod"], andOperator: true },
      true,
    ],
    ["no list at all matches nothing", {}, false],
    ["no list at all matches nothing with andOperator either", { andOperator: true }, false],
    ["clusters match the server", { clusters: ["https://*"] }, true],
    ["an empty destination name is no cluster", { clusters: [""] }, false],
    ["a broken pattern matches nothing", { applications: ["[web"] }, false],
    ["a broken pattern leaves the others alone", { applications: ["[web", "web*"] }, true],
  ])("%s", (_, stated, expected) => {
    const windows = compileSyncWindows([syncWindowSpec(stated)]);

    expect(matchingWindows(windows, target)).toHaveLength(expected ? 1 : 0);
  });

  test("clusters match the name when the destination has one", () => {
    const windows = compileSyncWindows([syncWindowSpec({ clusters: ["prod-eu"] })]);

    expect(matchingWindows(windows, { ...target, server: "", cluster: "prod-eu" })).toHaveLength(1);
  });
});

describe("validateSyncWindow", () => {
  const good = { kind: "deny", schedule: "0 10 * * *", duration: "1h" };

  test.each<[string, Partial<SyncWindowSpec>, string | undefined]>([
    ["a good window", good, undefined],
    ["an unknown zone passes", { ...good, timeZone: "Mars/Phobos" }, undefined],
    ["another kind", { ...good, kind: "Deny" }, "kind 'Deny' mismatch: can only be allow or deny"],
    [
      "the kind before the schedule",
      { ...good, kind: "", schedule: "" },
      "kind '' mismatch: can only be allow or deny",
    ],
    [
      "the schedule before the duration",
      { ...good, schedule: "", duration: "" },
      "cannot parse schedule '': empty spec string",
    ],
    [
      "the duration",
      { ...good, duration: "1d" },
      `cannot parse duration '1d': time: unknown unit "d" in duration "1d"`,
    ],
    ["a description of 255 bytes", { ...good, description: "é".repeat(127) }, undefined],
    [
      "a description of 256 bytes",
      { ...good, description: "é".repeat(128) },
      "description must not exceed 255 characters",
    ],
  ])("%s", (_, stated, expected) => {
    expect(compileSyncWindows([syncWindowSpec(stated)]).map(validateSyncWindow)).toEqual([
      expected,
    ]);
  });
});
