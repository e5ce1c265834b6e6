import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { printValue } from "./format.ts";
import { compileCondition, evaluateCondition, evaluateTime } from "./program.ts";
import { floats, fromJson, type Value } from "./value.ts";

const now = new Date("2026-11-03T10:00:00Z");
const two = floats([0.9, 0.999]);

function printed(source: string, result: Value = two): string {
  return printValue(compileCondition(source, result).run(result, now));
}

describe("numbers are Go's", () => {
  test.each([
    ["integers divide to a float", "7 / 2", "3.5"],
    ["a remainder wants integers", "7 % 2", "1"],
    ["integers wrap", "9223372036854775807 + 1", "-9223372036854775808"],
    ["a power is a float", "2 ** 3", "8"],
    ["a power binds from the right", "2 ** 3 ** 2", "512"],
    ["an integer equals the same float", "1 == 1.0", "true"],
    ["floats print short", "0.1 + 0.2", "0.30000000000000004"],
    ["large floats print with an exponent", "1e21 + 0", "1e+21"],
    ["int cuts", "int(2.9)", "2"],
    ["asInt cuts, too", "asInt(-2.9)", "-2"],
    ["NaN is not equal to itself", "asFloat('NaN') == asFloat('NaN')", "false"],
  ])("%s: %s", (_, source, expected) => {
    expect(printed(source)).toBe(expected);
  });
});

describe("operators", () => {
  test.each([
    ["not binds stronger than a comparison", "not true == true", "false"],
    ["and binds stronger than or", "true or false and false", "true"],
    ["a chain of comparisons is their conjunction", "0.5 < result[0] <= 1", "true"],
    ["?? takes what is not nil", "nil ?? 2", "2"],
    ["a range is a list", "len(1..4)", "4"],
    ["in looks into a list", "2 in [1, 2]", "true"],
    ["not in looks, too", "3 not in 1..2", "true"],
    ["matches is Go's pattern, not anchored", "'abc' matches '[[:alpha:]]c$'", "true"],
    ["a negative index counts from the end", "result[-1]", "0.999"],
    ["a slice takes a part", "result[1:]", "[0.999]"],
    ["a ternary picks", "len(result) > 1 ? 'many' : 'few'", "many"],
    ["if and else pick, too", "if false { 1 } else { 2 }", "2"],
    ["let names a value", "let x = result[0]; x > 0.5", "true"],
    ["a pipe gives the first argument", "result | len()", "2"],
  ])("%s: %s", (_, source, expected) => {
    expect(printed(source)).toBe(expected);
  });
});

describe("builtins", () => {
  test.each([
    ["all(result, # > 0.5)", "true"],
    ["any(result, {# > 0.99})", "true"],
    ["count(result, # > 0.95)", "1"],
    ["filter(result, # > 0.95)", "[0.999]"],
    ["map(result, # * 0)", "[0 0]"],
    ["reduce([1, 2, 3], #acc + #)", "6"],
    ["sum(result)", "1.899"],
    ["max(result)", "0.999"],
    ["mean([1, 2])", "1.5"],
    ["median([3, 1, 2])", "2"],
    ["sort([3, 1, 2])", "[1 2 3]"],
    ["uniq([1, 1, 2])", "[1 2]"],
    ["groupBy([1, 2, 3], # % 2)", "map[0:[2] 1:[1 3]]"],
    ["toJSON({a: [1, nil]})", '{\n  "a": [\n    1,\n    null\n  ]\n}'],
    ["split('a,b', ',')", "[a b]"],
    ["trim('  a ')", "a"],
    ["indexOf('añb', 'b')", "3"],
    ["toBase64('hello')", "aGVsbG8="],
    ["duration('90s').Minutes()", "1.5"],
    ["date('2026-11-03').Year()", "2026"],
    ["now().Hour()", "10"],
    ["type(result)", "array"],
    ["isNaN(result[0])", "false"],
    ["default(result[5:], 7)", "[0.9 0.999]"],
  ])("%s", (source, expected) => {
    expect(printed(source)).toBe(expected);
  });

  test("all is true, and none is, where there is nothing", () => {
    expect(evaluateCondition("all(result, # > 1)", floats([]), { now })).toBe(true);
    expect(evaluateCondition("none(result, # < 1)", floats([]), { now })).toBe(true);
  });

  test("a web reply's numbers are floats, its missing fields nil", () => {
    const reply = fromJson({ data: { items: [{ n: 5 }] } });

    expect(printed("result.data.items[0].n / 2", reply)).toBe("2.5");
    expect(printed("result.data.missing?.deeper", reply)).toBe("<nil>");
  });
});

describe("a condition that cannot be used", () => {
  test.each([
    ["a token too many", "result[0] >", "condition-invalid", "unexpected token EOF"],
    ["a name nobody knows", "results[0] > 1", "condition-invalid", "unknown name results"],
    [
      "types that do not go together",
      "result > 0.5",
      "condition-invalid",
      "invalid operation: > (mismatched types []float64 and float64)",
    ],
    [
      "an index past the end",
      "result[5] > 0.5",
      "condition-failed",
      "index out of range: 5 (array length is 2)",
    ],
    ["no bool", "result[0]", "condition-failed", "expected bool, but got float64"],
    ["a pattern Go refuses", "'a' matches '('", "condition-invalid", undefined],
    [
      "operands that get lost in the controller",
      "1 < findLast(result, true)",
      "condition-failed",
      undefined,
    ],
  ])("%s: %s", (_, source, code, message) => {
    const attempt = () => evaluateCondition(source, two, { now });

    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    if (message !== undefined) expect(attempt).toThrow(message);
  });

  test("the hint points at the place", () => {
    const attempt = () => evaluateCondition("len(result) > 1\n  and resul[0] > 1", two, { now });

    expect(attempt).toThrow(
      expect.objectContaining({
        line: 2,
        column: 7,
        hint: "Correct the condition where the caret points:\n |   and resul[0] > 1\n | ......^",
      }),
    );
  });
});

describe("bounds", () => {
  test.each([
    ["length", `1 == ${"1".repeat(100_001)}`],
    ["nesting", `${"(".repeat(2_000)}1${")".repeat(2_000)} == 1`],
    ["else-ifs", `${"if true { 1 } else ".repeat(2_000)} { 1 } == 1`],
    ["nodes", `${"1 + ".repeat(12_000)}1 == 1`],
    ["a range's size", "len(1..100000000) > 1"],
    ["a text's size", "len(repeat('a', 1000000000)) > 1"],
    ["a product of loops", "len(map(1..9999, map(1..9999, map(1..9999, #)))) > 1"],
    ["texts multiplied", "let a = repeat('ab', 500000); len(repeat(a, 500000)) > 1"],
  ])("a condition cannot exhaust the machine by its %s", (_, source) => {
    expect(() => evaluateCondition(source, two, { now })).toThrow(UserError);
  });
});

describe("evaluateTime", () => {
  test.each([
    ["now() - duration('5m')", "2026-11-03T09:55:00.000Z"],
    ["date('2026-11-03T08:00:00+01:00')", "2026-11-03T07:00:00.000Z"],
  ])("%s", (source, expected) => {
    expect(evaluateTime(source, { now })).toEqual(new Date(expected));
  });

  test("refuses what is no time", () => {
    expect(() => evaluateTime("duration('5m')", { now })).toThrow("expected time.Time");
  });
});
