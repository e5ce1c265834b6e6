import { describe, expect, test } from "vitest";
import { canSync } from "./can-sync.ts";
import { compileSyncWindows, type SyncWindowSpec, syncWindowSpec } from "./sync-window.ts";

const now = new Date("2026-03-04T10:30:00Z");
const active = { schedule: "0 10 * * *", duration: "1h" };
const inactive = { schedule: "0 20 * * *", duration: "1h" };

const allow = { kind: "allow", ...active };
const deny = { kind: "deny", ...active };
const closedAllow = { kind: "allow", ...inactive };
const restingDeny = { kind: "deny", ...inactive };
const manualSync = true;
const syncOverrun = true;

type Row = [string, Partial<SyncWindowSpec>[], { auto: boolean; manual: boolean }];

describe("canSync", () => {
  test.each<Row>([
    ["no window", [], { auto: true, manual: true }],
    ["an active allow", [allow], { auto: true, manual: true }],
    ["an active deny", [deny], { auto: false, manual: false }],
    ["an active deny beats an active allow", [allow, deny], { auto: false, manual: false }],
    [
      "an active deny with manualSync",
      [allow, { ...deny, manualSync }],
      { auto: false, manual: true },
    ],
    [
      "two active denies, one without manualSync",
      [deny, { ...deny, manualSync }],
      { auto: false, manual: false },
    ],
    ["a resting deny", [restingDeny], { auto: true, manual: true }],
    ["an inactive allow", [closedAllow], { auto: false, manual: false }],
    ["an inactive allow beside an active one", [closedAllow, allow], { auto: true, manual: true }],
    [
      "inactive allows, all with manualSync",
      [{ ...closedAllow, manualSync }],
      { auto: false, manual: true },
    ],
    [
      "inactive allows, one without manualSync",
      [closedAllow, { ...closedAllow, manualSync }],
      { auto: false, manual: false },
    ],
    [
      "an inactive allow and a resting deny",
      [closedAllow, restingDeny],
      { auto: false, manual: false },
    ],
    ["a kind that is neither", [{ ...deny, kind: "Deny" }], { auto: true, manual: true }],
    [
      "an allow that never fires is always active",
      [{ ...allow, schedule: "0 0 30 2 *" }],
      { auto: true, manual: true },
    ],
  ])("%s", (_, stated, expected) => {
    const windows = compileSyncWindows(stated.map(syncWindowSpec));

    expect({
      auto: canSync(windows, { now, manual: false }).allowed,
      manual: canSync(windows, { now, manual: true }).allowed,
    }).toEqual(expected);
  });

  test("a window that cannot be read closes everything, for people too", () => {
    const windows = compileSyncWindows([
      syncWindowSpec(allow),
      syncWindowSpec({ ...allow, duration: "" }),
    ]);

    expect(canSync(windows, { now, manual: true })).toEqual({
      allowed: false,
      fault: `invalid sync windows: cannot parse duration '': time: invalid duration ""`,
    });
  });
});

describe("canSync for a sync that is running", () => {
  const late = { kind: "deny", schedule: "15 10 * * *", duration: "1h" };
  const ended = { kind: "allow", schedule: "0 9 * * *", duration: "1h" };

  test.each<[string, Partial<SyncWindowSpec>[], string, boolean]>([
    [
      "goes on into a deny with syncOverrun",
      [{ ...late, syncOverrun }],
      "2026-03-04T10:10:00Z",
      true,
    ],
    ["stops at a deny without it", [late], "2026-03-04T10:10:00Z", false],
    [
      "stops when one deny of two lacks it",
      [late, { ...late, syncOverrun }],
      "2026-03-04T10:10:00Z",
      false,
    ],
    [
      "stops when it was not allowed at its start",
      [{ ...late, syncOverrun }],
      "2026-03-04T10:20:00Z",
      false,
    ],
    [
      "goes on behind an allow with syncOverrun",
      [{ ...ended, syncOverrun }],
      "2026-03-04T09:30:00Z",
      true,
    ],
    ["stops behind an allow without it", [ended], "2026-03-04T09:30:00Z", false],
    ["Go's zero time is no start", [{ ...late, syncOverrun }], "0001-01-01T00:00:00Z", false],
  ])("%s", (_, stated, startedAt, expected) => {
    const windows = compileSyncWindows(stated.map(syncWindowSpec));
    const operationStartedAt = new Date(startedAt);

    expect(canSync(windows, { now, manual: false, operationStartedAt }).allowed).toBe(expected);
  });
});
