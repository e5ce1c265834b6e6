import type { Builtin } from "./builtin.ts";
import { BUILTINS } from "./builtins.ts";
import { Fault } from "./fault.ts";
import {
  elementOf,
  fits,
  isArray,
  isIntegral,
  isMap,
  isUnknown,
  type Nature,
  natureName,
  natureOf,
  UNKNOWN,
} from "./nature.ts";
import type { BuiltinNode, CallNode, Node } from "./node.ts";
import { inEnvironment, type Scope } from "./scope.ts";
import { ANY, FLOAT, type GoType } from "./type.ts";

/** The nature of what a function of the environment, a variable or a method gives. */
export function checkCall(node: CallNode, scope: Scope): Nature {
  const { callee, args } = node;
  const nature = scope.visit(callee, scope);
  const name = nameOf(callee);
  const builtin = nature.builtin === undefined ? undefined : BUILTINS.get(nature.builtin);
  if (builtin !== undefined) return checkDeclared(builtin, { node, name, scope });
  if (isUnknown(nature)) {
    // Go looks at neither number nor types of the arguments, and leaves them unchecked.
    return UNKNOWN;
  }
  if (nature.nil === true) {
    throw new Fault(`${name} is nil; cannot call nil as function`, node.at);
  }
  if (nature.type?.kind !== "func") {
    throw new Fault(`${natureName(nature)} is not callable`, node.at);
  }
  const fault = misfit(nature.type, { name, args, at: node.at, scope });
  if (fault !== undefined) throw fault;
  return natureOf(nature.type.result);
}

function nameOf(callee: Node): string {
  if (callee.kind === "identifier") return callee.name;
  if (callee.kind === "member" && callee.property.kind === "string") return callee.property.value;
  return "function";
}

/** The nature of what a builtin without a predicate gives. */
export function checkBuiltin(node: BuiltinNode, scope: Scope): Nature {
  const builtin = BUILTINS.get(node.name);
  if (builtin === undefined) throw new Fault(`unknown builtin ${node.name}`, node.at);
  return checkDeclared(builtin, { node, name: node.name, scope });
}

function checkDeclared(
  { check }: Builtin,
  { node, name, scope }: { node: BuiltinNode | CallNode; name: string; scope: Scope },
): Nature {
  if (check === "get") return checkGet(node, scope);
  if ("rule" in check) {
    const natures = node.args.map((arg) => scope.visit(arg, scope));
    const types = natures.map((nature) => (isUnknown(nature) ? ANY : nature.type));
    return natureOf(ruled(() => check.rule(types), node.at));
  }
  let last: Fault | undefined;
  for (const overload of check.overloads) {
    last = misfit(overload, { name, args: node.args, at: node.at, scope });
    if (last === undefined) return natureOf(overload.result);
  }
  throw last ?? new Fault(`no matching overload for ${name}`, node.at);
}

/** Gives a fault of a rule the place of the call. */
function ruled(rule: () => GoType, at: number): GoType {
  try {
    return rule();
  } catch (fault) {
    if (fault instanceof Fault) throw new Fault(fault.message, at);
    throw fault;
  }
}

/**
 * Why the arguments do not fit the signature; undefined when they do. They are visited one by one:
 * behind one that does not fit none is looked at.
 */
function misfit(
  type: GoType,
  { name, args, at, scope }: { name: string; args: Node[]; at: number; scope: Scope },
): Fault | undefined {
  const parameters = type.parameters ?? [];
  if (args.length !== parameters.length) {
    for (const arg of args) scope.visit(arg, scope);
    const amount = args.length > parameters.length ? "too many" : "not enough";
    return new Fault(`${amount} arguments to call ${name}`, at);
  }
  for (const [index, arg] of args.entries()) {
    const parameter = parameters[index] ?? ANY;
    const nature = scope.visit(arg, scope);
    const fault = misfitOne(nature, { parameter, name, at: arg.at });
    if (fault !== undefined) return fault;
    if (parameter === FLOAT) args[index] = withFloats(arg);
  }
  return undefined;
}

function misfitOne(
  nature: Nature,
  { parameter, name, at }: { parameter: GoType; name: string; at: number },
): Fault | undefined {
  const wanted = natureOf(parameter);
  if (isIntegral(nature) && (parameter === FLOAT || isIntegral(wanted))) return undefined;
  if (nature.nil === true) {
    if (parameter.kind === "ptr" || parameter === ANY) return undefined;
    return new Fault(`cannot use nil as argument (type ${parameter.name}) to call ${name}`, at);
  }
  if (fits(nature, wanted) || isUnknown(nature)) return undefined;
  return new Fault(
    `cannot use ${natureName(nature)} as argument (type ${parameter.name}) to call ${name} `,
    at,
  );
}

/** Integer literals, also in sums and products, as floats; everything else as it is. */
function withFloats(node: Node): Node {
  if (!isIntegral(node.nature)) return node;
  switch (node.kind) {
    case "integer":
      return { ...node, kind: "float", value: Number(node.value), nature: natureOf(FLOAT) };
    case "unary":
      return { ...node, operand: withFloats(node.operand) };
    case "binary":
      if (!["+", "-", "*"].includes(node.operator)) return node;
      return { ...node, left: withFloats(node.left), right: withFloats(node.right) };
    default:
      return node;
  }
}

function checkGet(node: BuiltinNode | CallNode, scope: Scope): Nature {
  const [from, index] = node.args;
  if (node.args.length !== 2 || from === undefined || index === undefined) {
    throw new Fault(`invalid number of arguments (expected 2, got ${node.args.length})`, node.at);
  }
  const base = scope.visit(from, scope);
  const key = scope.visit(index, scope);
  if (from.kind === "identifier" && from.name === "$env") {
    return (index.kind === "string" ? inEnvironment(index.value, scope) : undefined) ?? UNKNOWN;
  }
  if (isUnknown(base)) return UNKNOWN;
  if (isArray(base)) {
    if (isIntegral(key) || isUnknown(key)) return elementOf(base);
    throw new Fault(`non-integer slice index ${natureName(key)}`, index.at);
  }
  if (!isMap(base)) {
    throw new Fault(`type ${natureName(base)} does not support indexing`, from.at);
  }
  if (fits(key, natureOf(base.type?.key)) || isUnknown(key)) return elementOf(base);
  throw new Fault(
    `cannot use ${natureName(key)} to get an element from ${natureName(base)}`,
    index.at,
  );
}
