import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canSync, combine, type SyncState } from "./can-sync.ts";
import {
  compileSyncWindows,
  isActive,
  type SyncWindow,
  type SyncWindowSpec,
  syncWindowSpec,
} from "./sync-window.ts";
import { answerFrom, changes, nextChange, nextClosing, nextOpening } from "./window-changes.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const now = new Date("2026-03-04T11:00:00Z");
const allow = { kind: "allow", schedule: "0 10 * * *", duration: "6h" };
const deny = { kind: "deny", schedule: "0 0 * * *", duration: "24h" };

function compile(stated: readonly Partial<SyncWindowSpec>[]): SyncWindow[] {
  return compileSyncWindows(stated.map(syncWindowSpec));
}

type Row = [string, Partial<SyncWindowSpec>[], string | undefined];

describe("nextClosing", () => {
  test.each<Row>([
    ["the end of an allow", [allow], "2026-03-04T16:00:00.000Z"],
    [
      "the end on the wall clock of its zone",
      [{ ...allow, timeZone: "Europe/Berlin" }],
      "2026-03-04T15:00:00.000Z",
    ],
    [
      "the start of a deny",
      [allow, { ...deny, schedule: "0 12 * * 3" }],
      "2026-03-04T12:00:00.000Z",
    ],
    [
      "not where one allow takes over from another",
      [allow, { ...allow, schedule: "0 16 * * *" }],
      "2026-03-04T22:00:00.000Z",
    ],
    ["years ahead", [{ ...deny, schedule: "0 0 29 2 *" }], "2028-02-29T00:00:00.000Z"],
    ["never without windows", [], undefined],
    [
      "never with denies that never fire in time",
      [{ ...allow, schedule: "0 0 30 2 *" }],
      undefined,
    ],
    ["never when it opens for good", [{ ...allow, duration: "24h" }], undefined],
  ])("is %s", (_, stated, expected) => {
    expect(nextClosing(compile(stated), now)?.at.toISOString()).toBe(expected);
  });
});

describe("nextOpening", () => {
  const first = { ...allow, schedule: "0 10 1 * *", duration: "2h" };
  const firstDenied = { ...deny, schedule: "0 0 1 * *" };

  test.each<Row>([
    ["the start of an allow", [{ ...allow, schedule: "0 14 * * *" }], "2026-03-04T14:00:00.000Z"],
    [
      "the end of a deny",
      [{ ...deny, schedule: "0 9 * * *", duration: "3h" }],
      "2026-03-04T12:00:00.000Z",
    ],
    [
      "the end of denies that follow each other",
      [
        { ...deny, duration: "12h" },
        { ...deny, schedule: "0 12 * * 3", duration: "3h" },
      ],
      "2026-03-04T15:00:00.000Z",
    ],
    [
      "after the day that skips the hour",
      [{ ...allow, schedule: "0 2 29-30 3 *", duration: "1h", timeZone: "Europe/Berlin" }],
      "2026-03-30T00:00:00.000Z",
    ],
    ["never when a deny covers every allow", [allow, deny], undefined],
    ["never when monthly denies cover monthly allows", [first, firstDenied], undefined],
    [
      "never when the two are in different zones",
      [first, { ...firstDenied, timeZone: "Europe/Berlin" }],
      undefined,
    ],
    [
      "never when denies take turns",
      [allow, { ...deny, schedule: "0 8 1-15 * *" }, { ...deny, schedule: "0 8 16-31 * *" }],
      undefined,
    ],
    [
      "a day in the far future that the denies leave out",
      [
        { ...allow, schedule: "0 10 29 2 *" },
        { ...deny, schedule: "0 0 * * 0-1,3-6" },
      ],
      "2028-02-29T10:00:00.000Z",
    ],
    [
      "never when a window cannot be read",
      [{ ...allow, schedule: "0 14 * * *", duration: "1d" }],
      undefined,
    ],
  ])("is %s", (_, stated, expected) => {
    expect(nextOpening(compile(stated), now)?.at.toISOString()).toBe(expected);
  });
});

describe("nextChange", () => {
  test("tells the answer from then on and the windows that make it", () => {
    const windows = compile([
      allow,
      { ...deny, schedule: "0 15 * * *", duration: "1h", manualSync: true },
    ]);

    expect(nextChange(windows, now)).toEqual({
      at: new Date("2026-03-04T15:00:00Z"),
      answer: { state: "manual-only", deciding: [windows[1]] },
      by: [windows[1]],
    });
  });

  test("an answer read at a sharp start or end is the one that follows", () => {
    const windows = compile([allow]);

    expect(answerFrom(windows, new Date("2026-03-04T10:00:00Z")).state).toBe("open");
    expect(answerFrom(windows, new Date("2026-03-04T16:00:00Z")).state).toBe("closed");
  });

  test("the instant in which a window that goes on counts as inactive is no change", () => {
    const windows = compile([{ ...deny, schedule: "*/15 * * * *", duration: "15m" }]);
    const sharp = new Date("2026-03-04T11:15:00Z");

    expect(canSync(windows, { now: sharp, manual: false }).allowed).toBe(true);
    expect(answerFrom(windows, sharp).state).toBe("closed");
    expect(nextChange(windows, now)).toBeUndefined();
  });

  test("10,000 windows get an answer", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      ...deny,
      schedule: `${index % 60} ${index % 24} * * *`,
      duration: "30s",
    }));

    expect(nextChange(compile(many), now)?.at).toEqual(new Date("2026-03-04T11:11:00Z"));
  });

  test("the end of all dates is no trouble", () => {
    expect(nextChange(compile([allow]), new Date("9999-12-31T11:00:00Z"))).toBeUndefined();
  });
});

const field = (min: number, max: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 2, arbitrary: fc.integer({ min, max }).map(String) },
    fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
  );

const anyWindow: fc.Arbitrary<SyncWindowSpec> = fc
  .record({
    kind: fc.constantFrom("allow", "deny"),
    schedule: fc
      .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
      .map((fields) => fields.join(" ")),
    duration: fc.constantFrom(
      "1m",
      "15m",
      "90s",
      "1h",
      "1h30m",
      "8h",
      "24h",
      "60h",
      "168h",
      "720h",
    ),
    timeZone: fc.constantFrom(
      "",
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "nowhere",
    ),
    manualSync: fc.boolean(),
  })
  .map(syncWindowSpec);

const anyStart = fc
  .integer({ min: 0, max: 1000 * 1440 })
  .map((minute) => Date.UTC(2025, 0) + minute * MINUTE);

/** The controller's own answer at an instant. */
function exactState(windows: readonly SyncWindow[], at: number): SyncState {
  return combine(windows, (window) => isActive(window, new Date(at))).state;
}

/** Instants at which the controller and the reported changes disagree, looking once a minute. */
function disagreements(windows: readonly SyncWindow[], from: number, days: number): string[] {
  const found: string[] = [];
  const upcoming = changes(windows, new Date(from));
  let state = answerFrom(windows, new Date(from)).state;
  let change = upcoming.next().value;
  const compare = (at: number) => {
    if (exactState(windows, at) !== state) found.push(new Date(at).toISOString());
  };
  for (let at = from + 1; at < from + days * DAY; at += MINUTE) {
    while (change && change.at.getTime() < at) {
      compare(change.at.getTime() - 1);
      state = change.answer.state;
      compare(change.at.getTime() + 1);
      change = upcoming.next().value;
    }
    compare(at);
  }
  return found;
}

describe("changes agree with the controller minute by minute", () => {
  test("for any windows over ten days", () => {
    const windows = fc.array(anyWindow, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(windows, anyStart, (specs, from) => {
        expect(disagreements(compileSyncWindows(specs), from, 10)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  test("over a year in which clocks change", () => {
    const windows = compile([
      { ...allow, timeZone: "Europe/Berlin", schedule: "0 22 * * 1-5", duration: "8h" },
      {
        ...deny,
        timeZone: "America/New_York",
        schedule: "30 1 * * 0",
        duration: "1h",
        manualSync: true,
      },
      { ...deny, schedule: "0 0 20 12 *", duration: "336h" },
    ]);

    expect(disagreements(windows, Date.UTC(2026, 0), 366)).toEqual([]);
  }, 60_000);
});
