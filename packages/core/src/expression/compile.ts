import { fetch, lengthOf, slice } from "./access.ts";
import { negate } from "./arithmetic.ts";
import { BUILTINS } from "./builtins.ts";
import { boolOf, stringOf } from "./conversion.ts";
import { Fault } from "./fault.ts";
import type { Code } from "./frame.ts";
import { PREDICATES } from "./grammar.ts";
import { ITEM, loopCode } from "./loop.ts";
import type {
  BuiltinNode,
  CallNode,
  MapNode,
  MemberNode,
  Node,
  SliceNode,
  VariableNode,
} from "./node.ts";
import { binaryCode } from "./operator.ts";
import { OBJECT } from "./type.ts";
import { anys, Dictionary, isFunc, isNil, typeName, type Value } from "./value.ts";

/** What surrounds a part of a condition. */
export interface Context {
  /** The variables in reach, each with its place in the frame. */
  readonly variables: ReadonlyMap<string, number>;
  /** The nodes that the controller runs wrongly, and we not at all. */
  readonly misread: ReadonlySet<Node>;
}

/** A part that may stop early: undefined means that `?.` met nil and the chain it is in is nil. */
type Link = (frame: Parameters<Code>[0]) => Value | undefined;

/** The code for a checked and optimized tree. Running it may throw a `Fault`. */
export function compile(node: Node, context: Context): Code {
  switch (node.kind) {
    case "nil":
      return constant(null);
    case "integer":
    case "float":
    case "bool":
    case "string":
    case "constant":
      return constant(node.value);
    case "identifier":
      return compileName(node.name, context);
    case "unary":
      return compileUnary(node.operator, compile(node.operand, context), node.at);
    case "binary":
      return binaryCode(node, compile(node.left, context), compile(node.right, context));
    case "chain":
      return compileChain(compileLink(node.node, context));
    case "member":
      return compileMember(node, context);
    case "slice":
      return compileSlice(node, context);
    case "call":
      return compileCall(node, context);
    case "builtin":
      return PREDICATES.has(node.name) ? compileLoop(node, context) : compileBuiltin(node, context);
    case "predicate":
      return compile(node.node, context);
    case "pointer":
      return compilePointer(node.name);
    case "conditional":
      return compileConditional(
        compile(node.condition, context),
        compile(node.consequent, context),
        compile(node.alternate, context),
      );
    case "variable":
      return compileVariable(node, context);
    case "sequence":
      return compileSequence(node.nodes.map((part) => compile(part, context)));
    case "array":
      return compileArray(node.nodes.map((part) => compile(part, context)));
    case "map":
      return compileMap(node, context);
    case "pair":
      throw new TypeError("a pair is compiled with its map");
  }
}

function constant(value: Value): Code {
  return () => value;
}

function compileName(name: string, { variables }: Context): Code {
  const place = variables.get(name);
  if (place !== undefined) return (frame) => frame.variables[place] ?? null;
  if (name === "$env") return (frame) => frame.environment;
  return (frame) => frame.environment.entries.get(name)?.value ?? null;
}

function compileUnary(operator: string, operand: Code, at: number): Code {
  switch (operator) {
    case "+":
      return operand;
    case "-":
      return (frame) => {
        const value = operand(frame);
        frame.run.at = at;
        return negate(value);
      };
    default:
      return (frame) => {
        const value = operand(frame);
        frame.run.at = at;
        return !boolOf(value);
      };
  }
}

function compileChain(link: Link): Code {
  return (frame) => {
    const value = link(frame);
    return value === undefined || isNil(value) ? null : value;
  };
}

function compileLink(node: Node, context: Context): Link {
  if (node.kind === "call") {
    const args = node.args.map((arg) => compile(arg, context));
    const callee = compileLink(node.callee, context);
    return (frame) => {
      const values = args.map((arg) => arg(frame));
      const called = callee(frame);
      frame.run.at = node.at;
      return called === undefined ? undefined : call(called, values);
    };
  }
  if (node.kind !== "member") return compile(node, context);
  const base = compileLink(node.node, context);
  const property = compile(node.property, context);
  return (frame) => {
    const from = base(frame);
    if (from === undefined || (node.optional && isNil(from))) return undefined;
    const index = property(frame);
    frame.run.at = node.at;
    return fetch(from, index);
  };
}

function compileMember({ node, property, at }: MemberNode, context: Context): Code {
  const base = compile(node, context);
  const key = compile(property, context);
  return (frame) => {
    const from = base(frame);
    const index = key(frame);
    frame.run.at = at;
    return fetch(from, index);
  };
}

function compileSlice({ node, from, to, at }: SliceNode, context: Context): Code {
  const base = compile(node, context);
  const start = from === undefined ? constant(0n) : compile(from, context);
  const end = to === undefined ? undefined : compile(to, context);
  return (frame) => {
    const array = base(frame);
    frame.run.at = at;
    const last = end === undefined ? lengthOf(array) : end(frame);
    const first = start(frame);
    frame.run.at = at;
    return slice(array, first, last);
  };
}

function compileCall({ callee, args, at }: CallNode, context: Context): Code {
  const codes = args.map((arg) => compile(arg, context));
  const target = compile(callee, context);
  return (frame) => {
    const values = codes.map((code) => code(frame));
    const called = target(frame);
    frame.run.at = at;
    return call(called, values);
  };
}

function call(called: Value, args: readonly Value[]): Value {
  if (called === null) throw new Fault("invalid operation: cannot call nil");
  if (!isFunc(called)) {
    throw new Fault(`invalid operation: cannot call non-function of type ${typeName(called)}`);
  }
  const wanted = called.type.parameters?.length ?? 0;
  if (args.length === wanted) return called.call(args);
  throw new Fault(
    `reflect: Call with too ${args.length < wanted ? "few" : "many"} input arguments`,
  );
}

function compileBuiltin({ name, args, at }: BuiltinNode, context: Context): Code {
  const builtin = BUILTINS.get(name);
  if (builtin === undefined) throw new Fault(`unknown builtin ${name}`, at);
  const codes = args.map((arg) => compile(arg, context));
  return (frame) => {
    const values = codes.map((code) => code(frame));
    frame.run.at = at;
    return builtin.call(values, frame.run);
  };
}

function compileLoop(node: BuiltinNode, context: Context): Code {
  const [array, predicate, extra] = node.args;
  if (array === undefined) throw new Fault(`not enough arguments to call ${node.name}`, node.at);
  if (context.misread.has(node)) return refuseMisread(node);
  return loopCode(node, {
    array: compile(array, context),
    predicate: predicate === undefined ? ITEM : compile(predicate, context),
    extra: extra && compile(extra, context),
    project: node.project === undefined ? ITEM : compile(node.project, context),
  });
}

function refuseMisread({ name, at }: BuiltinNode): Code {
  return (frame) => {
    frame.run.at = at;
    throw new Fault(
      `${name} (also filter(...)[-1] and last(filter(...))) makes Argo Rollouts misread the operand before it; put it first`,
    );
  };
}

function compilePointer(name: string): Code {
  switch (name) {
    case "index":
      return ({ loop }) => BigInt(loop?.index ?? 0);
    case "acc":
      return ({ loop }) => loop?.accumulated ?? null;
    default:
      return ITEM;
  }
}

function compileConditional(condition: Code, consequent: Code, alternate: Code): Code {
  return (frame) => (boolOf(condition(frame)) ? consequent(frame) : alternate(frame));
}

function compileVariable({ name, value, body }: VariableNode, context: Context): Code {
  const code = compile(value, context);
  const place = context.variables.size;
  const variables = new Map(context.variables).set(name, place);
  const rest = compile(body, { ...context, variables });
  return (frame) => {
    frame.variables[place] = code(frame);
    return rest(frame);
  };
}

function compileSequence(codes: readonly Code[]): Code {
  return (frame) => {
    let last: Value = null;
    for (const code of codes) last = code(frame);
    return last;
  };
}

function compileArray(codes: readonly Code[]): Code {
  return (frame) => {
    const items = codes.map((code) => code(frame));
    frame.run.grow(items.length);
    return anys(items);
  };
}

/** Of equal keys the first counts. */
function compileMap({ pairs, at }: MapNode, context: Context): Code {
  const codes = pairs.map(
    ({ key, value }) => [compile(key, context), compile(value, context)] as const,
  );
  return (frame) => {
    const entries = codes.map(([key, value]) => [key(frame), value(frame)] as const);
    frame.run.at = at;
    frame.run.grow(entries.length);
    return new Dictionary(
      OBJECT,
      entries.toReversed().map(([key, value]) => [stringOf(key), value]),
    );
  };
}
