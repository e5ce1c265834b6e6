import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { Fault } from "./fault.ts";
import { printValue } from "./format.ts";
import type { Node } from "./node.ts";
import { parse } from "./parser.ts";
import { compileCondition } from "./program.ts";
import { floats, fromJson, type Value } from "./value.ts";

const now = new Date("2026-11-03T10:00:00Z");

/** What comes of a condition, as one text. */
function outcome(source: string, result: Value): string {
  try {
    return printValue(compileCondition(source, result).run(result, now));
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** The tree as a condition again, with every operation in brackets. */
function print(node: Node): string {
  switch (node.kind) {
    case "nil":
      return "nil";
    case "integer":
    case "bool":
      return String(node.value);
    case "float":
      return node.value.toExponential();
    case "string":
      return JSON.stringify(node.value);
    case "identifier":
      return node.name;
    case "pointer":
      return `#${node.name}`;
    case "unary":
      return `(${node.operator} ${print(node.operand)})`;
    case "binary":
      return `(${print(node.left)} ${node.operator} ${print(node.right)})`;
    case "member":
      return `${print(node.node)}[${print(node.property)}]`;
    case "conditional":
      return `(${print(node.condition)} ? ${print(node.consequent)} : ${print(node.alternate)})`;
    case "builtin":
      return `${node.name}(${node.args.map(print).join(", ")})`;
    case "predicate":
      return `{${print(node.node)}}`;
    case "array":
      return `[${node.nodes.map(print).join(", ")}]`;
    default:
      throw new Error(`the generator below makes no ${node.kind}`);
  }
}

const OPERAND = fc.constantFrom(
  ...["1", "2", "0.5", "0", "true", "false", "nil", "'a'", "'1'", "result", "result[0]"],
  ...["result[-1]", "len(result)", "all(result, # > 0.5)", "any(result, {# < 1})", "[1, 2]"],
  ...["max(result)", "count(result, # == 1)", "int(result[0])", "map(result, # * 2)", "type(nil)"],
);
const OPERATOR = fc.constantFrom(
  ...[
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "==",
    "!=",
    "<",
    ">=",
    "and",
    "or",
    "&&",
    "??",
    "in",
    "not in",
  ],
  ...["contains", "..", "? 1 :", "? nil :"],
);
const PREFIX = fc.constantFrom("", "", "", "not ", "-", "!", "(", "not not ");

/** Operands and operators in a row, so that it is the parser that finds out what belongs together. */
const CONDITION = fc
  .tuple(PREFIX, OPERAND, fc.array(fc.tuple(OPERATOR, PREFIX, OPERAND), { maxLength: 6 }))
  .map(([prefix, first, rest]) => {
    const text = [
      prefix + first,
      ...rest.flatMap(([operator, sign, operand]) => [operator, sign + operand]),
    ];
    const open = text.join(" ").split("(").length - text.join(" ").split(")").length;
    return text.join(" ") + ")".repeat(Math.max(open, 0));
  });

const RESULT = fc.constantFrom<Value>(
  floats([0.9, 1]),
  floats([]),
  floats([Number.NaN]),
  1,
  Number.NaN,
  fromJson({ a: 1 }),
  fromJson("1"),
  null,
);

describe("any condition", () => {
  test("means the same with every operation in brackets", () => {
    let compared = 0;
    fc.assert(
      fc.property(CONDITION, RESULT, (source, result) => {
        let printed: string;
        try {
          printed = print(parse(source));
        } catch (fault) {
          if (fault instanceof Fault) return;
          throw fault;
        }
        compared += 1;
        expect(outcome(printed, result)).toBe(outcome(source, result));
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test("comes to a value or a UserError, soon, whatever its text is", () => {
    const word = fc.constantFrom(
      ...["result", "[", "]", "(", ")", "{", "}", "#", ".", "?.", "..", ",", ";", ":", "?", "|"],
      ...["map", "filter", "reduce", "all", "let x =", "x", "if", "else", "not", "in", "matches"],
      ...["1", "0.5", "1e400", "'a'", '"\\u{1}"', "`", "//", "/*", "nil", "==", "**", "-", "now()"],
      ...["repeat", "1..9999", "fromJSON", "$env", "::len", "é", "\u0000", "toPairs", "#acc"],
    );
    const source = fc.array(word, { maxLength: 30 }).map((words) => words.join(" "));

    fc.assert(
      fc.property(source, RESULT, (text, result) => {
        expect(typeof outcome(text, result)).toBe("string");
      }),
      { numRuns: 3_000 },
    );
  });
});
