import type { Nature } from "./nature.ts";
import type { Value } from "./value.ts";

/**
 * The parts every node has: where it starts in the source (UTF-16 units), what the checker found out
 * about its value, and how many nodes deep it is, itself included.
 */
interface Common {
  readonly at: number;
  readonly depth: number;
  nature: Nature;
}

/** `nil`. */
export interface NilNode extends Common {
  readonly kind: "nil";
}
/** A name. */
export interface IdentifierNode extends Common {
  readonly kind: "identifier";
  readonly name: string;
}
/** A whole number, as it is written. */
export interface IntegerNode extends Common {
  readonly kind: "integer";
  readonly value: bigint;
}
/** A number with a fraction or an exponent. */
export interface FloatNode extends Common {
  readonly kind: "float";
  readonly value: number;
}
/** `true` or `false`. */
export interface BoolNode extends Common {
  readonly kind: "bool";
  readonly value: boolean;
}
/** A text. */
export interface StringNode extends Common {
  readonly kind: "string";
  readonly value: string;
}
/** A value known before the run; only the optimizer makes it. */
export interface ConstantNode extends Common {
  readonly kind: "constant";
  readonly value: Value;
}
/** `not x`, `-x`. */
export interface UnaryNode extends Common {
  readonly kind: "unary";
  readonly operator: string;
  readonly operand: Node;
}
/** Two operands with an operator between them. */
export interface BinaryNode extends Common {
  readonly kind: "binary";
  readonly operator: string;
  readonly left: Node;
  readonly right: Node;
}
/** The reach of `?.`: a nil found inside makes the whole chain nil. */
export interface ChainNode extends Common {
  readonly kind: "chain";
  readonly node: Node;
}
/** `a.b`, `a[b]` or `a?.b`. */
export interface MemberNode extends Common {
  readonly kind: "member";
  readonly node: Node;
  readonly property: Node;
  readonly optional: boolean;
  /** Is called at once, so what it names should be a method. */
  readonly method: boolean;
}
/** `a[from:to]`. */
export interface SliceNode extends Common {
  readonly kind: "slice";
  readonly node: Node;
  readonly from: Node | undefined;
  readonly to: Node | undefined;
}
/** A call of a function or method that is no builtin. */
export interface CallNode extends Common {
  readonly kind: "call";
  readonly callee: Node;
  /** The checker replaces an integer literal by a float where the parameter is a float. */
  readonly args: Node[];
}
/** A call of a builtin. */
export interface BuiltinNode extends Common {
  readonly kind: "builtin";
  readonly name: string;
  readonly args: Node[];
  /** A `find` that stands for `filter(...)[0]` fails when nothing is found. */
  readonly throws?: true;
  /** What `filter` and `find` yield for an item, in place of the item: a `map` merged into them. */
  readonly project?: Node;
}
/** What a builtin does with each item. */
export interface PredicateNode extends Common {
  readonly kind: "predicate";
  readonly node: Node;
}
/** `#`, `#index` or `#acc`; the name is empty for `#` and for a leading `.`. */
export interface PointerNode extends Common {
  readonly kind: "pointer";
  readonly name: string;
}
/** `a ? b : c`, or `if a { b } else { c }`. */
export interface ConditionalNode extends Common {
  readonly kind: "conditional";
  readonly ternary: boolean;
  readonly condition: Node;
  readonly consequent: Node;
  readonly alternate: Node;
}
/** `let name = value; body`. */
export interface VariableNode extends Common {
  readonly kind: "variable";
  readonly name: string;
  readonly value: Node;
  readonly body: Node;
}
/** `a; b`: the last value counts. */
export interface SequenceNode extends Common {
  readonly kind: "sequence";
  readonly nodes: readonly Node[];
}
/** `[a, b]`. */
export interface ArrayNode extends Common {
  readonly kind: "array";
  readonly nodes: readonly Node[];
}
/** `{a: b}`. */
export interface MapNode extends Common {
  readonly kind: "map";
  readonly pairs: readonly PairNode[];
}
/** A key and its value in a map. */
export interface PairNode extends Common {
  readonly kind: "pair";
  readonly key: Node;
  readonly value: Node;
}

/** A node of the syntax tree. */
export type Node =
  | NilNode
  | IdentifierNode
  | IntegerNode
  | FloatNode
  | BoolNode
  | StringNode
  | ConstantNode
  | UnaryNode
  | BinaryNode
  | ChainNode
  | MemberNode
  | SliceNode
  | CallNode
  | BuiltinNode
  | PredicateNode
  | PointerNode
  | ConditionalNode
  | VariableNode
  | SequenceNode
  | ArrayNode
  | MapNode
  | PairNode;

/** The nodes directly below, in the order of the source. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "chain":
    case "predicate":
      return [node.node];
    case "member":
      return [node.node, node.property];
    case "slice":
      return [node.node, node.from, node.to].filter((part) => part !== undefined);
    case "call":
      return [node.callee, ...node.args];
    case "builtin":
      return node.args;
    case "conditional":
      return [node.condition, node.consequent, node.alternate];
    case "variable":
      return [node.value, node.body];
    case "sequence":
    case "array":
      return node.nodes;
    case "map":
      return node.pairs;
    case "pair":
      return [node.key, node.value];
    default:
      return [];
  }
}
