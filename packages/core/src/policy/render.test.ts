import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type Gate } from "./decision.ts";
import { decisionJson, decisionTable, statusLine } from "./render.ts";
import { durationText, instantText } from "./time-text.ts";
import { timeZones } from "./time-zone.ts";

const zones = timeZones();
const now = new Date("2026-11-26T11:00:00Z");
const until = new Date("2026-11-26T14:05:00Z");
const options = { now, zone: "Asia/Dubai", zones };

const soak: Gate = { name: "soak", state: "wait", reason: "30m of 2h", until };
const approvals: Gate = {
  name: "approvals",
  state: "wait",
  reason: "1 of 2",
  remedy: "Ask the platform team.",
};
const scan: Gate = { name: "scan", state: "fail", reason: "2 critical", remedy: "Fix them." };
const digest: Gate = {
  name: "same artifact",
  state: "pass",
  reason: "sha256:1a2b runs in staging",
};

const decision = (...gates: Gate[]) => decide(gates, { now, marginMs: 0 });

describe("statusLine", () => {
  test.each<[string, Gate[], string]>([
    ["a gate that waits", [digest, soak], "waiting: soak 30m of 2h, until 14:05 UTC (18:05 Dubai)"],
    [
      "the others by name",
      [soak, approvals],
      "waiting: soak 30m of 2h, until 14:05 UTC (18:05 Dubai); also approvals",
    ],
    ["what fails before what waits", [soak, scan], "blocked: scan 2 critical"],
    [
      "the zone of the gate",
      [{ ...soak, zone: "Europe/Berlin" }],
      "waiting: soak 30m of 2h, until 14:05 UTC (15:05 Berlin)",
    ],
    ["a pass", [digest, digest], "ready: all 2 gates pass"],
    [
      "a pass that ends",
      [digest, { ...digest, validUntil: until }],
      "ready: all 2 gates pass, until 14:05 UTC (18:05 Dubai)",
    ],
    ["nothing asked", [], "ready: no gates"],
    ["a reason on one line", [{ ...scan, reason: "a\nb\u202ec\u0007" }], "blocked: scan a b c"],
  ])("tells %s", (_, gates, expected) => {
    expect(statusLine(decision(...gates), options)).toBe(expected);
  });

  test("counts the others where their names do not fit", () => {
    const gates = Array.from({ length: 12 }, (_, index) => ({
      ...approvals,
      name: `gate number ${index}`,
    }));

    expect(statusLine(decision(soak, ...gates), options)).toBe(
      "waiting: soak 30m of 2h, until 14:05 UTC (18:05 Dubai); +12 more",
    );
  });

  test("keeps the time when the reason does not fit", () => {
    const line = statusLine(decision({ ...soak, reason: "x".repeat(200) }), options);

    expect(line).toMatch(/^waiting: soak x+…, until 14:05 UTC \(18:05 Dubai\)$/);
    expect(line).toHaveLength(140);
  });

  test("is never longer than GitHub takes, and never ends within a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.nat(20), (reason, others) => {
        const gates = Array.from({ length: others }, () => approvals);
        const line = statusLine(decision({ ...soak, reason }, ...gates), options);

        expect(line.length).toBeLessThanOrEqual(140);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\n\r]/);
      }),
    );
  });
});

describe("decisionTable", () => {
  test("has a row for each gate, with what to do and the evidence", () => {
    const evidence = { label: "report", url: "https://ci.example/run/1" };

    expect(
      decisionTable(decision(digest, soak, { ...scan, evidence }), options),
    ).toMatchInlineSnapshot(`
      "| Gate | State | Why | What to do | Evidence |
      | --- | --- | --- | --- | --- |
      | same artifact | ✅ pass | sha256:1a2b runs in staging |  |  |
      | soak | ⏳ wait | 30m of 2h, until 14:05 UTC (18:05 Dubai) |  |  |
      | scan | ❌ fail | 2 critical | Fix them. | [report](<https://ci.example/run/1>) |"
    `);
  });

  test("foreign text stays in its cell", () => {
    const reason = "a | b\n\n| c | <img src=x> @team #12 https://evil.example `x` [l](http://y)";
    const table = decisionTable(decision({ ...scan, reason }), options);
    const cells = table
      .trimEnd()
      .split("\n")
      .at(-1)
      ?.split(/(?<!\\)\|/);

    expect(table.trimEnd().split("\n")).toHaveLength(3);
    expect(cells).toHaveLength(7);
    expect(table).not.toMatch(/<img|@team|(?<!&)#12|https:\/\/evil|(?<!\\)`|(?<!\\)\[l/);
  });
});

test("decisionJson keeps every gate and writes instants as ISO 8601", () => {
  expect(JSON.parse(decisionJson(decision(soak)))).toEqual({
    version: 1,
    state: "wait",
    changesAt: "2026-11-26T14:05:00.000Z",
    gates: [
      { name: "soak", state: "wait", reason: "30m of 2h", until: "2026-11-26T14:05:00.000Z" },
    ],
  });
});

describe("times for people", () => {
  test.each([
    ["another day", "2026-11-27T14:05:00Z", "UTC", "Fri 27 Nov 14:05 UTC"],
    ["another year", "2027-01-03T00:00:00Z", "UTC", "Sun 3 Jan 2027 00:00 UTC"],
    [
      "a local day that is another",
      "2026-11-26T22:30:00Z",
      "Asia/Dubai",
      "22:30 UTC (Fri 02:30 Dubai)",
    ],
    [
      "a place of two words",
      "2026-11-26T14:05:00Z",
      "America/New_York",
      "14:05 UTC (09:05 New York)",
    ],
    ["seconds where there are any", "2026-11-26T14:05:09Z", "UTC", "14:05:09 UTC"],
    ["a zone that shows UTC", "2026-11-26T14:05:00Z", "Europe/London", "14:05 UTC"],
  ])("%s", (_, at, zone, expected) => {
    expect(instantText(new Date(at), { now, zone: zones.find(zone) })).toBe(expected);
  });

  test.each([
    [0, "0s"],
    [90_000, "1m30s"],
    [1_800_000, "30m"],
    [86_400_000, "24h"],
    [2 * 86_400_000, "2d"],
    [3 * 86_400_000 + 4 * 3_600_000 + 60_000, "3d4h"],
  ])("%d ms is %s", (milliseconds, expected) => {
    expect(durationText(milliseconds)).toBe(expected);
  });
});
