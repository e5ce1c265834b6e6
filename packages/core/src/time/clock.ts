import { UserError } from "../errors.ts";

/** Nothing that is decided on was made before, and none of it lasts until after. */
const [EARLIEST, LATEST] = [Date.UTC(2020), Date.UTC(2200)];

/**
 * The time of the clock, if it can be that of a clock that is set: an unset one says 1970, and decisions by
 * it would be about other windows, freezes and soaks.
 * @throws `clock-invalid`
 */
export function plausible(now: Date): Date {
  if (now.getTime() >= EARLIEST && now.getTime() < LATEST) return now;
  const found = Number.isNaN(now.getTime()) ? "no time at all" : now.toISOString();
  throw new UserError("clock-invalid", `the clock says ${found}; expected a time of today`, {
    hint: "Set the clock of the machine that this runs on.",
  });
}
