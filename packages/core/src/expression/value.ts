import { Fault } from "./fault.ts";
import {
  ANY_MAP,
  ANYS,
  BOOL,
  FLOAT,
  FLOATS,
  type GoType,
  INT,
  LOCATION,
  OBJECT,
  STRING,
  TIME,
} from "./type.ts";

/**
 * A value of the condition language. JavaScript's own kinds stand for Go's where they can be told
 * apart: `bigint` is `int`, `number` is `float64`; `1` and `1.0` differ, as they must for `%`,
 * overflow and "expected bool, but got int".
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | TypedInteger
  | Slice
  | Dictionary
  | Func
  | Time
  | Location;

/** An integer of another type than `int`: `int64`, `uint8`, `time.Duration`, `time.Month`. */
export class TypedInteger {
  readonly type: GoType;
  readonly value: bigint;

  constructor(type: GoType, value: bigint) {
    this.type = type;
    this.value = value;
  }
}

/** A Go slice or array with the type of its elements; `isNil` is Go's nil slice, empty but equal to nil. */
export class Slice {
  readonly type: GoType;
  readonly items: readonly Value[];
  readonly isNil: boolean;

  constructor(type: GoType, items: readonly Value[], isNil = false) {
    this.type = type;
    this.items = items;
    this.isNil = isNil;
  }
}

/** A Go map. The entries are kept under {@link keyOf} of their key, in the order of insertion. */
export class Dictionary {
  readonly type: GoType;
  readonly entries: Map<unknown, { readonly key: Value; readonly value: Value }>;

  constructor(type: GoType, pairs: Iterable<readonly [Value, Value]>) {
    this.type = type;
    this.entries = new Map();
    for (const [key, value] of pairs) this.entries.set(keyOf(key), { key, value });
  }
}

/** A function of the environment. Its arguments have passed the checker, not more. */
export interface Func {
  readonly type: GoType;
  call(args: readonly Value[]): Value;
}

/** An instant, nanoseconds since 1970, shown in a zone. */
export class Time {
  readonly nanoseconds: bigint;
  readonly zone: Location;

  constructor(nanoseconds: bigint, zone: Location) {
    this.nanoseconds = nanoseconds;
    this.zone = zone;
  }
}

/** A time zone: by its IANA name, or with one `offset` for good, in seconds east of UTC. */
export class Location {
  readonly name: string;
  readonly offset: number | undefined;

  constructor(name: string, offset: number | undefined) {
    this.name = name;
    this.offset = offset;
  }
}

/** The Go type of a value; undefined for nil, which has none. */
export function typeOf(value: Value): GoType | undefined {
  switch (typeof value) {
    case "number":
      return FLOAT;
    case "bigint":
      return INT;
    case "string":
      return STRING;
    case "boolean":
      return BOOL;
  }
  if (value === null) return undefined;
  if (value instanceof Time) return TIME;
  if (value instanceof Location) return LOCATION;
  return value.type;
}

/** The type as `%T` prints it: `<nil>` for nil. */
export function typeName(value: Value): string {
  return typeOf(value)?.name ?? "<nil>";
}

/** Whether Go sees nil in the value: nil itself, or a slice that was never made. */
export function isNil(value: Value): boolean {
  return value === null || (value instanceof Slice && value.isNil);
}

/** Whether there is nothing in the value: nil, or an array without items. */
export function isEmpty(value: Value): boolean {
  return value === null || (value instanceof Slice && value.items.length === 0);
}

/**
 * What two equal map keys have in common, and two unequal ones do not. `1` and `1.0` differ; NaN
 * differs from itself. Slices and maps are no keys: see {@link checkHashable}.
 */
export function keyOf(key: Value): unknown {
  if (typeof key === "number" && Number.isNaN(key)) return Symbol("NaN");
  if (key instanceof TypedInteger) return Symbol.for(`${key.type.name} ${key.value}`);
  if (key instanceof Time) return Symbol.for(`time ${key.nanoseconds} ${key.zone.name}`);
  return key;
}

/**
 * Refuses a value that Go does not take as a key. Its words depend on whether the map has entries.
 * @throws Fault
 */
export function checkHashable(key: Value, { isEmpty }: { isEmpty: boolean }): void {
  if (!(key instanceof Slice || key instanceof Dictionary || isFunc(key))) return;
  const type = typeName(key);
  throw new Fault(
    isEmpty ? `hash of unhashable type: ${type}` : `runtime error: hash of unhashable type ${type}`,
  );
}

/** Whether the value is a function. */
export function isFunc(value: Value): value is Func {
  return typeof value === "object" && value !== null && "call" in value;
}

/** Whether the value is an `int`, `int64` or `uint8`. */
export function isInteger(value: Value): value is bigint | TypedInteger {
  return typeof value === "bigint" || (value instanceof TypedInteger && !value.type.named);
}

/** The integer in 64 bits, wrapped round as Go's arithmetic does. */
export function wrap(integer: bigint): bigint {
  return BigInt.asIntN(64, integer);
}

/** A slice of floats: what Prometheus' vectors and matrices become. */
export function floats(items: readonly number[]): Slice {
  return new Slice(FLOATS, items);
}

/** A slice of values of any type. */
export function anys(items: readonly Value[]): Slice {
  return new Slice(ANYS, items);
}

/** A map with keys of any type, as `fromPairs` makes it. */
export function anyMap(pairs: Iterable<readonly [Value, Value]>): Dictionary {
  return new Dictionary(ANY_MAP, pairs);
}

/**
 * The value that Go's JSON decoder makes of parsed JSON: every number a float, an object a map of
 * strings, an array a slice of any.
 */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return anys(json.map(fromJson));
  if (typeof json === "object" && json !== null) {
    return new Dictionary(
      OBJECT,
      Object.entries(json).map(([key, value]) => [key, fromJson(value)]),
    );
  }
  if (typeof json === "string") return json.toWellFormed();
  if (typeof json === "number" || typeof json === "boolean") return json;
  return null;
}
