import { compilePattern } from "../regexp/index.ts";
import { contains, toInteger } from "./access.ts";
import { add, divide, exponent, modulo, multiply, subtract } from "./arithmetic.ts";
import { compare, equal } from "./compare.ts";
import { boolOf, conversion, stringOf } from "./conversion.ts";
import { Fault } from "./fault.ts";
import type { Code } from "./frame.ts";
import type { BinaryNode, Node } from "./node.ts";
import type { Run } from "./run.ts";
import { INT, INTS, STRING } from "./type.ts";
import { isNil, Slice, type Value } from "./value.ts";

type Operation = (left: Value, right: Value, run: Run) => Value;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["<", (left, right) => compare(left, right, "<") < 0],
  [">", (left, right) => compare(left, right, ">") > 0],
  ["<=", (left, right) => compare(left, right, "<=") <= 0],
  [">=", (left, right) => compare(left, right, ">=") >= 0],
  ["+", add],
  ["-", subtract],
  ["*", multiply],
  ["/", divide],
  ["%", modulo],
  ["**", exponent],
  ["^", exponent],
  ["in", (needle, collection) => contains(collection, needle)],
  ["..", range],
  ["matches", matches],
  ["contains", onTexts((text, part) => text.includes(part))],
  ["startsWith", onTexts((text, part) => text.startsWith(part))],
  ["endsWith", onTexts((text, part) => text.endsWith(part))],
]);

/** The code for a binary operator, given that of its operands. */
export function binaryCode(node: BinaryNode, left: Code, right: Code): Code {
  switch (node.operator) {
    case "and":
    case "&&":
      return (frame) => boolOf(left(frame)) && right(frame);
    case "or":
    case "||":
      return (frame) => boolOf(left(frame)) || right(frame);
    case "??":
      return (frame) => {
        const value = left(frame);
        return isNil(value) ? right(frame) : value;
      };
  }
  const { at } = node;
  const operation = operationFor(node);
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.run.at = at;
    return operation(a, b, frame.run);
  };
}

function operationFor(node: BinaryNode): Operation {
  if (node.operator === "==") return equality(node);
  if (node.operator === "!=") {
    const same = equality(node);
    return (left, right, run) => !same(left, right, run);
  }
  if (node.operator === "matches" && node.right.kind === "string") {
    return patternMatch(node.right.value);
  }
  const operation = OPERATIONS.get(node.operator);
  if (operation === undefined) throw new Fault(`unknown operator (${node.operator})`, node.at);
  return operation;
}

/** Two values that the checker takes for integers, or for texts, must be such when they are there. */
function equality({ left, right }: BinaryNode): Operation {
  if (isAlways(left, right, INT)) {
    return (a, b) => {
      for (const value of [a, b]) if (typeof value !== "bigint") throw conversion(value, "int");
      return a === b;
    };
  }
  if (isAlways(left, right, STRING)) return (a, b) => stringOf(a) === stringOf(b);
  return equal;
}

function isAlways(left: Node, right: Node, type: typeof INT): boolean {
  return left.nature.type === type && right.nature.type === type;
}

function range(from: Value, to: Value, run: Run): Slice {
  const [first, last] = [toInteger(from), toInteger(to)];
  const size = last < first ? 0 : Number(last - first) + 1;
  run.grow(size);
  return new Slice(
    INTS,
    Array.from({ length: size }, (_, index) => first + BigInt(index)),
  );
}

/** nil matches nothing. */
function patternMatch(pattern: string): Operation {
  const compiled = compilePattern(pattern);
  return (text) => {
    if (!compiled.ok) throw new Fault(compiled.fault);
    if (isNil(text)) return false;
    if (typeof text !== "string") throw conversion(text, "[]uint8");
    return compiled.isIn(text);
  };
}

function matches(text: Value, pattern: Value, run: Run): Value {
  if (isNil(text) || isNil(pattern)) return false;
  return patternMatch(stringOf(pattern))(text, pattern, run);
}

/** nil holds no text and is held by none. */
function onTexts(test: (text: string, part: string) => boolean): Operation {
  return (text, part) => {
    if (isNil(text) || isNil(part)) return false;
    return test(stringOf(text), stringOf(part));
  };
}
