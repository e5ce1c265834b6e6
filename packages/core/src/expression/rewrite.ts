import { childrenOf, type Node } from "./node.ts";

/**
 * The tree with each node replaced by what `visit` makes of it, from the leaves up: a node is shown
 * with its children already replaced. Nodes that nothing changes below are kept.
 */
export function rewrite(node: Node, visit: (node: Node) => Node): Node {
  return visit(withChildren(node, (child) => rewrite(child, visit)));
}

function withChildren(node: Node, change: (child: Node) => Node): Node {
  switch (node.kind) {
    case "unary":
      return { ...node, operand: change(node.operand) };
    case "binary":
      return { ...node, left: change(node.left), right: change(node.right) };
    case "chain":
    case "predicate":
      return { ...node, node: change(node.node) };
    case "member":
      return { ...node, node: change(node.node), property: change(node.property) };
    case "slice":
      return {
        ...node,
        node: change(node.node),
        from: node.from && change(node.from),
        to: node.to && change(node.to),
      };
    case "call":
      return { ...node, callee: change(node.callee), args: node.args.map(change) };
    case "builtin":
      return { ...node, args: node.args.map(change) };
    case "conditional":
      return {
        ...node,
        condition: change(node.condition),
        consequent: change(node.consequent),
        alternate: change(node.alternate),
      };
    case "variable":
      return { ...node, value: change(node.value), body: change(node.body) };
    case "sequence":
    case "array":
      return { ...node, nodes: node.nodes.map(change) };
    case "map":
      return {
        ...node,
        pairs: node.pairs.map((pair) => ({
          ...pair,
          key: change(pair.key),
          value: change(pair.value),
        })),
      };
    default:
      return node;
  }
}

/** Whether the two trees are written alike, places and spacing apart. */
export function sameTree(left: Node, right: Node): boolean {
  const [a, b] = [childrenOf(left), childrenOf(right)];
  return (
    labelOf(left) === labelOf(right) &&
    a.length === b.length &&
    a.every((child, index) => {
      const other = b[index];
      return other !== undefined && sameTree(child, other);
    })
  );
}

/** What tells a node from another of its kind, its children apart. */
function labelOf(node: Node): string {
  switch (node.kind) {
    case "identifier":
    case "builtin":
    case "pointer":
    case "variable":
      return `${node.kind} ${node.name}`;
    case "integer":
    case "float":
    case "bool":
    case "string":
      return `${node.kind} ${node.value}`;
    case "unary":
    case "binary":
      return `${node.kind} ${node.operator}`;
    case "member":
      return `${node.kind} ${node.optional}`;
    case "slice":
      return `${node.kind} ${node.from !== undefined} ${node.to !== undefined}`;
    case "conditional":
      return `${node.kind} ${node.ternary}`;
    default:
      return node.kind;
  }
}

/** Whether a node for which the test holds is somewhere in the tree. */
export function contains(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => contains(child, test));
}
