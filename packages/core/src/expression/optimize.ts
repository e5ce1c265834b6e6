import { setOf } from "./access.ts";
import { bothHold, foldConstants } from "./fold.ts";
import { natureOf, UNKNOWN } from "./nature.ts";
import type { BinaryNode, BuiltinNode, Node } from "./node.ts";
import { contains, rewrite, sameTree } from "./rewrite.ts";
import { ANY, INT_SET, STRING_SET } from "./type.ts";
import type { Value } from "./value.ts";

/**
 * The tree as the controller's compiler rewrites it. None of this is for speed: the rewritten tree
 * may give another value or another fault than the one that was written, and so must we.
 * @throws Fault for a constant division by zero
 */
export function optimize(tree: Node): Node {
  const passes = [
    memberOfRange,
    mapOfFilter,
    lengthOfFilter,
    endOfFilter("last", -1n),
    endOfFilter("first", 0n),
    joinedPredicates,
    sumOfArray,
  ];
  const folded = foldConstants(rewrite(tree, memberOfList));
  return passes.reduce((node, pass) => rewrite(node, pass), folded);
}

/** `x in [1, 2]` looks `x` up in a set, where nil stands for the zero value. */
function memberOfList(node: Node): Node {
  if (node.kind !== "binary" || node.operator !== "in" || node.right.kind !== "array") return node;
  const { nodes, at, depth } = node.right;
  const isInteger = node.left.nature.type?.kind === "int";
  const kind = isInteger && nodes.every((item) => item.kind === "integer") ? "integer" : "string";
  if (nodes.length === 0) return node;
  const items: Value[] = [];
  for (const item of nodes) {
    if (item.kind !== kind || !("value" in item)) return node;
    items.push(item.value as Value);
  }
  const type = kind === "integer" ? INT_SET : STRING_SET;
  const right: Node = {
    kind: "constant",
    value: setOf(type, items),
    at,
    depth,
    nature: natureOf(type),
  };
  return { ...node, right };
}

/** `x in 1..3` with an integer is `x >= 1 and x <= 3`, which nil is not fit for. */
function memberOfRange(node: Node): Node {
  if (node.kind !== "binary" || node.operator !== "in") return node;
  const { left, right, at, depth } = node;
  if (left.nature.type?.kind !== "int") return node;
  if (right.kind !== "binary" || right.operator !== "..") return node;
  if (right.left.kind !== "integer" || right.right.kind !== "integer") return node;
  const bound = (operator: string, limit: Node): Node => ({
    ...{ kind: "binary", operator, left, right: limit, at, depth, nature: UNKNOWN },
  });
  return {
    ...node,
    operator: "and",
    left: bound(">=", right.left),
    right: bound("<=", right.right),
  };
}

/** `map(filter(x, p), f)` is one loop, unless `f` asks for the index. */
function mapOfFilter(node: Node): Node {
  if (!isBuiltin(node, "map")) return node;
  const [filter, predicate] = node.args;
  if (!isBuiltin(filter, "filter") || filter.project !== undefined) return node;
  if (predicate?.kind !== "predicate" || contains(predicate, isIndex)) return node;
  return { ...node, name: "filter", args: filter.args, project: predicate.node };
}

function isIndex(node: Node): boolean {
  return node.kind === "pointer" && node.name === "index";
}

/** `len(filter(x, p))` only counts; what a `map` around the filter would have made is not made. */
function lengthOfFilter(node: Node): Node {
  if (!isBuiltin(node, "len") || node.args.length !== 1) return node;
  const [filter] = node.args;
  return isBuiltin(filter, "filter") ? { ...node, name: "count", args: filter.args } : node;
}

/** `filter(x, p)[0]` and `first(filter(x, p))` stop at the first item found. */
function endOfFilter(name: "first" | "last", index: bigint): (node: Node) => Node {
  const find = name === "first" ? "find" : "findLast";
  return (node) => {
    const isMember =
      node.kind === "member" &&
      !node.optional &&
      node.property.kind === "integer" &&
      node.property.value === index;
    const filter = isMember ? node.node : isBuiltin(node, name) ? node.args[0] : undefined;
    if (!isBuiltin(filter, "filter")) return node;
    const { at, depth, nature } = node;
    return {
      ...filter,
      name: find,
      at,
      depth,
      nature,
      ...(isMember ? { throws: true } : {}),
    };
  };
}

/** `all(x, p) && all(x, q)` is `all(x, p && q)`; likewise `any` with or, and `none`. */
function joinedPredicates(node: Node): Node {
  if (node.kind !== "binary") return node;
  const { left, right } = node;
  if (left.kind !== "builtin" || right.kind !== "builtin" || left.name !== right.name) return node;
  const operator = joinedOperator(left.name, node.operator);
  if (operator === undefined) return node;
  const [array, predicate] = left.args;
  const [otherArray, otherPredicate] = right.args;
  if (array === undefined || otherArray === undefined) return node;
  if (typeOf(array) !== typeOf(otherArray) || !sameTree(array, otherArray)) return node;
  const joined = bothHold(operator, predicate, otherPredicate);
  if (joined === undefined) return node;
  const { at, depth, nature } = node;
  const body = { ...joined, node: joinedPredicates(joined.node) };
  return { kind: "builtin", name: left.name, args: [array, body], at, depth, nature };
}

function typeOf(node: Node) {
  return node.nature.type ?? ANY;
}

function joinedOperator(name: string, operator: string): string | undefined {
  const isAnd = operator === "and" || operator === "&&";
  const isOr = operator === "or" || operator === "||";
  if ((name === "all" && isAnd) || (name === "any" && isOr)) return operator;
  if (name !== "none" || !isAnd) return undefined;
  return operator === "and" ? "or" : "||";
}

/** `sum([a, b, c])` is `a + (b + c)`: floats may round otherwise, and texts are joined. */
function sumOfArray(node: Node): Node {
  if (!isBuiltin(node, "sum") || node.args.length !== 1) return node;
  const [array] = node.args;
  if (array?.kind !== "array" || array.nodes.length < 2) return node;
  const { at, depth } = node;
  const sum = array.nodes.reduceRight(
    (right, left): BinaryNode => ({
      ...{ kind: "binary", operator: "+", left, right, at, depth, nature: UNKNOWN },
    }),
  );
  return { ...sum, nature: node.nature };
}

function isBuiltin(node: Node | undefined, name: string): node is BuiltinNode {
  return node?.kind === "builtin" && node.name === name;
}
