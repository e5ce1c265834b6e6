import type { ArgumentTypes, Named } from "./builtin.ts";
import { stringOf } from "./conversion.ts";
import { parseDuration } from "./duration.ts";
import { Fault } from "./fault.ts";
import { DATE_LAYOUTS, parseTime } from "./layout.ts";
import { durationValue } from "./numeric.ts";
import type { Run } from "./run.ts";
import { UTC, zoneNamed } from "./time.ts";
import { DURATION, funcOf, type GoType, LOCATION, STRING, TIME } from "./type.ts";
import { Location, Time, type Value } from "./value.ts";

/** The builtins on times. `now` is the moment the run was given. */
export const CLOCK: readonly Named[] = [
  ["now", { check: { rule: checkNow }, call: now }],
  ["date", { check: { rule: checkDate }, call: date }],
  [
    "duration",
    {
      check: { overloads: [funcOf([STRING], DURATION)] },
      call: ([value]) => {
        const parsed = parseDuration(stringOf(value));
        if (parsed.ok) return durationValue(parsed.nanoseconds);
        throw new Fault(parsed.fault);
      },
    },
  ],
  [
    "timezone",
    { check: { overloads: [funcOf([STRING], LOCATION)] }, call: ([name]) => zone(stringOf(name)) },
  ],
];

function checkNow(args: ArgumentTypes): GoType {
  if (args.length === 0 || (args.length === 1 && args[0] === LOCATION)) return TIME;
  throw new Fault(`invalid number of arguments (expected 0, got ${args.length})`);
}

function now([shownIn]: readonly Value[], run: Run): Time {
  const nanoseconds = BigInt(run.now.getTime()) * 1_000_000n;
  return new Time(nanoseconds, shownIn instanceof Location ? shownIn : UTC);
}

function checkDate(args: ArgumentTypes): GoType {
  if (args.length < 1) {
    throw new Fault(`invalid number of arguments (expected at least 1, got ${args.length})`);
  }
  const rest = args[0] === LOCATION ? args.slice(1) : args;
  if (rest.length <= 3) return TIME;
  throw new Fault(`invalid number of arguments (expected at most 3, got ${rest.length})`);
}

/** `date([zone,] text[, layout[, zone name]])` */
function date(args: readonly Value[]): Time {
  const [first] = args;
  const shownIn = first instanceof Location ? first : UTC;
  const [value, layout, zoneName] = first instanceof Location ? args.slice(1) : args;
  const shown = stringOf(value);
  if (layout !== undefined) {
    const form = stringOf(layout);
    return parseTime(shown, form, zoneName === undefined ? shownIn : zone(stringOf(zoneName)));
  }
  for (const known of DATE_LAYOUTS) {
    const time = attempt(shown, known, shownIn);
    if (time !== undefined) return time;
  }
  throw new Fault(`invalid date ${shown}`);
}

function attempt(shown: string, layout: string, shownIn: Location): Time | undefined {
  try {
    return parseTime(shown, layout, shownIn);
  } catch (fault) {
    if (fault instanceof Fault) return undefined;
    throw fault;
  }
}

function zone(name: string): Location {
  const found = zoneNamed(name);
  if (found !== undefined) return found;
  throw new Fault(`unknown time zone ${name}`);
}
