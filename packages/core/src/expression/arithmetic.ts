import { Fault } from "./fault.ts";
import { durationBetween, durationOf, durationValue, floatOf, numbersOf } from "./numeric.ts";
import { power } from "./power.ts";
import { checkTextLength } from "./run.ts";
import { Time, TypedInteger, typeName, type Value, wrap } from "./value.ts";

/** Why the two values cannot be combined, in the words of the expression language. */
export function mismatch(operator: string, left: Value, right: Value): Fault {
  return new Fault(`invalid operation: ${typeName(left)} ${operator} ${typeName(right)}`);
}

/** `left + right`: numbers, texts, durations, a time and a duration. */
export function add(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") return left + right;
  const pair = numbersOf(left, right);
  if (pair !== undefined) return pair.kind === "int" ? wrap(pair.a + pair.b) : pair.a + pair.b;
  if (typeof left === "string" && typeof right === "string") {
    checkTextLength(left.length + right.length);
    return left + right;
  }
  const [a, b] = [durationOf(left), durationOf(right)];
  if (a !== undefined && b !== undefined) return durationValue(a + b);
  if (left instanceof Time && b !== undefined) return later(left, b);
  if (right instanceof Time && a !== undefined) return later(right, a);
  throw mismatch("+", left, right);
}

/** `left - right`: numbers, times, durations. Two times give a duration. */
export function subtract(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const pair = numbersOf(left, right);
  if (pair !== undefined) return pair.kind === "int" ? wrap(pair.a - pair.b) : pair.a - pair.b;
  const [a, b] = [durationOf(left), durationOf(right)];
  if (left instanceof Time && right instanceof Time) {
    return durationBetween(right.nanoseconds, left.nanoseconds);
  }
  if (left instanceof Time && b !== undefined) return later(left, -b);
  if (a !== undefined && b !== undefined) return durationValue(a - b);
  throw mismatch("-", left, right);
}

/** `left * right`: numbers, and durations with integers. A duration times a float is a float. */
export function multiply(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") return left * right;
  const isDuration = durationOf(left) !== undefined || durationOf(right) !== undefined;
  const pair = numbersOf(plain(left), plain(right));
  if (pair === undefined) throw mismatch("*", left, right);
  if (pair.kind === "float") return pair.a * pair.b;
  return isDuration ? durationValue(pair.a * pair.b) : wrap(pair.a * pair.b);
}

/** A duration as its nanoseconds, anything else as it is. */
function plain(value: Value): Value {
  return durationOf(value) ?? value;
}

/** `left / right`, always a float: `1 / 0` is +Inf. */
export function divide(left: Value, right: Value): number {
  const [a, b] = [floatOf(left), floatOf(right)];
  if (a === undefined || b === undefined) throw mismatch("/", left, right);
  return a / b;
}

/** `left % right` of integers, with the sign of the left one. */
export function modulo(left: Value, right: Value): bigint {
  const pair = numbersOf(left, right);
  if (pair?.kind !== "int") throw mismatch("%", left, right);
  if (pair.b === 0n) throw new Fault("runtime error: integer divide by zero");
  return wrap(pair.a % pair.b);
}

/** `left ^ right`, always a float. */
export function exponent(left: Value, right: Value): number {
  return power(toFloat(left), toFloat(right));
}

function toFloat(value: Value): number {
  const float = floatOf(value);
  if (float === undefined) throw new Fault(`invalid operation: float(${typeName(value)})`);
  return float;
}

/** `-value` of a number. */
export function negate(value: Value): Value {
  if (typeof value === "number") return -value;
  if (typeof value === "bigint") return wrap(-value);
  if (value instanceof TypedInteger && value.type.named !== true) {
    const bits = value.type.kind === "uint8" ? 8 : 64;
    const negated = bits === 8 ? BigInt.asUintN(8, -value.value) : wrap(-value.value);
    return new TypedInteger(value.type, negated);
  }
  throw new Fault(`invalid operation: - ${typeName(value)}`);
}

function later(time: Time, nanoseconds: bigint): Time {
  return new Time(time.nanoseconds + nanoseconds, time.zone);
}
