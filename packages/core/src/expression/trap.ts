import { check } from "./check.ts";
import { conditionEnvironment } from "./environment.ts";
import { Fault } from "./fault.ts";
import { misreadIn } from "./misread.ts";
import { type BinaryNode, type BuiltinNode, childrenOf, type Node } from "./node.ts";
import { optimize } from "./optimize.ts";
import { parse } from "./parser.ts";
import { floats } from "./value.ts";

/** What a condition may hold that does not do what it seems to. */
export interface ConditionTrap {
  readonly code: /** Two floats are compared for being exactly the same. */
    | "float-equality"
    /** `default` or `isNil` of something else than the result looks at the result all the same. */
    | "argument-ignored"
    /** `findLast` behind another operand: the controller takes the wrong operands. */
    | "operands-lost"
    /** Version 1.8 and 1.9 of the controller refuse it, or see it differently. */
    | "older-controller";
  readonly message: string;
}

/** The traps in a condition; none for one that cannot be parsed. */
export function trapsIn(source: string): readonly ConditionTrap[] {
  const tree = parsed(source);
  if (tree === undefined) return [];
  const written = SPELLINGS.filter(([pattern]) => pattern.test(source));
  const traps = [
    ...[...nodesOf(tree)].flatMap(trapsAt),
    ...written.map(([, what]) => older(what)),
    ...lostOperands(source),
  ];
  return [...new Map(traps.map((trap) => [trap.message, trap])).values()];
}

/** What the tree does not show. A text that looks like it is taken for it: it is but a notice. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/`/, "a text in backticks"],
  [/;\s*$/, "a sequence with `;`"],
  [/\b0[bo]\d/i, "a binary or octal number"],
];

function parsed(source: string): Node | undefined {
  try {
    return parse(source);
  } catch (fault) {
    if (fault instanceof Fault) return undefined;
    throw fault;
  }
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

function trapsAt(node: Node): readonly ConditionTrap[] {
  switch (node.kind) {
    case "binary":
      return operatorTraps(node);
    case "call":
      return ignoredArgument(node.callee, node.args[0]);
    case "builtin":
      return builtinTraps(node);
    case "sequence":
      return [older("a sequence with `;`")];
    case "conditional":
      return node.ternary ? [] : [older("if and else")];
    case "member":
      return node.optional && node.property.kind !== "string" ? [older("?.[...]")] : [];
    default:
      return [];
  }
}

function operatorTraps({ operator, left, right }: BinaryNode): readonly ConditionTrap[] {
  if (operator === "&&") {
    const isChain = right.kind === "binary" && lastOperand(left) === right.left;
    return isChain ? [older("a chain of comparisons")] : [];
  }
  if (operator !== "==" && operator !== "!=") return [];
  if (left.kind === "array" || right.kind === "array") {
    return [older("a list compared with a list")];
  }
  const float = [left, right].find(
    (node) => node.kind === "float" && !Number.isInteger(node.value),
  );
  if (float?.kind !== "float") return [];
  const message = `\`${operator} ${float.value}\` compares floats for being exactly the same`;
  return [{ code: "float-equality", message }];
}

/** In a chain, two comparisons have this operand together. */
function lastOperand(node: Node): Node | undefined {
  if (node.kind !== "binary") return undefined;
  return node.operator === "&&" ? lastOperand(node.right) : node.right;
}

function ignoredArgument(callee: Node, argument: Node | undefined): readonly ConditionTrap[] {
  if (callee.kind !== "identifier" || !["default", "isNil"].includes(callee.name)) return [];
  if (argument?.kind === "identifier" && argument.name === "result") return [];
  const message = `\`${callee.name}\` looks at the result as a whole, never at its first argument`;
  return [{ code: "argument-ignored", message }];
}

/** Builtins that the older language does not have. */
const NEW_BUILTINS = ["concat", "flatten", "reverse", "timezone", "uniq"];
/** Builtins that it has with a fixed number of arguments. */
const FIXED_ARGUMENTS: Readonly<Record<string, number>> = {
  count: 2,
  mean: 1,
  median: 1,
  reduce: 3,
  sum: 1,
};

function builtinTraps({ name, args }: BuiltinNode): readonly ConditionTrap[] {
  if (NEW_BUILTINS.includes(name) || name.startsWith("bit")) return [older(name)];
  const fixed = FIXED_ARGUMENTS[name];
  if (fixed !== undefined && args.length !== fixed)
    return [older(`${name} with ${args.length} arguments or predicates`)];
  if (name === "sortBy" && args[1]?.kind === "predicate") return [older("sortBy with a predicate")];
  const isOfList = (name === "max" || name === "min") && args.length === 1;
  return isOfList ? [older(`${name} of a list`)] : [];
}

function older(what: string): ConditionTrap {
  return {
    code: "older-controller",
    message: `${what}: Argo Rollouts before version 1.10 refuses it, or sees it differently`,
  };
}

/** Whether the condition is right for a vector does not matter here: its shape is asked for. */
function lostOperands(source: string): readonly ConditionTrap[] {
  try {
    const tree = parse(source);
    check(tree, conditionEnvironment(floats([1])));
    if (misreadIn(optimize(tree)).size === 0) return [];
  } catch (fault) {
    if (fault instanceof Fault) return [];
    throw fault;
  }
  const message = "`findLast`, or `filter(...)[-1]`, stands behind another operand: put it first";
  return [{ code: "operands-lost", message }];
}
