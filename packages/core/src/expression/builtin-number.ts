import { expectCount, isNumeric, isOpen, type Named, printType } from "./builtin.ts";
import { Fault } from "./fault.ts";
import { parseFloat64, parseInteger, truncate } from "./number.ts";
import { floatOf, integerOf } from "./numeric.ts";
import { FLOAT, funcOf, type GoType, INT, isIntegerType } from "./type.ts";
import { TypedInteger, typeName, type Value, wrap } from "./value.ts";

/** The builtins on single numbers: conversions, rounding, bits. */
export const NUMBER: readonly Named[] = [
  ["int", { check: { rule: numberOrText("int", INT) }, call: ([value = null]) => toInt(value) }],
  [
    "float",
    { check: { rule: numberOrText("float", FLOAT) }, call: ([value = null]) => toFloat(value) },
  ],
  [
    "abs",
    {
      check: { rule: (args) => oneNumber("abs", args) },
      call: ([value = null]) => abs(value),
    },
  ],
  rounding("ceil", Math.ceil),
  rounding("floor", Math.floor),
  rounding("round", (float) => Math.sign(float) * roundHalfUp(Math.abs(float))),
  bits("bitand", (x, y) => x & y),
  bits("bitor", (x, y) => x | y),
  bits("bitxor", (x, y) => x ^ y),
  bits("bitnand", (x, y) => x & ~y),
  bits("bitshl", (x, y) => (shift(y) > 63n ? 0n : x << y)),
  bits("bitshr", (x, y) => x >> shift(y)),
  bits("bitushr", (x, y) => BigInt.asUintN(64, x) >> shift(y)),
  [
    "bitnot",
    {
      check: { overloads: [funcOf([INT], INT)] },
      call: ([value = null]) => ~bitsOf(value, "bitnot"),
    },
  ],
];

function numberOrText(name: string, result: GoType) {
  return (args: readonly (GoType | undefined)[]): GoType => {
    expectCount(args, 1);
    const [type] = args;
    if (isNumeric(type) || isOpen(type) || type?.kind === "string") return result;
    throw new Fault(`invalid argument for ${name} (type ${printType(type)})`);
  };
}

function oneNumber(name: string, args: readonly (GoType | undefined)[]): GoType {
  expectCount(args, 1);
  const [type] = args;
  if (type !== undefined && (isNumeric(type) || isOpen(type))) return type;
  throw new Fault(`invalid argument for ${name} (type ${printType(type)})`);
}

function toInt(value: Value): bigint {
  if (typeof value === "number") return truncate(value);
  const integer = value instanceof TypedInteger ? value.value : integerOf(value);
  if (integer !== undefined) return integer;
  if (value === null) throw new Fault("reflect: call of reflect.Value.Type on zero Value");
  const parsed = typeof value === "string" ? parseInteger(value, 10) : undefined;
  if (typeof parsed === "bigint") return parsed;
  throw new Fault(`invalid operation: int(${typeof value === "string" ? value : typeName(value)})`);
}

function toFloat(value: Value): number {
  const float = floatOf(value);
  if (float !== undefined) return float;
  const parsed = typeof value === "string" ? parseFloat64(value) : undefined;
  if (typeof parsed === "number") return parsed;
  throw new Fault(
    `invalid operation: float(${typeof value === "string" ? value : typeName(value)})`,
  );
}

function abs(value: Value): Value {
  if (typeof value === "number") return value < 0 ? -value : value;
  if (typeof value === "bigint") return value < 0n ? wrap(-value) : value;
  if (value instanceof TypedInteger && isIntegerType(value.type)) {
    return value.value < 0n ? new TypedInteger(value.type, wrap(-value.value)) : value;
  }
  throw new Fault(`invalid argument for abs (type ${typeName(value)})`);
}

function rounding(name: string, round: (float: number) => number): Named {
  return [
    name,
    {
      check: {
        rule: (args) => {
          oneNumber(name, args);
          return FLOAT;
        },
      },
      call: ([value = null]) => {
        const float = floatOf(value);
        if (float === undefined) {
          throw new Fault(`invalid argument for ${name} (type ${typeName(value)})`);
        }
        return round(float);
      },
    },
  ];
}

/** Halves go up; the sum `float + 0.5` would round 0.49999999999999994 up too. */
function roundHalfUp(float: number): number {
  const floor = Math.floor(float);
  return float - floor < 0.5 ? floor : floor + 1;
}

function bits(name: string, combine: (x: bigint, y: bigint) => bigint): Named {
  return [
    name,
    {
      check: { overloads: [funcOf([INT, INT], INT)] },
      call: ([x = null, y = null]) => wrap(combine(bitsOf(x, name), bitsOf(y, name))),
    },
  ];
}

function bitsOf(value: Value, name: string): bigint {
  const integer = integerOf(value);
  if (integer !== undefined) return integer;
  throw new Fault(`cannot use ${typeName(value)} as argument (type int) to call ${name}`);
}

function shift(count: bigint): bigint {
  if (count >= 0n) return count;
  throw new Fault(`invalid operation: negative shift count ${count} (type int)`);
}
