import { fetch, find } from "./access.ts";
import {
  type ArgumentTypes,
  type Builtin,
  expectCount,
  kindOf,
  MAX_ARRAY_DEPTH,
  mayBeArray,
  mayBeMap,
  type Named,
  printType,
} from "./builtin.ts";
import { equal } from "./compare.ts";
import { Fault } from "./fault.ts";
import { printValue } from "./format.ts";
import type { Run } from "./run.ts";
import { sorted } from "./sort.ts";
import {
  ANY,
  ANY_MAP,
  ANYS,
  FLOATS,
  funcOf,
  type GoType,
  INT,
  INTS,
  PAIR,
  PAIRS,
  STRING,
  STRINGS,
} from "./type.ts";
import {
  anyMap,
  anys,
  checkHashable,
  Dictionary,
  Slice,
  TypedInteger,
  typeName,
  type Value,
} from "./value.ts";

const SORTABLE = [ANYS, INTS, FLOATS, STRINGS];

/** The builtins on arrays and maps that take no predicate. The arrays they make hold any. */
export const COLLECTION: readonly Named[] = [
  ["len", { check: { rule: checkLength }, call: ([value = null]) => length(value) }],
  ["first", { check: { rule: (args) => oneItem("first", args) }, call: end(0n) }],
  ["last", { check: { rule: (args) => oneItem("last", args) }, call: end(-1n) }],
  ["get", { check: "get", call: ([from = null, index = null]) => find(from, index) }],
  [
    "take",
    { check: { rule: checkTake }, call: ([value = null, count = null]) => take(value, count) },
  ],
  onMap("keys", {
    action: "get keys from",
    gives: ANYS,
    call: (map) => anys(map.map(({ key }) => key)),
  }),
  onMap("values", {
    action: "get values from",
    gives: ANYS,
    call: (map) => anys(map.map(({ value }) => value)),
  }),
  onMap("toPairs", { action: "transform % to pairs", gives: ANYS, call: toPairs }),
  onArray("fromPairs", {
    action: "transform % from pairs",
    gives: ANY_MAP,
    call: (items) => anyMap(items.map(toPair)),
  }),
  onArray("reverse", {
    action: "reverse",
    gives: ANYS,
    call: (items, run) => made(items.toReversed(), run),
  }),
  onArray("uniq", { action: "uniq", gives: ANYS, call: unique }),
  onArray("flatten", {
    action: "flatten",
    gives: ANYS,
    call: (items, run) => made(flatten(items), run),
  }),
  ["concat", { check: { rule: checkConcat }, call: concat }],
  ["sort", { check: { overloads: sortOverloads() }, call: sort }],
];

function checkLength(args: ArgumentTypes): GoType {
  expectCount(args, 1);
  const [type] = args;
  if (mayBeArray(type) || mayBeMap(type) || type === STRING) return INT;
  throw new Fault(`invalid argument for len (type ${printType(type)})`);
}

function length(value: Value): bigint {
  if (value instanceof Slice) return BigInt(value.items.length);
  if (value instanceof Dictionary) return BigInt(value.entries.size);
  if (typeof value === "string") return BigInt(Array.from(value).length);
  throw new Fault(`invalid argument for len (type ${typeName(value)})`);
}

function oneItem(name: string, args: ArgumentTypes): GoType {
  expectCount(args, 1);
  const [type] = args;
  if (mayBeArray(type)) return type?.element ?? ANY;
  throw new Fault(`cannot get ${name} element from ${printType(type)}`);
}

/** What has no such element has nil there, whatever it is. */
function end(index: bigint): (args: readonly Value[]) => Value {
  return ([value = null]) => {
    try {
      return fetch(value, index);
    } catch (fault) {
      if (fault instanceof Fault) return null;
      throw fault;
    }
  };
}

function checkTake(args: ArgumentTypes): GoType {
  expectCount(args, 2);
  const [type, count] = args;
  if (type === undefined || !mayBeArray(type)) throw refusal("take from", printType(type));
  if (count === ANY || count?.kind === "int" || count?.kind === "int64") return type;
  throw new Fault(`cannot take ${printType(count)} elements`);
}

function take(array: Value, count: Value): Value {
  if (!(array instanceof Slice)) throw refusal("take from", kindOf(array));
  const isCount =
    typeof count === "bigint" || (count instanceof TypedInteger && kindOf(count) !== "uint8");
  if (!isCount) throw new Fault(`cannot take ${kindOf(count)} elements`);
  const wanted = typeof count === "bigint" ? count : count.value;
  if (wanted < 0n) throw new Fault("reflect.Value.Slice: slice index out of bounds");
  return new Slice(array.type, array.items.slice(0, Number(wanted)));
}

type Entry = { readonly key: Value; readonly value: Value };

/** `action` is what a refusal says, `%` in it or its end the type that was refused. */
interface OnOne<T> {
  readonly action: string;
  readonly gives: GoType;
  readonly call: (parts: readonly T[], run: Run) => Value;
}

function onMap(name: string, { action, gives, call }: OnOne<Entry>): Named {
  const check = onOne(action, { gives, accepts: mayBeMap });
  return [
    name,
    {
      check,
      call: ([value = null], run) => {
        if (value instanceof Dictionary) return call([...value.entries.values()], run);
        throw refusal(action, kindOf(value));
      },
    },
  ];
}

function onArray(name: string, { action, gives, call }: OnOne<Value>): Named {
  const check = onOne(action, { gives, accepts: mayBeArray });
  return [
    name,
    {
      check,
      call: ([value = null], run) => {
        if (value instanceof Slice) return call(value.items, run);
        throw refusal(action, kindOf(value));
      },
    },
  ];
}

function onOne(
  action: string,
  { gives, accepts }: { gives: GoType; accepts: (type: GoType | undefined) => boolean },
): Builtin["check"] {
  return {
    rule: (args) => {
      expectCount(args, 1);
      if (accepts(args[0])) return gives;
      throw refusal(action, printType(args[0]));
    },
  };
}

/** `cannot reverse int`, `cannot transform int to pairs`. */
function refusal(action: string, what: string): Fault {
  return new Fault(
    `cannot ${action.includes("%") ? action.replace("%", what) : `${action} ${what}`}`,
  );
}

function made(items: readonly Value[], run: Run): Slice {
  run.grow(items.length);
  return anys(items);
}

function toPairs(entries: readonly Entry[]): Slice {
  return new Slice(
    PAIRS,
    entries.map(({ key, value }) => new Slice(PAIR, [key, value])),
  );
}

function toPair(item: Value): readonly [Value, Value] {
  if (!(item instanceof Slice)) throw new Fault(`invalid pair ${printValue(item)}`);
  const [key = null, value = null] = item.items;
  if (item.items.length !== 2) throw new Fault(`invalid pair length ${printValue(item)}`);
  checkHashable(key, { isEmpty: false });
  return [key, value];
}

function unique(items: readonly Value[], run: Run): Slice {
  const kept: Value[] = [];
  for (const item of items) {
    const isKnown = kept.some((other) => {
      run.step();
      return equal(item, other);
    });
    if (!isKnown) kept.push(item);
  }
  return anys(kept);
}

function flatten(items: readonly Value[], depth = 0): Value[] {
  if (depth > MAX_ARRAY_DEPTH) throw new Fault("recursion depth exceeded");
  return items.flatMap((item) => (item instanceof Slice ? flatten(item.items, depth + 1) : [item]));
}

function checkConcat(args: ArgumentTypes): GoType {
  if (args.length === 0) {
    throw new Fault("invalid number of arguments (expected at least 1, got 0)");
  }
  const other = args.find((type) => !mayBeArray(type));
  if (args.every(mayBeArray)) return ANYS;
  throw refusal("concat", printType(other));
}

function concat(args: readonly Value[], run: Run): Slice {
  const items = args.flatMap((arg) => {
    if (arg instanceof Slice) return arg.items;
    throw refusal("concat", kindOf(arg));
  });
  run.grow(items.length);
  return new Slice(ANYS, items, items.length === 0);
}

function sortOverloads(): GoType[] {
  return [
    ...[ANYS, INTS, FLOATS, STRINGS].map((type) => funcOf([type, STRING], ANYS)),
    ...[ANYS, FLOATS, STRINGS, INTS].map((type) => funcOf([type], ANYS)),
  ];
}

/** An array of another type than the four that Go lists comes out empty. */
function sort([array = null, order = "asc"]: readonly Value[], run: Run): Slice {
  if (order !== "asc" && order !== "desc") {
    throw new Fault(`invalid order ${printValue(order)}, expected asc or desc`);
  }
  if (!(array instanceof Slice) || !SORTABLE.includes(array.type)) return new Slice(ANYS, [], true);
  return made(sorted(array.items, { key: (item) => item, order }), run);
}
