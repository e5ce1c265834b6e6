import type { Builtin } from "./builtin.ts";
import { BUILTINS } from "./builtins.ts";
import { checkBuiltin, checkCall } from "./check-call.ts";
import { checkBinary } from "./check-operator.ts";
import { checkPredicateCall } from "./check-predicate.ts";
import { Fault } from "./fault.ts";
import { PREDICATES } from "./grammar.ts";
import { methodType } from "./method.ts";
import {
  arrayOf,
  BOOLEAN,
  elementOf,
  fits,
  INTEGER,
  isArray,
  isIntegral,
  isMap,
  isNumber,
  isUnknown,
  type Nature,
  NIL,
  natureName,
  natureOf,
  REAL,
  UNKNOWN,
} from "./nature.ts";
import type {
  ConditionalNode,
  MemberNode,
  Node,
  PointerNode,
  SliceNode,
  VariableNode,
} from "./node.ts";
import { inEnvironment, type Scope } from "./scope.ts";
import { ANYS, BOOL, type GoType, OBJECT, STRING } from "./type.ts";
import { type Dictionary, typeOf } from "./value.ts";

/**
 * What the value of a condition will be. Every node below gets its nature too, and integer literals
 * given to a float parameter become floats.
 *
 * The types are those of the values in this very environment, so a condition may be right for one
 * reply and wrong for the next: `result > 0.5` for a number, not for a vector.
 * @throws Fault, even in a branch that will never run
 */
export function check(node: Node, environment: Dictionary): Nature {
  return visit(node, { environment, variables: new Map(), predicate: undefined, visit });
}

/** The nature of a node, which is also noted on it. */
function visit(node: Node, scope: Scope): Nature {
  node.nature = natureIn(node, scope);
  return node.nature;
}

function natureIn(node: Node, scope: Scope): Nature {
  switch (node.kind) {
    case "nil":
      return NIL;
    case "integer":
      return INTEGER;
    case "float":
      return REAL;
    case "bool":
      return BOOLEAN;
    case "string":
      return natureOf(STRING);
    case "constant":
      return natureOf(typeOf(node.value));
    case "identifier":
      return checkName(node, node.name, scope);
    case "unary":
      return checkUnary(node.operator, visit(node.operand, scope), node.at);
    case "binary":
      return checkBinary(node, visit(node.left, scope), visit(node.right, scope));
    case "chain":
      return visit(node.node, scope);
    case "member":
      return checkMember(node, scope);
    case "slice":
      return checkSlice(node, scope);
    case "call":
      return checkCall(node, scope);
    case "builtin":
      return PREDICATES.has(node.name)
        ? checkPredicateCall(node, scope)
        : checkBuiltin(node, scope);
    case "predicate":
      return visit(node.node, scope);
    case "pointer":
      return checkPointer(node, scope);
    case "conditional":
      return checkConditional(node, scope);
    case "variable":
      return checkVariable(node, scope);
    case "sequence":
      return node.nodes.map((part) => visit(part, scope)).at(-1) ?? UNKNOWN;
    case "array":
      return arrayNature(node.nodes.map((part) => visit(part, scope)));
    case "map":
      for (const pair of node.pairs) visit(pair, scope);
      return natureOf(OBJECT);
    case "pair":
      visit(node.key, scope);
      visit(node.value, scope);
      return NIL;
  }
}

function checkName(node: Node, name: string, scope: Scope): Nature {
  const variable = scope.variables.get(name);
  if (variable !== undefined) return variable;
  if (name === "$env") return UNKNOWN;
  const known = inEnvironment(name, scope);
  if (known !== undefined) return known;
  const builtin = BUILTINS.get(name);
  if (builtin !== undefined || PREDICATES.has(name)) {
    return { type: functionType(builtin), builtin: name };
  }
  throw new Fault(`unknown name ${name}`, node.at);
}

/** The type of a builtin that is named but not called. Nothing can be done with it. */
function functionType(builtin: Builtin | undefined): GoType {
  const overloads =
    builtin === undefined || builtin.check === "get" || "rule" in builtin.check
      ? []
      : builtin.check.overloads;
  return overloads[0] ?? { name: "func(...interface {}) (interface {}, error)", kind: "func" };
}

function checkUnary(operator: string, operand: Nature, at: number): Nature {
  const isNot = operator === "!" || operator === "not";
  if (isNot && (operand.type === BOOL || isUnknown(operand))) return BOOLEAN;
  if (!isNot && isNumber(operand)) return operand;
  if (!isNot && isUnknown(operand)) return UNKNOWN;
  throw new Fault(`invalid operation: ${operator} (mismatched type ${natureName(operand)})`, at);
}

function checkMember(node: MemberNode, scope: Scope): Nature {
  const { property } = node;
  const name = property.kind === "string" ? property.value : undefined;
  if (node.node.kind === "identifier" && node.node.name === "$env") {
    return name === undefined ? UNKNOWN : checkEnvironmentName(node, name, scope);
  }
  const base = visit(node.node, scope);
  const index = visit(property, scope);
  if (isUnknown(base)) return UNKNOWN;
  if (base.nil === true && name !== undefined) {
    throw new Fault(`type nil has no field ${name}`, node.at);
  }
  if (isMap(base)) return checkKey(base, index, property.at);
  if (isArray(base)) return checkIndex(base, index, property.at);
  if (name === undefined) {
    throw new Fault(`type ${natureName(base)}[${natureName(index)}] is undefined`, node.at);
  }
  return checkMethod(node, base, name);
}

/** `$env.name`; a missing name is nil when it is asked for with `?.`. */
function checkEnvironmentName(node: MemberNode, name: string, scope: Scope): Nature {
  const known = inEnvironment(name, scope);
  if (known !== undefined || node.optional) return known ?? UNKNOWN;
  throw new Fault(`unknown name ${name}`, node.at);
}

function checkMethod(node: MemberNode, base: Nature, name: string): Nature {
  const method = base.type === undefined ? undefined : methodType(base.type, name);
  if (method !== undefined) return natureOf(method);
  const what = node.method ? "method" : "field";
  throw new Fault(`type ${natureName(base)} has no ${what} ${name}`, node.at);
}

function checkKey(base: Nature, key: Nature, at: number): Nature {
  if (!fits(key, natureOf(base.type?.key)) && !isUnknown(key)) {
    throw new Fault(`cannot use ${natureName(key)} to get an element from ${natureName(base)}`, at);
  }
  return elementOf(base);
}

function checkIndex(base: Nature, index: Nature, at: number): Nature {
  if (isIntegral(index) || isUnknown(index)) return elementOf(base);
  throw new Fault(
    `array elements can only be selected using an integer (got ${natureName(index)})`,
    at,
  );
}

function checkSlice(node: SliceNode, scope: Scope): Nature {
  const base = visit(node.node, scope);
  if (isUnknown(base)) return UNKNOWN;
  if (!isArray(base) && base.type !== STRING) {
    throw new Fault(`cannot slice ${natureName(base)}`, node.at);
  }
  for (const bound of [node.from, node.to]) {
    const nature = bound === undefined ? INTEGER : visit(bound, scope);
    if (!isIntegral(nature) && !isUnknown(nature)) {
      throw new Fault(`non-integer slice index ${natureName(nature)}`, bound?.at ?? node.at);
    }
  }
  return base;
}

function checkPointer({ name, at }: PointerNode, { predicate }: Scope): Nature {
  if (predicate === undefined) {
    throw new Fault("cannot use pointer accessor outside predicate", at);
  }
  if (name === "") {
    return isUnknown(predicate.collection) ? UNKNOWN : elementOf(predicate.collection);
  }
  const pointer = Object.hasOwn(predicate.pointers, name) ? predicate.pointers[name] : undefined;
  if (pointer === undefined) throw new Fault(`unknown pointer #${name}`, at);
  return pointer;
}

function checkConditional(node: ConditionalNode, scope: Scope): Nature {
  const condition = visit(node.condition, scope);
  if (condition.type !== BOOL && !isUnknown(condition)) {
    throw new Fault(
      `non-bool expression (type ${natureName(condition)}) used as condition`,
      node.condition.at,
    );
  }
  const [first, second] = [visit(node.consequent, scope), visit(node.alternate, scope)];
  if (first.nil === true) return second;
  if (second.nil === true) return first;
  if (!fits(first, second)) return UNKNOWN;
  return isArray(first) && isArray(second) && !sameElements(first, second) ? natureOf(ANYS) : first;
}

function sameElements(left: Nature, right: Nature): boolean {
  const [a, b] = [elementOf(left), elementOf(right)];
  return fits(a, b) && fits(b, a);
}

function checkVariable(node: VariableNode, scope: Scope): Nature {
  const { name, at } = node;
  if (inEnvironment(name, scope) !== undefined) throw new Fault(`cannot redeclare ${name}`, at);
  if (BUILTINS.has(name) || PREDICATES.has(name)) {
    throw new Fault(`cannot redeclare builtin ${name}`, at);
  }
  if (scope.variables.has(name)) throw new Fault(`cannot redeclare variable ${name}`, at);
  const value = visit(node.value, scope);
  return visit(node.body, { ...scope, variables: new Map(scope.variables).set(name, value) });
}

/** An array of one kind of element keeps what is known of the last; a mixed one knows nothing. */
function arrayNature(elements: readonly Nature[]): Nature {
  const isUniform = elements.every(
    (element, index) => index === 0 || element.type?.kind === elements[index - 1]?.type?.kind,
  );
  return isUniform ? arrayOf(elements.at(-1) ?? UNKNOWN) : natureOf(ANYS);
}
