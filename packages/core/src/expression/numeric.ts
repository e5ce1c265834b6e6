import { DURATION } from "./type.ts";
import { TypedInteger, type Value, wrap } from "./value.ts";

/** Two numbers made alike: both integers, or both floats when one of them is a float. */
export type Numbers =
  | { readonly kind: "int"; readonly a: bigint; readonly b: bigint }
  | { readonly kind: "float"; readonly a: number; readonly b: number };

/** The two values as numbers of one kind; undefined when one is no number. */
export function numbersOf(left: Value, right: Value): Numbers | undefined {
  if (typeof left === "number" || typeof right === "number") {
    const [a, b] = [floatOf(left), floatOf(right)];
    return a === undefined || b === undefined ? undefined : { kind: "float", a, b };
  }
  const [a, b] = [integerOf(left), integerOf(right)];
  return a === undefined || b === undefined ? undefined : { kind: "int", a, b };
}

/** The value as a float, if it is a number. */
export function floatOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  const integer = integerOf(value);
  return integer === undefined ? undefined : Number(integer);
}

/** The value as a 64-bit integer, if it is of one of Go's own integer types. */
export function integerOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof TypedInteger && value.type.named !== true ? value.value : undefined;
}

/** The nanoseconds of a duration, if the value is one. */
export function durationOf(value: Value): bigint | undefined {
  return value instanceof TypedInteger && value.type === DURATION ? value.value : undefined;
}

/** A duration of so many nanoseconds. */
export function durationValue(nanoseconds: bigint): TypedInteger {
  return new TypedInteger(DURATION, wrap(nanoseconds));
}

/** The time from one instant to another, at most the longest duration there is, some 292 years. */
export function durationBetween(from: bigint, to: bigint): TypedInteger {
  const longest = 2n ** 63n;
  const size = to - from;
  if (size >= longest) return durationValue(longest - 1n);
  return durationValue(size < -longest ? -longest : size);
}
