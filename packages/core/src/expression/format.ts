import { compareTexts } from "./bytes.ts";
import { printDuration } from "./duration.ts";
import { formatTime } from "./layout.ts";
import { printFloat } from "./number.ts";
import { monthName, weekdayName } from "./time.ts";
import { DURATION, MONTH, WEEKDAY } from "./type.ts";
import { Dictionary, isFunc, Location, Slice, Time, TypedInteger, type Value } from "./value.ts";

/** How Go prints a time that is given no layout. */
export const SHOWN_TIME = "2006-01-02 15:04:05.999999999 -0700 MST";

/** The value as Go's `%v` prints it: `[1 2]`, `map[a:1]`, `<nil>`. */
export function printValue(value: Value): string {
  switch (typeof value) {
    case "number":
      return printFloat(value);
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
  }
  if (value === null) return "<nil>";
  if (value instanceof Slice) return `[${value.items.map(printValue).join(" ")}]`;
  if (value instanceof Dictionary) return printDictionary(value);
  if (value instanceof TypedInteger) return printInteger(value);
  if (value instanceof Time) return formatTime(value, SHOWN_TIME);
  if (value instanceof Location) return value.name;
  return isFunc(value) ? value.type.name : "";
}

function printInteger({ type, value }: TypedInteger): string {
  if (type === DURATION) return printDuration(value);
  if (type === MONTH) return monthName(Number(value));
  return type === WEEKDAY ? weekdayName(Number(value)) : String(value);
}

function printDictionary(dictionary: Dictionary): string {
  const entries = [...dictionary.entries.values()].toSorted((a, b) => compareKeys(a.key, b.key));
  const printed = entries.map(({ key, value }) => `${printValue(key)}:${printValue(value)}`);
  return `map[${printed.join(" ")}]`;
}

/** Go prints maps by key: nil first, then by kind, then by value. */
function compareKeys(left: Value, right: Value): number {
  const kinds = kindOrder(left) - kindOrder(right);
  if (kinds !== 0) return kinds;
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  if (typeof left === "bigint" && typeof right === "bigint") return left < right ? -1 : 1;
  return Number(left) - Number(right);
}

function kindOrder(key: Value): number {
  return [null, "boolean", "bigint", "number", "string"].indexOf(key === null ? null : typeof key);
}
