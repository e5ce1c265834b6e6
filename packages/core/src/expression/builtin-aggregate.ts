import {
  type ArgumentTypes,
  isNumeric,
  MAX_ARRAY_DEPTH,
  type Named,
  printType,
} from "./builtin.ts";
import { compare } from "./compare.ts";
import { Fault } from "./fault.ts";
import { floatOf } from "./numeric.ts";
import { ANY, type GoType } from "./type.ts";
import { Slice, TypedInteger, typeName, type Value } from "./value.ts";

/**
 * The builtins over numbers and arrays of numbers, however deep. NaN is followed as Go does: `max`
 * and `min` keep a NaN that comes first and pass over one that comes later.
 */
export const AGGREGATE: readonly Named[] = [
  [
    "max",
    {
      check: { rule: (args) => aggregate("max", args) },
      call: (args) => extreme("max", args, (best, item) => compare(best, item, "<") < 0),
    },
  ],
  [
    "min",
    {
      check: { rule: (args) => aggregate("min", args) },
      call: (args) => extreme("min", args, (best, item) => compare(best, item, ">") > 0),
    },
  ],
  [
    "mean",
    {
      check: { rule: (args) => aggregate("mean", args) },
      call: (args) => {
        const numbers = collect("mean", args);
        return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
      },
    },
  ],
  [
    "median",
    {
      check: { rule: (args) => aggregate("median", args) },
      call: (args) => median(collect("median", args)),
    },
  ],
];

/** The first array, or argument of unknown type, ends the check; before it all must be numbers. */
function aggregate(name: string, args: ArgumentTypes): GoType {
  const [first] = args;
  if (args.length === 0) throw new Fault(`not enough arguments to call ${name}`);
  for (const type of args) {
    if (type === ANY || type?.kind === "slice" || type?.kind === "array") return ANY;
    if (!isNumeric(type)) {
      throw new Fault(`invalid argument for ${name} (type ${printType(type)})`);
    }
  }
  return first ?? ANY;
}

type IsBetter = (best: Value, item: Value) => boolean;

/** A single argument that is neither number nor array is given back as it is. */
function extreme(name: string, args: readonly Value[], isBetter: IsBetter): Value {
  const [only] = args;
  if (args.length === 1 && only !== undefined && !(only instanceof Slice || isNumberKind(only))) {
    return only;
  }
  let best: Value = null;
  for (const item of args.flatMap((arg) => candidates(name, arg, isBetter))) {
    if (best === null || isBetter(best, item)) best = item;
  }
  return best;
}

function candidates(name: string, arg: Value, isBetter: IsBetter): readonly Value[] {
  if (isNumberKind(arg)) return [arg];
  if (!(arg instanceof Slice)) throw notNumber(name, arg);
  return arg.items.map((item) => {
    const number = item instanceof Slice ? extreme(name, [item], isBetter) : item;
    if (floatOf(number) === undefined) throw notNumber(name, number);
    return number;
  });
}

function notNumber(name: string, value: Value): Fault {
  return new Fault(`invalid argument for ${name} (type ${typeName(value)})`);
}

/** Whether Go's reflection sees a number: durations and months are some to it. */
function isNumberKind(value: Value): value is number | bigint | TypedInteger {
  return typeof value === "number" || typeof value === "bigint" || value instanceof TypedInteger;
}

function collect(name: string, args: readonly Value[], depth = 0): number[] {
  if (depth > MAX_ARRAY_DEPTH) throw new Fault("recursion depth exceeded");
  return args.flatMap((arg) => {
    if (arg instanceof Slice) return collect(name, arg.items, depth + 1);
    if (isNumberKind(arg)) return arg instanceof TypedInteger ? Number(arg.value) : Number(arg);
    throw notNumber(name, arg);
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** NaN sorts before everything. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted(
    (a, b) => Number(!Number.isNaN(a)) - Number(!Number.isNaN(b)) || a - b,
  );
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  if (sorted.length % 2 === 1) return high;
  return sorted.length === 0 ? 0 : (low + high) / 2;
}
