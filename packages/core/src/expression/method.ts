import { printDuration } from "./duration.ts";
import { Fault } from "./fault.ts";
import { SHOWN_TIME } from "./format.ts";
import { formatTime } from "./layout.ts";
import { durationBetween, durationOf, integerOf } from "./numeric.ts";
import { civilOf, instantOf, monthName, secondsOf, UTC, weekdayName } from "./time.ts";
import {
  BOOL,
  DURATION,
  FLOAT,
  funcOf,
  type GoType,
  INT,
  INT64,
  LOCATION,
  MONTH,
  STRING,
  TIME,
  WEEKDAY,
} from "./type.ts";
import { type Func, Location, Time, TypedInteger, typeOf, type Value } from "./value.ts";

/** A method: what it takes beside its receiver, what it gives. */
interface Method {
  readonly type: GoType;
  readonly call: (receiver: Value, args: readonly Value[]) => Value;
}

type Methods = Readonly<Record<string, Method>>;

/**
 * The methods of Go's time package that a condition can use. Go has more; the others are refused as
 * unknown, which is an Error as a refusal should be, never another verdict.
 */
const METHODS: ReadonlyMap<GoType, Methods> = new Map<GoType, Methods>([
  [
    TIME,
    {
      ...civilNumber("Year", (civil) => civil.year),
      ...civilNumber("Day", (civil) => civil.day),
      ...civilNumber("Hour", (civil) => civil.hour),
      ...civilNumber("Minute", (civil) => civil.minute),
      ...civilNumber("Second", (civil) => civil.second),
      ...civilNumber("Nanosecond", (civil) => civil.nanosecond),
      ...civilNumber("YearDay", (civil) => civil.yearDay),
      Month: onTime([], {
        gives: MONTH,
        call: (time) => new TypedInteger(MONTH, BigInt(civilOf(time).month)),
      }),
      Weekday: onTime([], {
        gives: WEEKDAY,
        call: (time) => new TypedInteger(WEEKDAY, BigInt(civilOf(time).weekday)),
      }),
      Unix: onTime([], { gives: INT64, call: (time) => long(BigInt(secondsOf(time))) }),
      UnixMilli: onTime([], {
        gives: INT64,
        call: (time) => long(floorDivide(time.nanoseconds, 1_000_000n)),
      }),
      UnixMicro: onTime([], {
        gives: INT64,
        call: (time) => long(floorDivide(time.nanoseconds, 1_000n)),
      }),
      UnixNano: onTime([], { gives: INT64, call: (time) => long(time.nanoseconds) }),
      Add: onTime([DURATION], {
        gives: TIME,
        call: (time, [by]) => shifted(time, durationOf(by ?? null)),
      }),
      Sub: onTime([TIME], {
        gives: DURATION,
        call: (time, [other]) => durationBetween(instant(other), time.nanoseconds),
      }),
      Before: onTime([TIME], {
        gives: BOOL,
        call: (time, [other]) => time.nanoseconds < instant(other),
      }),
      After: onTime([TIME], {
        gives: BOOL,
        call: (time, [other]) => time.nanoseconds > instant(other),
      }),
      Equal: onTime([TIME], {
        gives: BOOL,
        call: (time, [other]) => time.nanoseconds === instant(other),
      }),
      AddDate: onTime([INT, INT, INT], { gives: TIME, call: addDate }),
      Truncate: onTime([DURATION], { gives: TIME, call: truncated }),
      UTC: onTime([], { gives: TIME, call: (time) => new Time(time.nanoseconds, UTC) }),
      In: onTime([LOCATION], { gives: TIME, call: inZone }),
      Format: onTime([STRING], {
        gives: STRING,
        call: (time, [layout]) => formatTime(time, String(layout)),
      }),
      String: onTime([], { gives: STRING, call: (time) => formatTime(time, SHOWN_TIME) }),
    },
  ],
  [
    DURATION,
    {
      Hours: onInteger(FLOAT, (size) => Number(size) / 3.6e12),
      Minutes: onInteger(FLOAT, (size) => Number(size) / 6e10),
      Seconds: onInteger(FLOAT, (size) => Number(size) / 1e9),
      Milliseconds: onInteger(INT64, (size) => long(size / 1_000_000n)),
      Microseconds: onInteger(INT64, (size) => long(size / 1_000n)),
      Nanoseconds: onInteger(INT64, long),
      String: onInteger(STRING, printDuration),
    },
  ],
  [MONTH, { String: onInteger(STRING, (month) => monthName(Number(month))) }],
  [WEEKDAY, { String: onInteger(STRING, (weekday) => weekdayName(Number(weekday))) }],
  [
    LOCATION,
    {
      String: {
        type: funcOf([], STRING),
        call: (zone) => (zone instanceof Location ? zone.name : ""),
      },
    },
  ],
]);

/** The type of a method of that type, without its receiver; undefined when there is none. */
export function methodType(type: GoType, name: string): GoType | undefined {
  return methodNamed(type, name)?.type;
}

/** The method bound to the value; undefined when its type has none of that name. */
export function methodOf(value: Value, name: string): Func | undefined {
  const type = typeOf(value);
  const method = type === undefined ? undefined : methodNamed(type, name);
  if (method === undefined) return undefined;
  return { type: method.type, call: (args) => method.call(value, args) };
}

function methodNamed(type: GoType, name: string): Method | undefined {
  const methods = METHODS.get(type);
  return methods !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function onTime(
  takes: readonly GoType[],
  { gives, call }: { gives: GoType; call: (time: Time, args: readonly Value[]) => Value },
): Method {
  return {
    type: funcOf(takes, gives),
    call: (receiver, args) => call(receiver instanceof Time ? receiver : new Time(0n, UTC), args),
  };
}

function onInteger(result: GoType, call: (value: bigint) => Value): Method {
  return {
    type: funcOf([], result),
    call: (receiver) => call(receiver instanceof TypedInteger ? receiver.value : 0n),
  };
}

function civilNumber(name: string, pick: (civil: ReturnType<typeof civilOf>) => number): Methods {
  return { [name]: onTime([], { gives: INT, call: (time) => BigInt(pick(civilOf(time))) }) };
}

function long(value: bigint): TypedInteger {
  return new TypedInteger(INT64, value);
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n);
}

function instant(value: Value | undefined): bigint {
  if (value instanceof Time) return value.nanoseconds;
  throw new Fault("reflect: Call using a value that is no time.Time");
}

function shifted(time: Time, by: bigint | undefined): Time {
  if (by === undefined) throw new Fault("reflect: Call using a value that is no time.Duration");
  return new Time(time.nanoseconds + by, time.zone);
}

function addDate(time: Time, args: readonly Value[]): Time {
  const [years = 0, months = 0, days = 0] = args.map((arg) => Number(integerOf(arg)));
  const civil = civilOf(time);
  return instantOf(
    {
      ...civil,
      year: civil.year + years,
      month: civil.month + months,
      day: civil.day + days,
    },
    time.zone,
  );
}

/** Go counts from the year 1, not from 1970. */
function truncated(time: Time, [by = null]: readonly Value[]): Time {
  const unit = durationOf(by) ?? 0n;
  if (unit <= 0n) return time;
  const sinceYearOne = time.nanoseconds + 62_135_596_800_000_000_000n;
  return shifted(time, -(((sinceYearOne % unit) + unit) % unit));
}

function inZone(time: Time, [zone]: readonly Value[]): Time {
  if (zone instanceof Location) return new Time(time.nanoseconds, zone);
  throw new Fault("time: missing Location in call to Time.In");
}
