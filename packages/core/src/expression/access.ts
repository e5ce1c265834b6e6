import { fromBytes, toBytes } from "./bytes.ts";
import { equal } from "./compare.ts";
import { conversion } from "./conversion.ts";
import { Fault } from "./fault.ts";
import { printValue } from "./format.ts";
import { methodOf } from "./method.ts";
import { truncate } from "./number.ts";
import { integerOf } from "./numeric.ts";
import { ANY, type GoType, GROUPS, isAssignable, UINT8 } from "./type.ts";
import {
  checkHashable,
  Dictionary,
  keyOf,
  Slice,
  Time,
  TypedInteger,
  typeName,
  typeOf,
  type Value,
} from "./value.ts";

/** What an empty group is. */
const NO_ITEMS = new Slice(GROUPS.element ?? GROUPS, [], true);

/**
 * `from[index]` or `from.name`. An index counts from the end when negative; a missing key is nil.
 * @throws Fault for an index out of range, and for what has neither elements nor fields
 */
export function fetch(from: Value, index: Value): Value {
  if (from instanceof Dictionary) return lookUp(from, index);
  if (from instanceof Slice) {
    const item = from.items[positionIn(from.items.length, index)];
    return item === undefined ? null : item;
  }
  if (typeof from === "string") {
    const bytes = toBytes(from);
    return byteAt(bytes, positionIn(bytes.length, index));
  }
  const method = typeof index === "string" ? methodOf(from, index) : undefined;
  if (method !== undefined) return method;
  throw new Fault(`cannot fetch ${printValue(index)} from ${typeName(from)}`);
}

function positionIn(length: number, index: Value): number {
  const place = placeIn(length, index);
  if (place !== undefined) return place;
  const wanted = toInteger(index);
  const position = wanted < 0n ? BigInt(length) + wanted : wanted;
  throw new Fault(`index out of range: ${position} (array length is ${length})`);
}

/** The place that the index names, counted from the end when negative; undefined beyond the array. */
function placeIn(length: number, index: Value): number | undefined {
  const wanted = toInteger(index);
  const place = wanted < 0n ? BigInt(length) + wanted : wanted;
  return place >= 0n && place < length ? Number(place) : undefined;
}

function byteAt(bytes: string, position: number): TypedInteger {
  return new TypedInteger(UINT8, BigInt(bytes.charCodeAt(position)));
}

/** The value as an index: floats are cut. */
export function toInteger(value: Value): bigint {
  const integer = typeof value === "number" ? truncate(value) : integerOf(value);
  if (integer === undefined) throw new Fault(`invalid operation: int(${typeName(value)})`);
  return integer;
}

function lookUp(dictionary: Dictionary, index: Value): Value {
  const entry = entryOf(dictionary, index);
  if (entry !== undefined) return entry.value;
  return dictionary.type === GROUPS ? NO_ITEMS : null;
}

function entryOf(dictionary: Dictionary, index: Value): { value: Value } | undefined {
  const key = index ?? zeroOf(dictionary.type.key ?? ANY);
  checkKeyType(dictionary.type, key);
  checkHashable(key, { isEmpty: dictionary.entries.size === 0 });
  return dictionary.entries.get(keyOf(key));
}

/** nil as a key stands for the zero value of the key's type. */
function zeroOf(type: GoType): Value {
  if (type.kind === "string") return "";
  return type.kind === "int" ? 0n : null;
}

function checkKeyType(map: GoType, key: Value): void {
  const wanted = map.key ?? ANY;
  const type = typeOf(key);
  if (type !== undefined && !isAssignable(type, wanted)) {
    throw new Fault(
      `reflect.Value.MapIndex: value of type ${type.name} is not assignable to type ${wanted.name}`,
    );
  }
}

/** The element, byte, entry or method that `get` finds; nil where there is none. */
export function find(from: Value, index: Value): Value {
  if (from instanceof Dictionary) return entryOf(from, index)?.value ?? null;
  if (from instanceof Slice) {
    const at = placeIn(from.items.length, index);
    return at === undefined ? null : (from.items[at] ?? null);
  }
  if (typeof from === "string") {
    const bytes = toBytes(from);
    const at = placeIn(bytes.length, index);
    return at === undefined ? null : byteAt(bytes, at);
  }
  if (typeof index === "string") return methodOf(from, index) ?? null;
  if (from instanceof Time) throw conversion(index, "string");
  return null;
}

/** `array[from:to]`: both cut to what there is, counted from the end when negative. */
export function slice(array: Value, from: Value, to: Value): Value {
  if (typeof array === "string") {
    const bytes = toBytes(array);
    return fromBytes(bytes.slice(...bounds(bytes.length, from, to)));
  }
  if (!(array instanceof Slice)) throw new Fault(`cannot slice ${printValue(from)}`);
  return new Slice(array.type, array.items.slice(...bounds(array.items.length, from, to)));
}

function bounds(length: number, from: Value, to: Value): [number, number] {
  const start = fromEnd(length, toInteger(from));
  const end = Math.min(fromEnd(length, toInteger(to)), length);
  return [Math.min(start, end), end];
}

function fromEnd(length: number, index: bigint): number {
  return Math.max(index < 0n ? length + Number(index) : Number(index), 0);
}

/** `needle in collection`: an item of an array, a key of a map; nothing is in nil. */
export function contains(collection: Value, needle: Value): boolean {
  if (collection === null) return false;
  if (collection instanceof Slice) return collection.items.some((item) => equal(item, needle));
  if (collection instanceof Dictionary) return entryOf(collection, needle) !== undefined;
  throw new Fault(`operator "in" not defined on ${typeName(collection)}`);
}

/** How long a slice without an end is: elements, entries, or bytes of a text. */
export function lengthOf(value: Value): bigint {
  if (value instanceof Slice) return BigInt(value.items.length);
  if (value instanceof Dictionary) return BigInt(value.entries.size);
  if (typeof value === "string") return BigInt(toBytes(value).length);
  throw new Fault(`invalid argument for len (type ${typeName(value)})`);
}

/** The set that `in` looks a constant list up in. */
export function setOf(type: GoType, items: readonly Value[]): Dictionary {
  return new Dictionary(
    type,
    items.map((item) => [item, null]),
  );
}
