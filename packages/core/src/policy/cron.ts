import { UserError } from "../errors.ts";
import type { CalendarDate } from "./calendar.ts";
import { goFields, goQuote, goTrim } from "./go-text.ts";
import { type TimeZone, type TimeZones, timeZones, utc } from "./time-zone.ts";

/** A parsed schedule: for each field the values at which it fires, as a table indexed by value. */
export interface CronSchedule {
  readonly minutes: readonly boolean[];
  readonly hours: readonly boolean[];
  readonly daysOfMonth: readonly boolean[];
  readonly months: readonly boolean[];
  readonly weekdays: readonly boolean[];
  /** Both day fields are restricted: a day fires when either matches. Otherwise both must match. */
  readonly eitherDay: boolean;
  /** Whether it fires at all: on 30 February it does not, nor with a field of commas alone. */
  readonly fires: boolean;
  /** The zone of a `CRON_TZ=` or `TZ=` prefix; without one the schedule runs on the clock it is given. */
  readonly zone?: TimeZone | undefined;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names?: readonly string[];
}

const FIELDS = {
  minutes: { min: 0, max: 59 },
  hours: { min: 0, max: 23 },
  daysOfMonth: { min: 1, max: 31 },
  months: { min: 1, max: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  weekdays: { min: 0, max: 6, names: "sun mon tue wed thu fri sat".split(" ") },
} satisfies Record<string, Bounds>;

/**
 * The schedule of a sync window: five fields (minute, hour, day of month, month, day of week), read as
 * Argo CD reads them, with robfig/cron v3. `*` and `?` are every value; names are three letters in any
 * case; weekdays run from 0 (Sunday) to 6; ranges do not wrap; `N/step` means `N-max/step`; stray commas
 * are ignored, and a field of commas alone never fires; a `CRON_TZ=` or `TZ=` prefix names a zone. There
 * is no seconds field, no `@daily`, no `L`, `W`, `#` or `H`. Error texts are robfig's.
 * @throws `schedule-invalid`
 * @see https://github.com/robfig/cron/blob/bc59245fe10e/parser.go
 */
export function parseCron(text: string, zones: TimeZones = timeZones()): CronSchedule {
  if (text === "") throw fault("empty spec string");
  const { zone, spec } = splitZone(text, zones);
  if (spec.startsWith("@")) throw fault(`parser does not accept descriptors: ${spec}`);
  const fields = goFields(spec);
  if (fields.length !== 5) {
    throw fault(`expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`);
  }
  const [minutes = "", hours = "", daysOfMonth = "", months = "", weekdays = ""] = fields;
  const tables = {
    minutes: parseField(minutes, FIELDS.minutes),
    hours: parseField(hours, FIELDS.hours),
    daysOfMonth: parseField(daysOfMonth, FIELDS.daysOfMonth),
    months: parseField(months, FIELDS.months),
    weekdays: parseField(weekdays, FIELDS.weekdays),
    eitherDay: !hasStar(daysOfMonth) && !hasStar(weekdays),
  };
  return { ...tables, zone, fires: everFires(tables) };
}

type CronTables = Omit<CronSchedule, "zone" | "fires">;

function everFires(schedule: CronTables): boolean {
  const { minutes, hours, daysOfMonth, months, weekdays, eitherDay } = schedule;
  if (!minutes.includes(true) || !hours.includes(true) || !months.includes(true)) return false;
  const dayExists = months.some((fires, month) => fires && hasDay(daysOfMonth, month));
  const weekdayExists = weekdays.includes(true);
  return eitherDay ? dayExists || weekdayExists : dayExists && weekdayExists;
}

const LONGEST_MONTHS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function hasDay(daysOfMonth: readonly boolean[], month: number): boolean {
  return daysOfMonth.slice(0, (LONGEST_MONTHS[month] ?? 0) + 1).includes(true);
}

/** Whether both fields for days together let a date fire; its month is another question. */
export function matchesDay(schedule: CronSchedule, date: CalendarDate): boolean {
  const dayOfMonth = schedule.daysOfMonth[date.day] === true;
  const weekday = schedule.weekdays[date.weekday] === true;
  return schedule.eitherDay ? dayOfMonth || weekday : dayOfMonth && weekday;
}

function splitZone(text: string, zones: TimeZones): { spec: string; zone?: TimeZone | undefined } {
  const [prefix] = /^(?:CRON_)?TZ=/.exec(text) ?? [];
  if (prefix === undefined) return { spec: text };
  const end = text.indexOf(" ");
  if (end < 0) {
    throw fault(
      `time zone prefix ${goQuote(text)} has no schedule behind it; Argo CD crashes on it`,
    );
  }
  const name = text.slice(prefix.length, end);
  const zone = zones.find(name);
  if (zone === undefined) {
    throw fault(`provided bad location ${name}: ${locationFault(name)}`);
  }
  const spec = goTrim(text.slice(end));
  return zone === utc ? { spec } : { spec, zone };
}

function locationFault(name: string): string {
  if (name.includes("..") || /^[/\\]/.test(name)) return "time: invalid location name";
  return `unknown time zone ${name}`;
}

function parseField(field: string, bounds: Bounds): boolean[] {
  const values = new Array<boolean>(bounds.max + 1).fill(false);
  for (const expression of field.split(",")) {
    if (expression === "") continue;
    const { start, end, step } = parseRange(expression, bounds);
    for (let value = start; value <= end; value += step) values[Number(value)] = true;
  }
  return values;
}

interface CronRange {
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
}

/** `*`, `N`, `N-M`, each with or without `/step`. The checks stand in robfig's order: the first speaks. */
function parseRange(expression: string, bounds: Bounds): CronRange {
  const { min, max } = bounds;
  const [range = "", stepText, ...slashes] = expression.split("/");
  const [low = "", high, ...hyphens] = range.split("-");
  const isStar = low === "*" || low === "?";
  if (!isStar && hyphens.length > 0) {
    parseValue(low, bounds);
    throw fault(`too many hyphens: ${expression}`);
  }
  const start = isStar ? BigInt(min) : parseValue(low, bounds);
  let end = isStar ? BigInt(max) : high === undefined ? start : parseValue(high, bounds);
  if (slashes.length > 0) throw fault(`too many slashes: ${expression}`);
  const step = stepText === undefined ? 1n : parseNumber(stepText);
  if (stepText !== undefined && high === undefined) end = BigInt(max);
  if (start < min) {
    throw fault(`beginning of range (${start}) below minimum (${min}): ${expression}`);
  }
  if (end > max) throw fault(`end of range (${end}) above maximum (${max}): ${expression}`);
  if (start > end) {
    throw fault(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  }
  if (step === 0n) throw fault(`step of range should be a positive number: ${expression}`);
  return { start, end, step };
}

function parseValue(text: string, { min, names }: Bounds): bigint {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named < 0 ? parseNumber(text) : BigInt(min + named);
}

/** An int64 as Go's `strconv.Atoi` reads it, so `+5` is fine, and not below 0. */
function parseNumber(text: string): bigint {
  const reason = numberFault(text);
  if (reason !== undefined) {
    throw fault(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: ${reason}`,
    );
  }
  const value = BigInt(text.replace("+", ""));
  if (value < 0n) throw fault(`negative number (${value}) not allowed: ${text}`);
  return value;
}

function numberFault(text: string): string | undefined {
  if (!/^[+-]?\d+$/.test(text)) return "invalid syntax";
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(64, value) === value ? undefined : "value out of range";
}

/** Whether the field counts as unrestricted: `*`, `?` and `*` over 1 do, `*` over 2 does not. */
function hasStar(field: string): boolean {
  return field.split(",").some((expression) => {
    const [range = "", step = "1"] = expression.split("/");
    return /^[*?](?:-|$)/.test(range) && BigInt(step.replace("+", "")) <= 1n;
  });
}

function fault(message: string): UserError {
  return new UserError("schedule-invalid", message, {
    hint: 'Write five fields (minute, hour, day of month, month, day of week), for example "0 10 * * 1-5".',
  });
}
