import { mismatch } from "./arithmetic.ts";
import { compareTexts } from "./bytes.ts";
import { durationOf, numbersOf } from "./numeric.ts";
import { ANYS, FLOATS, INTS, STRINGS } from "./type.ts";
import {
  Dictionary,
  isFunc,
  isNil,
  keyOf,
  Slice,
  Time,
  TypedInteger,
  typeOf,
  type Value,
} from "./value.ts";

/**
 * Below, at or above zero as the left value is less than, equal to or more than the right one; NaN
 * when they have no order. The operator is for the text of the fault.
 * @throws Fault for values that have no order: a text and a number, nil, booleans
 */
export function compare(left: Value, right: Value, operator: string): number {
  if (typeof left === "number" && typeof right === "number") return order(left, right);
  const pair = numbersOf(left, right);
  if (pair !== undefined) {
    return pair.kind === "int" ? order(pair.a, pair.b) : order(pair.a, pair.b);
  }
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  if (left instanceof Time && right instanceof Time) {
    return order(left.nanoseconds, right.nanoseconds);
  }
  const [a, b] = [durationOf(left), durationOf(right)];
  if (a === undefined || b === undefined) throw mismatch(operator, left, right);
  return order(a, b);
}

function order<T extends number | bigint>(a: T, b: T): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number.NaN;
}

/**
 * Whether the values are equal as `==` sees it: numbers by value whatever their type, arrays item by
 * item when one holds any or both hold the same, everything else only with the same type.
 */
export function equal(left: Value, right: Value): boolean {
  if (typeof left === "number" && typeof right === "number") return left === right;
  const pair = numbersOf(left, right);
  if (pair !== undefined) return pair.a === pair.b;
  if (left instanceof Slice && right instanceof Slice && comparesItems(left, right)) {
    return everyItem(left, right, equal);
  }
  if (left instanceof Time && right instanceof Time) return left.nanoseconds === right.nanoseconds;
  return (isNil(left) && isNil(right)) || deepEqual(left, right);
}

function comparesItems(left: Slice, right: Slice): boolean {
  const loose = [ANYS, FLOATS, INTS, STRINGS];
  if (!loose.includes(left.type) || !loose.includes(right.type)) return false;
  return left.type === right.type || left.type === ANYS || right.type === ANYS;
}

function everyItem(
  left: Slice,
  right: Slice,
  same: (left: Value, right: Value) => boolean,
): boolean {
  return (
    left.items.length === right.items.length &&
    left.items.every((item, index) => same(item, right.items[index] ?? null))
  );
}

/** Go's `reflect.DeepEqual`: the same types all the way down, so `1` is not `1.0` inside a map. */
function deepEqual(left: Value, right: Value): boolean {
  if (typeOf(left) !== typeOf(right)) return false;
  if (left instanceof Slice && right instanceof Slice) {
    return left.isNil === right.isNil && everyItem(left, right, deepEqual);
  }
  if (left instanceof Dictionary && right instanceof Dictionary) {
    return sameEntries(left, right);
  }
  if (left instanceof TypedInteger && right instanceof TypedInteger) {
    return left.value === right.value;
  }
  if (isFunc(left)) return false;
  return left === right;
}

function sameEntries(left: Dictionary, right: Dictionary): boolean {
  if (left.entries.size !== right.entries.size) return false;
  return [...left.entries.values()].every(({ key, value }) => {
    const other = right.entries.get(keyOf(key));
    return other !== undefined && deepEqual(value, other.value);
  });
}
