import { Fault } from "./fault.ts";
import { quote } from "./quote.ts";
import { type Civil, civilOf, instantOf, monthName, UTC, weekdayName, zoneNamed } from "./time.ts";
import { Location, type Time } from "./value.ts";

/**
 * The parts of a Go time layout, which shows how one certain moment is written: Monday, 2 January
 * 2006, 15:04:05, in a zone 7 hours west of Greenwich.
 * @see https://pkg.go.dev/time#pkg-constants
 */
const PART =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00|Z0700|-07:00|-0700|-07|PM|pm|002|0[1-6]|15|_2(?!006)|[.,](?:0+|9+)(?!\d)|[1-5]/g;

const NUMBERS: Readonly<Record<string, keyof Civil>> = {
  "2006": "year",
  "06": "year",
  "01": "month",
  "1": "month",
  "02": "day",
  "2": "day",
  _2: "day",
  "15": "hour",
  "03": "hour",
  "3": "hour",
  "04": "minute",
  "4": "minute",
  "05": "second",
  "5": "second",
};

/** The layout of RFC 3339, without fractions of a second. */
const RFC3339 = "2006-01-02T15:04:05Z07:00";
/** What `date` tries, in this order, when it is given no layout. */
export const DATE_LAYOUTS = [
  "2006-01-02",
  "15:04:05",
  "2006-01-02 15:04:05",
  RFC3339,
  "02 Jan 06 15:04 MST",
  "Monday, 02-Jan-06 15:04:05 MST",
  "Mon, 02 Jan 2006 15:04:05 MST",
] as const;

/** The time written after the layout. */
export function formatTime(time: Time, layout: string): string {
  const civil = civilOf(time);
  return layout.replace(PART, (part) => {
    const name = NAMES[part];
    if (name !== undefined) return name(civil);
    if (part.startsWith("Z") && civil.offset === 0) return "Z";
    if (/07/.test(part)) return printOffset(civil.offset, part);
    if (/^[.,]/.test(part)) return printFraction(civil.nanosecond, part);
    return part === "MST" ? zoneLabel(time.zone, civil.offset) : printNumber(civil, part);
  });
}

const NAMES: Readonly<Record<string, (civil: ReturnType<typeof civilOf>) => string>> = {
  January: (civil) => monthName(civil.month),
  Jan: (civil) => monthName(civil.month).slice(0, 3),
  Monday: (civil) => weekdayName(civil.weekday),
  Mon: (civil) => weekdayName(civil.weekday).slice(0, 3),
  "002": (civil) => String(civil.yearDay).padStart(3, "0"),
  PM: (civil) => (civil.hour < 12 ? "AM" : "PM"),
  pm: (civil) => (civil.hour < 12 ? "am" : "pm"),
};

/** Go prints abbreviations (`CET`) that Intl has only for some languages; the offset stands for them. */
function zoneLabel(zone: Location, offset: number): string {
  if (zone.offset === undefined) return printOffset(offset, "-07");
  return zone.name === "" ? printOffset(offset, "-0700") : zone.name;
}

function printNumber(civil: Civil, part: string): string {
  const value = civil[NUMBERS[part] ?? "year"];
  if (part === "2006") return `${value < 0 ? "-" : ""}${String(Math.abs(value)).padStart(4, "0")}`;
  if (part === "06") return String(value % 100).padStart(2, "0");
  const shown = part === "03" || part === "3" ? ((value + 11) % 12) + 1 : value;
  if (part === "_2") return String(shown).padStart(2);
  return String(shown).padStart(part.length, "0");
}

function printOffset(offset: number, part: string): string {
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const hour = String(Math.trunc(minutes / 60)).padStart(2, "0");
  const rest = String(minutes % 60).padStart(2, "0");
  const sign = offset < 0 ? "-" : "+";
  if (part === "-07") return `${sign}${hour}${rest === "00" ? "" : rest}`;
  return `${sign}${hour}${part.includes(":") ? ":" : ""}${rest}`;
}

function printFraction(nanosecond: number, part: string): string {
  const digits = String(nanosecond)
    .padStart(9, "0")
    .slice(0, part.length - 1);
  if (part[1] === "0") return part[0] + digits;
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? "" : part[0] + kept;
}

const TWO_DIGITS = /^\d{2}/;
const ONE_OR_TWO_DIGITS = /^\d{1,2}/;
const OFFSET = /^([+-])(\d{2}):?(\d{2})?/;

/** What is read so far; a year of 0 and so on is what Go takes for a part that is not there. */
type Draft = { -readonly [part in keyof Civil]: Civil[part] } & {
  zone: Location | undefined;
  isAfternoon: boolean | undefined;
};

/**
 * The time that the text shows after the layout, in `zone` when the text names none.
 * @throws Fault
 */
export function parseTime(text: string, layout: string, zone: Location = UTC): Time {
  const draft: Draft = {
    ...{ year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0 },
    zone: undefined,
    isAfternoon: undefined,
  };
  const refuse = (rest: string, part: string) =>
    new Fault(
      `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(part)}`,
    );
  let rest = text;
  const pass = (literal: string) => {
    for (const piece of literal.match(/ +|[^ ]/g) ?? []) {
      const isSpace = piece.startsWith(" ");
      if (isSpace ? /^[^ ]/.test(rest) : !rest.startsWith(piece)) throw refuse(rest, literal);
      rest = isSpace ? rest.replace(/^ +/, "") : rest.slice(piece.length);
    }
  };

  let end = 0;
  for (const { 0: part, index } of layout.matchAll(PART)) {
    pass(layout.slice(end, index));
    const read = readPart(draft, part, rest);
    if (read === undefined) throw refuse(rest, part);
    rest = rest.slice(read);
    end = index + part.length;
  }
  pass(layout.slice(end));
  if (rest !== "") throw new Fault(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  return instantOf(checked(draft, text), draft.zone ?? zone);
}

/** Takes the part up into the draft; how long it is in the text, undefined when it is not there. */
function readPart(draft: Draft, part: string, rest: string): number | undefined {
  const field = NUMBERS[part];
  if (field !== undefined) return readNumber(draft, { part, field, rest });
  if (/^(?:Jan|Mon)/.test(part)) return readName(draft, part, rest);
  if (/07/.test(part)) return readOffset(draft, part, rest);
  if (/^[.,]/.test(part)) return readFraction(draft, rest);
  if (part === "MST") return readZone(draft, rest);
  const half = /^[AP]M/i.exec(rest)?.[0];
  if (half !== undefined) draft.isAfternoon = half.toUpperCase() === "PM";
  return half?.length;
}

function readNumber(
  draft: Draft,
  { part, field, rest }: { part: string; field: keyof Civil; rest: string },
): number | undefined {
  const isLoose = part.length === 1 || part === "15" || part === "_2";
  const pattern = part === "2006" ? /^\d{4}/ : isLoose ? ONE_OR_TWO_DIGITS : TWO_DIGITS;
  const lead = part === "_2" && rest.startsWith(" ") ? 1 : 0;
  const digits = pattern.exec(rest.slice(lead))?.[0];
  if (digits === undefined) return undefined;
  draft[field] = Number(digits);
  if (part === "06") draft.year += Number(digits) >= 69 ? 1900 : 2000;
  const length = lead + digits.length;
  // A fraction behind the seconds is read even where the layout has none.
  if (field !== "second") return length;
  return length + (readFraction(draft, rest.slice(length)) ?? 0);
}

function readFraction(draft: Draft, rest: string): number | undefined {
  const fraction = /^[.,]\d+/.exec(rest)?.[0];
  if (fraction === undefined) return undefined;
  draft.nanosecond = Number(fraction.slice(1, 10).padEnd(9, "0"));
  return fraction.length;
}

function readName(draft: Draft, part: string, rest: string): number | undefined {
  const isMonth = part.startsWith("Jan");
  const isShort = part.length === 3;
  for (let at = isMonth ? 1 : 0; at <= (isMonth ? 12 : 6); at += 1) {
    const whole = isMonth ? monthName(at) : weekdayName(at);
    const name = isShort ? whole.slice(0, 3) : whole;
    if (rest.slice(0, name.length).toLowerCase() !== name.toLowerCase()) continue;
    if (isMonth) draft.month = at;
    return name.length;
  }
  return undefined;
}

function readOffset(draft: Draft, part: string, rest: string): number | undefined {
  if (part.startsWith("Z") && rest.startsWith("Z")) {
    draft.zone = UTC;
    return 1;
  }
  const [found, sign, hours, minutes = "0"] = OFFSET.exec(rest) ?? [];
  if (found === undefined) return undefined;
  const size = Number(hours) * 3600 + Number(minutes) * 60;
  draft.zone = size === 0 ? UTC : new Location("", sign === "-" ? -size : size);
  return found.length;
}

function readZone(draft: Draft, rest: string): number | undefined {
  const name = /^(?:UTC|[A-Z]{3,5}(?:[+-]\d{1,2})?)/.exec(rest)?.[0];
  if (name === undefined) return undefined;
  draft.zone = name === "UTC" ? UTC : (zoneNamed(name) ?? new Location(name, 0));
  return name.length;
}

function checked(draft: Draft, text: string): Civil {
  const days = new Date(Date.UTC(2000 + (draft.year % 400), draft.month, 0)).getUTCDate();
  const ranges = [
    ["month", draft.month >= 1 && draft.month <= 12],
    ["day", draft.day >= 1 && draft.day <= days],
    ["hour", draft.hour < (draft.isAfternoon === undefined ? 24 : 13)],
    ["minute", draft.minute < 60],
    ["second", draft.second < 60],
  ] as const;
  const wrong = ranges.find(([, isRight]) => !isRight);
  if (wrong !== undefined) {
    throw new Fault(`parsing time ${quote(text)}: ${wrong[0]} out of range`);
  }
  if (draft.isAfternoon === undefined) return draft;
  return { ...draft, hour: (draft.hour % 12) + (draft.isAfternoon ? 12 : 0) };
}
