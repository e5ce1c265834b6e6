import { add, divide, multiply, negate, subtract } from "./arithmetic.ts";
import { Fault } from "./fault.ts";
import { BOOLEAN, INTEGER, natureOf, REAL, UNKNOWN } from "./nature.ts";
import type { ArrayNode, BinaryNode, BuiltinNode, Node, UnaryNode } from "./node.ts";
import { power } from "./power.ts";
import { rewrite } from "./rewrite.ts";
import { ANYS, STRING } from "./type.ts";
import { anys, type Value, wrap } from "./value.ts";

/** The controller's bound on passes over the tree. */
const MAX_PASSES = 1000;

/**
 * The tree with constant parts computed before the run. That shows: `x || true` no longer looks at
 * `x`, `x and true` no longer checks that `x` is a bool, and `5 % 0` fails even where it never runs.
 * @throws Fault for a constant division by zero
 */
export function foldConstants(tree: Node): Node {
  let node = tree;
  for (let pass = 0; pass <= MAX_PASSES; pass += 1) {
    let changed = false;
    node = rewrite(node, (part) => {
      const folded = fold(part);
      changed ||= folded !== undefined;
      return folded ?? part;
    });
    if (!changed) return node;
  }
  return node;
}

function fold(node: Node): Node | undefined {
  switch (node.kind) {
    case "unary":
      return foldUnary(node);
    case "binary":
      return foldBinary(node);
    case "array":
      return foldArray(node);
    case "builtin":
      return node.name === "filter" ? mergeFilters(node) : undefined;
    default:
      return undefined;
  }
}

function foldUnary({ operator, operand, at }: UnaryNode): Node | undefined {
  if (operator === "!" || operator === "not") {
    return operand.kind === "bool" ? literal(!operand.value, at) : undefined;
  }
  if (operand.kind !== "integer" && operand.kind !== "float") return undefined;
  return literal(operator === "-" ? negate(operand.value) : operand.value, at);
}

function foldBinary(node: BinaryNode): Node | undefined {
  const { operator, left, right, at } = node;
  if (["and", "&&", "or", "||"].includes(operator)) return foldLogical(node);
  if (!isLiteral(left) || !isLiteral(right)) return undefined;
  const [a, b] = [left.value, right.value];
  if (operator === "==") {
    const isSame = left.kind === right.kind && left.kind !== "float";
    return isSame ? literal(a === b, at) : undefined;
  }
  if (left.kind === "bool" || right.kind === "bool") return undefined;
  if (left.kind === "string" || right.kind === "string") {
    return operator === "+" && left.kind === right.kind ? literal(add(a, b), at) : undefined;
  }
  const value = arithmetic(operator, { left: left.value, right: right.value, at });
  return value === undefined ? undefined : literal(value, at);
}

function arithmetic(
  operator: string,
  { left, right, at }: { left: bigint | number; right: bigint | number; at: number },
): Value | undefined {
  switch (operator) {
    case "+":
      return add(left, right);
    case "-":
      return subtract(left, right);
    case "*":
      return multiply(left, right);
    case "/":
      return divide(left, right);
    case "**":
    case "^":
      return power(Number(left), Number(right));
    case "%":
      if (typeof left === "number" || typeof right === "number") return undefined;
      if (right === 0n) throw new Fault("integer divide by zero", at);
      return wrap(left % right);
    default:
      return undefined;
  }
}

/** `true and x` is `x`, `x or true` is `true`. */
function foldLogical({ operator, left, right, at, nature }: BinaryNode): Node | undefined {
  const neutral = operator === "and" || operator === "&&";
  const [a, b] = [boolOf(left), boolOf(right)];
  if (a === neutral) return { ...right, at, nature };
  if (b === neutral) return { ...left, at, nature };
  return a === undefined && b === undefined ? undefined : literal(!neutral, at);
}

function boolOf(node: Node): boolean | undefined {
  return node.kind === "bool" ? node.value : undefined;
}

function foldArray({ nodes, at, depth }: ArrayNode): Node | undefined {
  if (nodes.length === 0 || !nodes.every(isLiteral)) return undefined;
  const value = anys(nodes.map((node) => node.value));
  return { kind: "constant", value, at, depth, nature: natureOf(ANYS) };
}

/** `filter(filter(x, p), q)` is `filter(x, p && q)`. */
function mergeFilters(node: BuiltinNode): Node | undefined {
  const [inner, outerPredicate] = node.args;
  if (inner?.kind !== "builtin" || inner.name !== "filter") return undefined;
  const [array, innerPredicate] = inner.args;
  if (array === undefined) return undefined;
  const merged = bothHold("&&", innerPredicate, outerPredicate);
  return merged && { ...node, args: [array, merged] };
}

/** One predicate that joins two. */
export function bothHold(
  operator: string,
  left: Node | undefined,
  right: Node | undefined,
): (Node & { kind: "predicate" }) | undefined {
  if (left?.kind !== "predicate" || right?.kind !== "predicate") return undefined;
  const { at, depth } = left;
  const node: Node = {
    kind: "binary",
    operator,
    left: left.node,
    right: right.node,
    ...{ at, depth, nature: UNKNOWN },
  };
  return { kind: "predicate", node, at, depth, nature: UNKNOWN };
}

type Literal = Extract<Node, { kind: "integer" | "float" | "string" | "bool" }>;

function isLiteral(node: Node): node is Literal {
  return ["integer", "float", "string", "bool"].includes(node.kind);
}

function literal(value: Value, at: number): Node {
  const common = { at, depth: 1 };
  switch (typeof value) {
    case "bigint":
      return { kind: "integer", value, nature: INTEGER, ...common };
    case "number":
      return { kind: "float", value, nature: REAL, ...common };
    case "string":
      return { kind: "string", value, nature: natureOf(STRING), ...common };
    case "boolean":
      return { kind: "bool", value, nature: BOOLEAN, ...common };
    default:
      return { kind: "constant", value, nature: UNKNOWN, ...common };
  }
}
