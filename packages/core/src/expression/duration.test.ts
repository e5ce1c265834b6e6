import { describe, expect, test } from "vitest";
import { parseDuration, printDuration } from "./duration.ts";

describe("parseDuration", () => {
  test.each([
    ["30s", 30_000_000_000n],
    ["1h30m", 5_400_000_000_000n],
    ["1.5h", 5_400_000_000_000n],
    ["-1.5h", -5_400_000_000_000n],
    ["1µs", 1_000n],
    ["1us1ns", 1_001n],
    ["0", 0n],
    [".5s", 500_000_000n],
    ["9223372036854775807ns", 9_223_372_036_854_775_807n],
    ["-9223372036854775808ns", -9_223_372_036_854_775_808n],
  ])("%s is %d ns", (text, nanoseconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, nanoseconds });
  });

  test.each([
    ["", 'time: invalid duration ""'],
    ["90", 'time: missing unit in duration "90"'],
    ["1d", 'time: unknown unit "d" in duration "1d"'],
    ["s", 'time: invalid duration "s"'],
    ["1h 30m", 'time: unknown unit "h " in duration "1h 30m"'],
    ["9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'],
  ])("%j is refused as Go does", (text, fault) => {
    expect(parseDuration(text)).toEqual({ ok: false, fault });
  });

  test.each([
    [90_000_000_000n, "1m30s"],
    [1_500_000n, "1.5ms"],
    [0n, "0s"],
    [-1n, "-1ns"],
    [3_600_000_000_000n, "1h0m0s"],
  ])("%d ns is printed %s", (nanoseconds, text) => {
    expect(printDuration(nanoseconds)).toBe(text);
  });
});
