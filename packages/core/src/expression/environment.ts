import { conversion } from "./conversion.ts";
import { Fault } from "./fault.ts";
import { printValue } from "./format.ts";
import { numberFaultText, parseFloat64, parseInteger, truncate } from "./number.ts";
import { floatOf, integerOf } from "./numeric.ts";
import { ANY, BOOL, FLOAT, funcOf, INT64, OBJECT } from "./type.ts";
import { Dictionary, type Func, isNil, TypedInteger, typeName, type Value } from "./value.ts";

/**
 * The names a condition sees: the metric's result and the functions that Argo Rollouts adds. `isNil`
 * and `default` never look at their first argument, only at the result: that is what the controller
 * does.
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/analysis/#measurements-evaluation
 */
export function conditionEnvironment(result: Value): Dictionary {
  const known = isNil(result) ? null : result;
  return environment([
    ["result", known],
    ["asInt", { type: funcOf([ANY], INT64), call: ([value = null]) => asInt(value) }],
    ["asFloat", { type: funcOf([ANY], FLOAT), call: ([value = null]) => asFloat(value) }],
    ...FLOAT_TESTS,
    ["isNil", { type: funcOf([ANY], BOOL), call: () => known === null }],
    [
      "default",
      { type: funcOf([ANY, ANY], ANY), call: ([, fallback = null]) => known ?? fallback },
    ],
  ]);
}

/** The names that `start` and `end` of a Prometheus range query see. */
export function timeEnvironment(): Dictionary {
  return environment(FLOAT_TESTS);
}

const FLOAT_TESTS: readonly (readonly [string, Func])[] = [
  ["isNaN", floatTest(Number.isNaN)],
  ["isInf", floatTest((float) => Math.abs(float) === Infinity)],
];

function environment(entries: readonly (readonly [string, Value])[]): Dictionary {
  return new Dictionary(OBJECT, entries);
}

function floatTest(test: (float: number) => boolean): Func {
  return {
    type: funcOf([FLOAT], BOOL),
    call: ([value = null]) => {
      if (typeof value === "number") return test(value);
      throw conversion(value, "float64");
    },
  };
}

function asInt(value: Value): TypedInteger {
  const integer = typeof value === "number" ? truncate(value) : integerOf(value);
  if (integer !== undefined) return new TypedInteger(INT64, integer);
  if (typeof value !== "string") throw unsupported("asInt", value);
  const parsed = parseInteger(value, 10);
  if (typeof parsed === "bigint") return new TypedInteger(INT64, parsed);
  throw new Fault(numberFaultText("ParseInt", value, { fault: parsed }));
}

function asFloat(value: Value): number {
  const float = floatOf(value);
  if (float !== undefined) return float;
  if (typeof value !== "string") throw unsupported("asFloat", value);
  const parsed = parseFloat64(value);
  if (typeof parsed === "number") return parsed;
  throw new Fault(numberFaultText("ParseFloat", value, { fault: parsed }));
}

function unsupported(name: string, value: Value): Fault {
  return new Fault(`${name}() not supported on ${typeName(value)} ${printValue(value)}`);
}
