import { expect, test } from "vitest";
import { plausible } from "./clock.ts";

test.each([
  ["no time", Number.NaN, false],
  ["an unset clock", 0, false],
  ["long ago", Date.UTC(2019, 11, 31), false],
  ["today", Date.UTC(2026, 10, 21), true],
  ["far ahead", Date.UTC(2200), false],
  ["the end of time", 8.64e15, false],
])("%s", (_, at, isPlausible) => {
  const asked = () => plausible(new Date(at));

  if (isPlausible) expect(asked()).toEqual(new Date(at));
  else expect(asked).toThrow(expect.objectContaining({ code: "clock-invalid" }));
});
