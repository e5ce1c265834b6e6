import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type Gate } from "./decision.ts";
import { compileSyncWindows, type SyncWindowSpec, syncWindowSpec } from "./sync-window.ts";
import { stopGate, windowGate } from "./time-gate.ts";

const now = new Date("2026-03-04T11:00:00Z");
const soon = new Date("2026-03-04T11:04:00Z");
const later = new Date("2026-03-04T14:05:00Z");
const options = { now, marginMs: 5 * 60_000 };

const pass: Gate = { name: "digest", state: "pass", reason: "same as staging" };
const wait: Gate = { name: "soak", state: "wait", reason: "30m of 2h", until: later };
const fail: Gate = { name: "scan", state: "fail", reason: "2 critical", remedy: "Fix them." };

describe("decide", () => {
  test.each([
    ["no gates let it through", [], "pass"],
    ["all pass", [pass, pass], "pass"],
    ["one waits", [pass, wait], "wait"],
    ["one fails, whatever the others do", [wait, fail, pass], "fail"],
  ])("%s", (_, gates, state) => {
    expect(decide(gates, options).state).toBe(state);
  });

  test("a pass holds until the first of its gates ends", () => {
    const decision = decide([pass, { ...pass, validUntil: later }], options);

    expect(decision).toMatchObject({ state: "pass", validUntil: later, changesAt: later });
  });

  test("a pass that ends within the margin waits instead", () => {
    const decision = decide([{ ...pass, validUntil: soon }], options);

    expect(decision).toMatchObject({ state: "wait", validUntil: undefined, changesAt: soon });
    expect(decision.gates).toMatchObject([
      { state: "wait", reason: "same as staging; too close to its end", until: soon },
    ]);
  });

  test("asks again when the first gate can change, a passing one too", () => {
    const ends = new Date("2026-03-04T12:00:00Z");

    expect(decide([wait, { ...pass, validUntil: ends }], options).changesAt).toEqual(ends);
    expect(decide([{ ...wait, until: undefined }, fail], options).changesAt).toBeUndefined();
  });

  test("is never better than any of its gates", () => {
    const rank = { pass: 0, wait: 1, fail: 2 };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(pass, wait, fail), { minLength: 1 }), (gates) => {
        const worst = Math.max(...gates.map(({ state }) => rank[state]));

        expect(rank[decide(gates, options).state]).toBe(worst);
      }),
    );
  });
});

describe("windowGate", () => {
  const allow = { kind: "allow", schedule: "0 10 * * *", duration: "6h" };
  const deny = { kind: "deny", schedule: "0 9 * * *", duration: "4h", timeZone: "Asia/Dubai" };

  test.each<[string, Partial<SyncWindowSpec>[], object]>([
    ["passes without windows", [], { state: "pass", validUntil: undefined }],
    [
      "passes until the window closes",
      [allow],
      { state: "pass", validUntil: new Date("2026-03-04T16:00:00Z") },
    ],
    [
      "waits until it opens",
      [{ ...allow, schedule: "0 14 * * *" }],
      {
        state: "wait",
        reason: 'outside allow "0 14 * * *" for 6h',
        until: new Date("2026-03-04T14:00:00Z"),
      },
    ],
    [
      "names the zone of the window that changes it",
      [allow, { ...deny, duration: "8h" }],
      { state: "wait", until: new Date("2026-03-04T13:00:00Z"), zone: "Asia/Dubai" },
    ],
    [
      "says that people may sync",
      [{ ...deny, duration: "8h", manualSync: true }],
      { state: "wait", reason: expect.stringContaining("people may sync by hand") },
    ],
    [
      "fails when it never opens",
      [allow, { ...deny, duration: "24h" }],
      { state: "fail", reason: expect.stringContaining("never opens") },
    ],
    [
      "fails when a window cannot be read",
      [{ ...allow, duration: "1d" }],
      { state: "fail", reason: expect.stringContaining('unknown unit "d"') },
    ],
  ])("%s", (_, stated, expected) => {
    const windows = compileSyncWindows(stated.map(syncWindowSpec));

    expect(windowGate(windows, now)).toMatchObject({ name: "sync window", ...expected });
  });
});

describe("stopGate", () => {
  const stop = { reason: "peak trading", owner: "maria", since: now, until: later };

  test.each([
    ["passes without stops", [], { state: "pass", reason: "none", validUntil: undefined }],
    ["passes until the next one", [{ ...stop, since: soon }], { state: "pass", validUntil: soon }],
    [
      "waits until it ends",
      [stop],
      { state: "wait", reason: "peak trading (maria)", until: later },
    ],
    [
      "says when somebody must lift it",
      [{ ...stop, until: undefined }],
      { state: "wait", remedy: "It lasts until somebody lifts it." },
    ],
  ])("%s", (_, stops, expected) => {
    expect(stopGate("lock", stops, now)).toMatchObject(expected);
  });
});
