import { quote } from "./quote.ts";
import { wrap } from "./value.ts";

/** Why Go's `strconv` refuses a number. */
export type NumberFault = "invalid syntax" | "value out of range";

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/**
 * The integer that Go's `ParseInt` reads. Base 0 is that of the prefix `0x`, `0o` or `0b`; base 10
 * takes a sign and digits, no more.
 */
export function parseInteger(text: string, base: 0 | 10): bigint | NumberFault {
  const pattern = base === 0 ? /^(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/ : /^[+-]?\d+$/;
  if (!pattern.test(text)) return "invalid syntax";
  const value = text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text.replace("+", ""));
  return value === wrap(value) ? value : "value out of range";
}

/** The float that Go's `ParseFloat` reads: decimal, hexadecimal with `p`, `inf` and `nan`. */
export function parseFloat64(text: string): number | NumberFault {
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = INFINITY.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  if (/_/.test(text) && !areUnderscoresPlaced(text)) return "invalid syntax";
  const plain = text.replaceAll("_", "");
  const value = DECIMAL.test(plain) ? Number(plain) : parseHexFloat(plain);
  if (value === undefined) return "invalid syntax";
  return Number.isFinite(value) ? value : "value out of range";
}

/** An underscore stands between two digits, or between `0x` and a digit. */
function areUnderscoresPlaced(text: string): boolean {
  const digits = /^[+-]?0x/i.test(text) ? "\\da-f" : "\\d";
  return !new RegExp(`_(?![${digits}])|(?<![${digits}x])_`, "i").test(text);
}

function parseHexFloat(text: string): number | undefined {
  const [, sign, whole = "", fraction = "", exponent] = HEX_FLOAT.exec(text) ?? [];
  if (whole + fraction === "") return undefined;
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  return (sign === "-" ? -mantissa : mantissa) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** The error text of Go's `strconv`: `strconv.ParseInt: parsing "4.2": invalid syntax`. */
export function numberFaultText(
  parser: "ParseInt" | "ParseFloat",
  text: string,
  { fault }: { fault: NumberFault },
): string {
  return `strconv.${parser}: parsing ${quote(text)}: ${fault}`;
}

/**
 * The float cut to a 64-bit integer, as amd64 does it: what does not fit, NaN and the infinities
 * become the least integer.
 */
export function truncate(float: number): bigint {
  if (!(Math.abs(float) < 2 ** 63)) return -(2n ** 63n);
  return BigInt(Math.trunc(float));
}

/** The float with the fewest digits that read back as it, as `%v` prints it: `1e+06`, `0.25`. */
export function printFloat(float: number): string {
  if (!Number.isFinite(float)) return printInfinite(float);
  const sign = Object.is(float, -0) || float < 0 ? "-" : "";
  const [mantissa = "", exponentText = "0"] = Math.abs(float).toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  return `${sign}${printDecimal(Math.abs(float))}`;
}

/** The float in decimal digits without an exponent, as Prometheus prints a sample. */
export function printDecimal(float: number): string {
  if (!Number.isFinite(float)) return printInfinite(float);
  const [mantissa = "", exponentText = "0"] = Math.abs(float).toExponential().split("e");
  const exponent = Number(exponentText);
  const digits = mantissa.replace(".", "");
  const sign = Object.is(float, -0) || float < 0 ? "-" : "";
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

function printInfinite(float: number): string {
  if (Number.isNaN(float)) return "NaN";
  return float > 0 ? "+Inf" : "-Inf";
}
