import { expect, test } from "vitest";
import { trapsIn } from "./trap.ts";

test.each([
  ["an exact float", "result[0] == 0.95", ["float-equality"]],
  ["a whole number is exact", "result[0] == 1", []],
  ["a comparison", "result[0] >= 0.95", []],
  ["default of a part", "default(result[0], 0) > 1", ["argument-ignored"]],
  ["isNil of a part", "isNil(result.a)", ["argument-ignored"]],
  ["default of the result", "len(default(result, [])) > 0", []],
  ["findLast behind an operand", "1 < findLast(result, # > 0)", ["operands-lost"]],
  ["filter's last behind an operand", "1 < filter(result, # > 0)[-1]", ["operands-lost"]],
  ["findLast first", "findLast(result, # > 0) > 1", []],
  ["max of a list", "max(result) < 1", ["older-controller"]],
  ["max of numbers", "max(result[0], 1) < 1", []],
  ["a chain", "0 < result[0] < 1", ["older-controller"]],
  ["a conjunction that is no chain", "0 < result[0] and result[0] < 1", []],
  ["a sequence", "1; result[0] > 0", ["older-controller"]],
  ["if", "if true { true } else { false }", ["older-controller"]],
  ["backticks", "`a` == 'a'", ["older-controller"]],
  ["an octal number", "result[0] < 0o17", ["older-controller"]],
  ["what cannot be parsed", "result[", []],
])("%s: %s", (_, source, codes) => {
  expect(trapsIn(source).map(({ code }) => code)).toEqual(codes);
});
