import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseGoDuration } from "./go-duration.ts";

const SECOND = 1_000_000_000n;

describe("parseGoDuration", () => {
  test.each([
    ["hours and minutes", "1h30m", 5400n * SECOND],
    ["a fraction", "1.5h", 5400n * SECOND],
    ["a fraction without its whole", ".5h", 1800n * SECOND],
    ["the same unit twice", "1h1h", 7200n * SECOND],
    ["a sign", "-10s", -10n * SECOND],
    ["zero without a unit", "0", 0n],
    ["both letters mu", "1\u00b5s1\u03bcs", 2000n],
    ["the most an int64 holds", "2562047h47m16.854775807s", 2n ** 63n - 1n],
    ["the least an int64 holds", "-2562047h47m16.854775808s", -(2n ** 63n)],
  ])("takes %s", (_, text, nanoseconds) => {
    expect(parseGoDuration(text)).toBe(nanoseconds);
  });

  test.each([
    ["a day", "1d", 'time: unknown unit "d" in duration "1d"'],
    ["a number without a unit", "1", 'time: missing unit in duration "1"'],
    ["nothing", "", 'time: invalid duration ""'],
    ["a space in front", " 1h", 'time: invalid duration " 1h"'],
    ["a space behind", "1h ", 'time: unknown unit "h " in duration "1h "'],
    ["more than an int64 holds", "2562048h", 'time: invalid duration "2562048h"'],
    ["characters outside ASCII", "1日", 'time: unknown unit "\\xe6\\x97\\xa5" in duration'],
  ])("refuses %s in Go's words", (_, text, message) => {
    expect(() => parseGoDuration(text)).toThrow(
      expect.objectContaining({
        code: "duration-invalid",
        message: expect.stringContaining(message),
      }),
    );
  });

  test("any number of hours, minutes and seconds adds up", () => {
    const count = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(count, count, count, (hours, minutes, seconds) => {
        const total = BigInt(hours * 3600 + minutes * 60 + seconds) * SECOND;

        expect(parseGoDuration(`${hours}h${minutes}m${seconds}s`)).toBe(total);
      }),
    );
  });
});
