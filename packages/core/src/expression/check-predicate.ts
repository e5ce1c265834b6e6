import { Fault } from "./fault.ts";
import {
  arrayOf,
  BOOLEAN,
  elementOf,
  INTEGER,
  isArray,
  isUnknown,
  type Nature,
  natureName,
  natureOf,
  UNKNOWN,
} from "./nature.ts";
import type { BuiltinNode, Node } from "./node.ts";
import type { Scope } from "./scope.ts";
import { ANY, ANYS, BOOL, GROUPS } from "./type.ts";

/** The pointers that a predicate knows beside `#`. */
const POINTERS: Readonly<Record<string, Readonly<Record<string, Nature>>>> = {
  map: { index: INTEGER },
  reduce: { index: INTEGER, acc: UNKNOWN },
};
/** These ask a question of each item. */
const QUESTIONS = new Set(
  "all none any one filter count find findLast findIndex findLastIndex".split(" "),
);

/** The nature of what a builtin with a predicate gives. */
export function checkPredicateCall(node: BuiltinNode, scope: Scope): Nature {
  const { name } = node;
  const [array, predicate, extra] = node.args;
  if (array === undefined) throw new Fault(`not enough arguments to call ${name}`, node.at);
  const collection = scope.visit(array, scope);
  if (!isArray(collection) && !isUnknown(collection)) {
    throw new Fault(`builtin ${name} takes only array (got ${natureName(collection)})`, array.at);
  }
  const element = isUnknown(collection) ? UNKNOWN : elementOf(collection);
  if (predicate === undefined) return name === "count" ? INTEGER : element;

  const pointers = POINTERS[name] ?? {};
  const answer = scope.visit(predicate, { ...scope, predicate: { collection, pointers } });
  if (extra !== undefined) scope.visit(extra, scope);
  checkAnswer(answer, predicate, name);
  return resultOf(name, { collection, element, answer });
}

function checkAnswer(answer: Nature, predicate: Node, name: string): void {
  if (answer.nil === true) {
    const inputs = name === "reduce" ? "two" : "one";
    const fault =
      name === "sum"
        ? "cannot use func(interface {}) as argument (type func(interface {}) bool) to call sum "
        : `predicate should has ${inputs} input and one output param`;
    throw new Fault(fault, predicate.at);
  }
  if (QUESTIONS.has(name) && answer.type !== BOOL && !isUnknown(answer)) {
    throw new Fault(`predicate should return boolean (got ${natureName(answer)})`, predicate.at);
  }
}

function resultOf(
  name: string,
  { collection, element, answer }: { collection: Nature; element: Nature; answer: Nature },
): Nature {
  switch (name) {
    case "count":
    case "findIndex":
    case "findLastIndex":
      return INTEGER;
    case "filter":
      return isUnknown(collection) ? natureOf(ANYS) : arrayOf(element);
    case "find":
    case "findLast":
      return element;
    case "map":
      return arrayOf(answer);
    case "sum":
      return natureOf(answer.type ?? ANY);
    case "reduce":
      return answer;
    case "groupBy":
      return natureOf(GROUPS);
    case "sortBy":
      return collection;
    default:
      return BOOLEAN;
  }
}
