import { Fault } from "./fault.ts";
import { UNKNOWN } from "./nature.ts";
import { childrenOf, type Node } from "./node.ts";

/** The controller refuses a condition with more nodes. */
const MAX_NODES = 10_000;
/** Ours: a deeper tree could exhaust the stack. Real conditions are less than ten deep. */
export const MAX_DEPTH = 300;

/** A node without the parts that {@link TreeBuilder} adds to every node. */
export type Bare = Node extends infer N
  ? N extends Node
    ? Omit<N, "at" | "depth" | "nature">
    : never
  : never;

/** Makes the nodes of one tree, and sees to it that they are not too many nor too deep. */
export class TreeBuilder {
  #nodes = 0;

  /** The node with its place and depth. */
  node<B extends Bare>(bare: B, at: number): Extract<Node, { kind: B["kind"] }> {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) {
      throw new Fault("compilation failed: expression exceeds maximum allowed nodes", at);
    }
    // The parts of `bare` are those of the node of its kind: only the common ones are missing.
    const node = { ...bare, at, depth: 0, nature: UNKNOWN } as unknown as Extract<
      Node,
      { kind: B["kind"] }
    >;
    const depth = 1 + Math.max(0, ...childrenOf(node).map((child) => child.depth));
    if (depth > MAX_DEPTH) throw tooDeep(at);
    return { ...node, depth };
  }
}

/** What is said of a condition that is nested too deep. */
export function tooDeep(at: number): Fault {
  return new Fault(`condition is nested more than ${MAX_DEPTH} deep`, at);
}
