import { toBytes } from "./bytes.ts";

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
const PART = /^(\d*)\.?(\d*)([^\d.]*)/;
const LIMIT = 2n ** 63n;

/** A duration in nanoseconds, or why Go refuses the text, in its words. */
export type ParsedDuration =
  | { readonly ok: true; readonly nanoseconds: bigint }
  | { readonly ok: false; readonly fault: string };

/**
 * The nanoseconds of a Go duration: `1h30m`, `-1.5s`, `0`. Days and a bare number have no unit that
 * Go knows.
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): ParsedDuration {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const rest = text.slice(sign.length);
  if (rest === "0") return { ok: true, nanoseconds: 0n };
  if (rest === "") return invalid(text);
  let total = 0n;
  for (let at = 0; at < rest.length; ) {
    const part = PART.exec(rest.slice(at))?.[0] ?? "";
    const parsed = parsePart(part, text);
    if (!parsed.ok) return parsed;
    total += parsed.nanoseconds;
    if (total > LIMIT) return invalid(text);
    at += part.length;
  }
  if (sign === "-") return { ok: true, nanoseconds: -total };
  return total === LIMIT ? invalid(text) : { ok: true, nanoseconds: total };
}

function invalid(text: string): ParsedDuration {
  return { ok: false, fault: `time: invalid duration ${quote(text)}` };
}

/** One number with its unit; `text` is the whole duration, for the fault. */
function parsePart(part: string, text: string): ParsedDuration {
  const [, whole = "", fraction = "", unit = ""] = PART.exec(part) ?? [];
  if (whole + fraction === "" || BigInt(whole) > LIMIT) return invalid(text);
  if (unit === "") return { ok: false, fault: `time: missing unit in duration ${quote(text)}` };
  const scale = UNITS.get(unit);
  if (scale === undefined) {
    return { ok: false, fault: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` };
  }
  return { ok: true, nanoseconds: BigInt(whole) * scale + fractionOf(fraction, scale) };
}

/** Go computes the part behind the dot in floating point; so do we, to be equal to the nanosecond. */
function fractionOf(digits: string, scale: bigint): bigint {
  const kept = digits.slice(0, 18);
  return BigInt(Math.trunc(Number(kept) * (Number(scale) / 10 ** kept.length)));
}

/** Go's time package quotes bytes: what is not printable ASCII becomes `\xNN`. */
function quote(text: string): string {
  const escaped = toBytes(text).replace(/["\\]|[^ -~]/g, (char) =>
    char === '"' || char === "\\"
      ? `\\${char}`
      : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
}

/** The duration as Go prints it: `1h0m0s`, `1.5s`, `250ms`, `0s`. */
export function printDuration(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size === 0n) return "0s";
  for (const [unit, below] of [
    ["ns", 1_000n],
    ["µs", 1_000_000n],
    ["ms", 1_000_000_000n],
  ] as const) {
    if (size < below) return `${sign}${printFraction(size, below / 1_000n)}${unit}`;
  }
  const minutes = size / 60_000_000_000n;
  const seconds = printFraction(size % 60_000_000_000n, 1_000_000_000n);
  const hours = minutes / 60n;
  if (hours > 0n) return `${sign}${hours}h${minutes % 60n}m${seconds}s`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}

function printFraction(size: bigint, unit: bigint): string {
  const digits = unit.toString().length - 1;
  const fraction = (size % unit).toString().padStart(digits, "0").replace(/0+$/, "");
  return fraction === "" || digits === 0 ? `${size / unit}` : `${size / unit}.${fraction}`;
}
