import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOfDay, dayOfMonthStart, MS_PER_DAY } from "./calendar.ts";

test("dateOfDay is the date that Date shows", () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (dayNumber) => {
      const date = new Date(dayNumber * MS_PER_DAY);

      expect(dateOfDay(dayNumber)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        weekday: date.getUTCDay(),
      });
    }),
  );
});

test("dayOfMonthStart counts from 1970 and carries months into the next year", () => {
  expect(dayOfMonthStart(1970, 1)).toBe(0);
  expect(dayOfMonthStart(2026, 13)).toBe(dayOfMonthStart(2027, 1));
});
