import { compareTexts } from "./bytes.ts";
import { Fault } from "./fault.ts";
import { formatTime } from "./layout.ts";
import {
  Dictionary,
  fromJson,
  isNil,
  Slice,
  Time,
  TypedInteger,
  typeName,
  type Value,
} from "./value.ts";

/**
 * The value of a JSON text.
 * @throws Fault; its words are not those of Go
 */
export function parseJson(text: string): Value {
  try {
    return fromJson(JSON.parse(text));
  } catch (error) {
    throw new Fault(`invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The value as indented JSON, as Go writes it: keys sorted, `<`, `>` and `&` escaped.
 * @throws Fault for NaN, infinities, functions and maps whose keys are no texts
 */
export function printJson(value: Value, indent = ""): string {
  if (typeof value === "string") return printText(value);
  if (typeof value === "number") return printNumber(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (isNil(value)) return "null";
  if (value instanceof TypedInteger) return String(value.value);
  if (value instanceof Time)
    return printText(formatTime(value, "2006-01-02T15:04:05.999999999Z07:00"));
  if (value instanceof Slice) {
    return printGroup(
      "[]",
      value.items.map((item) => printJson(item, `${indent}  `)),
      indent,
    );
  }
  if (value instanceof Dictionary && value.type.key?.kind === "string") {
    const entries = [...value.entries.values()]
      .map(({ key, value: item }) => [String(key), item] as const)
      .toSorted(([a], [b]) => compareTexts(a, b));
    const lines = entries.map(
      ([key, item]) => `${printText(key)}: ${printJson(item, `${indent}  `)}`,
    );
    return printGroup("{}", lines, indent);
  }
  throw new Fault(`json: unsupported type: ${typeName(value)}`);
}

function printGroup(brackets: "[]" | "{}", lines: readonly string[], indent: string): string {
  if (lines.length === 0) return brackets;
  const inner = lines.map((line) => `\n${indent}  ${line}`).join(",");
  return `${brackets[0]}${inner}\n${indent}${brackets[1]}`;
}

function printText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(/[<>&\u2028\u2029\x7f]/g, escapeChar);
}

function escapeChar(char: string): string {
  return char === "\x7f" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function printNumber(float: number): string {
  if (!Number.isFinite(float)) {
    throw new Fault(
      `json: unsupported value: ${Number.isNaN(float) ? "NaN" : float > 0 ? "+Inf" : "-Inf"}`,
    );
  }
  return Object.is(float, -0) ? "-0" : String(float);
}
