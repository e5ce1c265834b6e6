import { UserError } from "../errors.ts";
import { goTimeQuote } from "./go-text.ts";

const NANOSECONDS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["\u00b5s", 1_000n], // micro sign
  ["\u03bcs", 1_000n], // Greek mu
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);

/** Go counts in an int64; its lowest value has no positive counterpart. */
const LIMIT = 2n ** 63n;

/** One number with its unit; the number may lack the digits before or behind its point, not both. */
const TERM = /^(\d*)(?:\.(\d*))?([^\d.]*)/;

/**
 * The duration in nanoseconds, from Go's notation: an optional sign, then numbers with a unit of ns, us,
 * ms, s, m or h (`1h30m`, `1.5h`, `-10s`), or `0`. There are no days or weeks; about 292 years is the
 * most. Answers and error texts are those of Go's `time.ParseDuration`.
 * @throws `duration-invalid`
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): bigint {
  const negative = text.startsWith("-");
  const unsigned = negative || text.startsWith("+") ? text.slice(1) : text;
  if (unsigned === "0") return 0n;
  if (unsigned === "") throw fault("invalid duration", text);

  let total = 0n;
  for (let rest = unsigned; rest !== ""; ) {
    const [term = "", whole = "", fraction = "", unit = ""] = TERM.exec(rest) ?? [];
    if (whole === "" && fraction === "") throw fault("invalid duration", text);
    if (BigInt(whole) > LIMIT) throw fault("invalid duration", text);
    total += termNanoseconds({ whole, fraction, unit }, text);
    if (total > LIMIT) throw fault("invalid duration", text);
    rest = rest.slice(term.length);
  }
  if (negative) return -total;
  if (total === LIMIT) throw fault("invalid duration", text);
  return total;
}

interface Term {
  readonly whole: string;
  readonly fraction: string;
  readonly unit: string;
}

function termNanoseconds({ whole, fraction, unit }: Term, text: string): bigint {
  if (unit === "") throw fault("missing unit in duration", text);
  const nanoseconds = NANOSECONDS.get(unit);
  if (nanoseconds === undefined) {
    throw fault(`unknown unit ${goTimeQuote(unit)} in duration`, text);
  }
  return BigInt(whole) * nanoseconds + fractionNanoseconds(fraction, nanoseconds);
}

/** Go multiplies the fraction as a float and cuts it, so this does too; digits beyond int64 are ignored. */
function fractionNanoseconds(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (LIMIT - 1n) / 10n || next > LIMIT) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

function fault(what: string, text: string): UserError {
  return new UserError("duration-invalid", `time: ${what} ${goTimeQuote(text)}`, {
    hint: 'Write numbers with the units h, m, s or ms, for example "90m" or "1h30m"; a day is "24h".',
  });
}
