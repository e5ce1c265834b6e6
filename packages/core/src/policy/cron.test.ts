import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCron } from "./cron.ts";
import { nextFiring } from "./cron-next.ts";

function next(schedule: string, after: string): string | undefined {
  const seconds = nextFiring(parseCron(schedule), Date.parse(after) / 1000);
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}

describe("nextFiring", () => {
  test.each([
    ["later the same day", "0 10 * * *", "2026-03-04T09:59:59Z", "2026-03-04T10:00:00.000Z"],
    [
      "never the instant asked about",
      "0 10 * * *",
      "2026-03-04T10:00:00Z",
      "2026-03-05T10:00:00.000Z",
    ],
    ["across a year", "0 0 1 1 *", "2026-03-04T00:00:00Z", "2027-01-01T00:00:00.000Z"],
    [
      "N/step runs to the maximum",
      "5/20 10 * * *",
      "2026-03-04T10:25:00Z",
      "2026-03-04T10:45:00.000Z",
    ],
    [
      "names of days in any case",
      "0 10 * * fRi",
      "2026-03-04T00:00:00Z",
      "2026-03-06T10:00:00.000Z",
    ],
    ["stray commas", "0 10 * * ,1,", "2026-03-04T00:00:00Z", "2026-03-09T10:00:00.000Z"],
    [
      "either day field when both are restricted",
      "0 0 13 * 5",
      "2026-03-06T00:00:00Z",
      "2026-03-13T00:00:00.000Z",
    ],
    [
      "both day fields when one has a star",
      "0 0 13 * */1",
      "2026-03-06T00:00:00Z",
      "2026-03-13T00:00:00.000Z",
    ],
    ["*/2 counts as restricted", "0 0 */2 * 3", "2026-03-02T12:00:00Z", "2026-03-03T00:00:00.000Z"],
    [
      "29 February of the next leap year",
      "0 0 29 2 *",
      "2026-03-04T00:00:00Z",
      "2028-02-29T00:00:00.000Z",
    ],
    [
      "a zone of its own",
      "CRON_TZ=Asia/Kolkata 0 10 * * *",
      "2026-03-04T00:00:00Z",
      "2026-03-04T04:30:00.000Z",
    ],
    [
      "a skipped hour of its own zone is left out",
      "TZ=Europe/Berlin 30 2 * * *",
      "2026-03-28T12:00:00Z",
      "2026-03-30T00:30:00.000Z",
    ],
  ])("%s", (_, schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  test.each([
    ["30 February", "0 0 30 2 *", "2026-03-04T00:00:00Z"],
    ["31 April", "0 0 31 4 *", "2026-03-04T00:00:00Z"],
    ["a field of commas alone", "0 10 * * ,", "2026-03-04T00:00:00Z"],
    ["beyond five years: no leap year from 2097 to 2103", "0 0 29 2 *", "2097-01-01T00:00:00Z"],
  ])("never fires: %s", (_, schedule, after) => {
    expect(next(schedule, after)).toBeUndefined();
  });

  test("fires only when every field matches, and misses no such minute", () => {
    const field = (min: number, max: number) =>
      fc.oneof(fc.constant("*"), fc.integer({ min, max }).map(String));
    const schedules = fc.tuple(
      field(0, 59),
      field(0, 23),
      field(1, 28),
      fc.constant("*"),
      field(0, 6),
    );
    fc.assert(
      fc.property(schedules, fc.integer({ min: 0, max: 40_000_000 }), (fields, minute) => {
        const after = minute * 60;
        const schedule = parseCron(fields.join(" "));
        const found = nextFiring(schedule, after) ?? Number.POSITIVE_INFINITY;
        let expected = after + 60;
        while (expected < found && !matches(fields, new Date(expected * 1000))) expected += 60;

        expect(found).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});

function matches([minute, hour, day, , weekday]: readonly string[], date: Date): boolean {
  const is = (field: string | undefined, value: number) => field === "*" || field === String(value);
  const isDay = is(day, date.getUTCDate());
  const isWeekday = is(weekday, date.getUTCDay());
  const onDay = day === "*" || weekday === "*" ? isDay && isWeekday : isDay || isWeekday;
  return is(minute, date.getUTCMinutes()) && is(hour, date.getUTCHours()) && onDay;
}

describe("parseCron", () => {
  test.each([
    ["nothing", "", "empty spec string"],
    ["six fields", "0 0 10 * * *", "expected exactly 5 fields, found 6: [0 0 10 * * *]"],
    ["a descriptor", "@daily", "parser does not accept descriptors: @daily"],
    ["a weekday 7", "0 10 * * 7", "end of range (7) above maximum (6): 7"],
    [
      "a range that wraps",
      "0 10 * * FRI-MON",
      "beginning of range (5) beyond end of range (1): FRI-MON",
    ],
    ["day 0", "0 10 0 * *", "beginning of range (0) below minimum (1): 0"],
    ["step 0", "*/0 * * * *", "step of range should be a positive number: */0"],
    ["a negative step", "*/-2 * * * *", "negative number (-2) not allowed: -2"],
    ["two hyphens", "1-2-3 * * * *", "too many hyphens: 1-2-3"],
    ["two slashes", "1/2/3 * * * *", "too many slashes: 1/2/3"],
    ["L", "0 10 L * *", 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'],
    [
      "an unknown zone",
      "TZ=europe/berlin 0 10 * * *",
      "provided bad location europe/berlin: unknown time zone europe/berlin",
    ],
    [
      "a zone that leaves its folder",
      "TZ=../x 0 10 * * *",
      "provided bad location ../x: time: invalid location name",
    ],
    ["a zone alone", "TZ=UTC", "has no schedule behind it"],
  ])("refuses %s in robfig's words", (_, text, message) => {
    expect(() => parseCron(text)).toThrow(
      expect.objectContaining({
        code: "schedule-invalid",
        message: expect.stringContaining(message),
      }),
    );
  });
});
