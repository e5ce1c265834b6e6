import type { Node } from "./node.ts";

/**
 * The `findLast` and `findLastIndex` nodes (also those that stand for `filter(...)[-1]` and
 * `last(filter(...))`) that run while earlier operands of the same operation wait.
 *
 * The controller's expression language keeps operands on a stack, and these two leave a boolean on it
 * for every item they look at. The operation then takes that boolean for its earlier operand:
 * `1 < findLast(result, true)` compares `true`. What comes of it, mostly an error, cannot be meant,
 * so such a node is refused when it runs.
 */
export function misreadIn(tree: Node): ReadonlySet<Node> {
  const found = new Set<Node>();
  visit(tree, false);
  return found;

  function visit(node: Node, isLater: boolean): void {
    if (isLater && node.kind === "builtin" && node.name.startsWith("findLast")) found.add(node);
    for (const [child, waits] of operandsOf(node)) visit(child, isLater || waits);
  }
}

/** The nodes below, each with whether earlier operands wait while it runs. */
function operandsOf(node: Node): (readonly [Node, boolean])[] {
  switch (node.kind) {
    case "binary":
      return [
        [node.left, false],
        [node.right, !["and", "&&", "or", "||", "??"].includes(node.operator)],
      ];
    case "member":
      return inTurn([node.node, node.property]);
    case "slice":
      return inTurn([node.node, node.to, node.from]);
    case "call":
      return inTurn([...node.args, node.callee]);
    case "builtin":
      return operandsOfBuiltin(node.name, [...node.args, node.project]);
    case "array":
      return inTurn(node.nodes);
    case "map":
      return inTurn(node.pairs.flatMap(({ key, value }) => [key, value]));
    case "unary":
      return [[node.operand, false]];
    case "chain":
    case "predicate":
      return [[node.node, false]];
    case "conditional":
      return alone([node.condition, node.consequent, node.alternate]);
    case "variable":
      return alone([node.value, node.body]);
    case "sequence":
      return alone(node.nodes);
    default:
      return [];
  }
}

/** `filter` and `map` keep what they found on the stack while they ask for the next item. */
function operandsOfBuiltin(
  name: string,
  args: readonly (Node | undefined)[],
): (readonly [Node, boolean])[] {
  const hasPredicate = args.some((arg) => arg?.kind === "predicate");
  return hasPredicate && name !== "filter" && name !== "map" ? alone(args) : inTurn(args);
}

function inTurn(nodes: readonly (Node | undefined)[]): (readonly [Node, boolean])[] {
  return present(nodes).map((node, index) => [node, index > 0]);
}

function alone(nodes: readonly (Node | undefined)[]): (readonly [Node, boolean])[] {
  return present(nodes).map((node) => [node, false]);
}

function present(nodes: readonly (Node | undefined)[]): Node[] {
  return nodes.filter((node) => node !== undefined);
}
