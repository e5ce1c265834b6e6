import { compilePattern } from "../regexp/index.ts";
import { Fault } from "./fault.ts";
import {
  arrayOf,
  BOOLEAN,
  elementOf,
  fits,
  INTEGER,
  isArray,
  isComparable,
  isIntegral,
  isMap,
  isNumber,
  isUnknown,
  type Nature,
  natureName,
  natureOf,
  promoted,
  REAL,
  UNKNOWN,
} from "./nature.ts";
import type { BinaryNode } from "./node.ts";
import { BOOL, DURATION, STRING, TIME } from "./type.ts";

/** The types that an operator takes on both sides. */
type Family = "bool" | "string" | "integer" | "number" | "time" | "duration";

const ORDERED: readonly Family[] = ["number", "string", "time", "duration"];

/** The operators whose result does not depend on what their operands are. */
const PLAIN: ReadonlyMap<string, { families: readonly Family[]; result: Nature }> = new Map([
  ...plain("and && or ||", ["bool"], BOOLEAN),
  ...plain("< > <= >=", ORDERED, BOOLEAN),
  ...plain("/ ** ^", ["number"], REAL),
  ...plain("%", ["integer"], INTEGER),
  ...plain("..", ["integer"], arrayOf(INTEGER)),
  ...plain("contains startsWith endsWith matches", ["string"], BOOLEAN),
]);

function plain(operators: string, families: readonly Family[], result: Nature) {
  return operators.split(" ").map((operator) => [operator, { families, result }] as const);
}

/**
 * The nature of what the operator makes of two values.
 * @throws Fault when they do not go together
 */
export function checkBinary(node: BinaryNode, left: Nature, right: Nature): Nature {
  const nature = natureOfOperation(node, left, right);
  if (nature !== undefined) return nature;
  throw new Fault(
    `invalid operation: ${node.operator} (mismatched types ${natureName(left)} and ${natureName(right)})`,
    node.at,
  );
}

function natureOfOperation(node: BinaryNode, left: Nature, right: Nature): Nature | undefined {
  const { operator } = node;
  const plain = PLAIN.get(operator);
  if (plain !== undefined) {
    if (operator === "matches") checkPattern(node);
    return sameFamily(left, right, plain.families) ? plain.result : undefined;
  }
  switch (operator) {
    case "==":
    case "!=":
      return isComparable(left, right) ? BOOLEAN : undefined;
    case "+":
    case "-":
    case "*":
      return arithmetic(operator, left, right);
    case "in":
      return membership(node, left, right);
    default:
      return coalesced(left, right);
  }
}

/** Whether both are of one of the families; what is unknown may turn out to be of any. */
function sameFamily(left: Nature, right: Nature, families: readonly Family[]): boolean {
  const [a, b] = [isUnknown(left), isUnknown(right)];
  if (a && b) return true;
  return families.some((family) => (a || isOf(left, family)) && (b || isOf(right, family)));
}

function isOf(nature: Nature, family: Family): boolean {
  switch (family) {
    case "bool":
      return nature.type === BOOL;
    case "string":
      return nature.type === STRING;
    case "integer":
      return isIntegral(nature);
    case "number":
      return isNumber(nature);
    case "time":
      return nature.type === TIME;
    case "duration":
      return nature.type === DURATION;
  }
}

function arithmetic(operator: "+" | "-" | "*", left: Nature, right: Nature): Nature | undefined {
  if (isNumber(left) && isNumber(right)) return promoted(left, right);
  const known = TYPED_RESULTS.find(
    ([symbol, a, b]) => symbol.includes(operator) && left.type === a && right.type === b,
  );
  if (known !== undefined) return natureOf(known[3]);
  if (operator === "*" && isScaled(left, right)) return natureOf(DURATION);
  const isOpen = isUnknown(left) || isUnknown(right);
  return isOpen && sameFamily(left, right, FAMILIES[operator]) ? UNKNOWN : undefined;
}

const FAMILIES: Readonly<Record<"+" | "-" | "*", readonly Family[]>> = {
  "+": ORDERED,
  "-": ["number", "time", "duration"],
  "*": ["number", "duration"],
};

const TYPED_RESULTS = [
  ["+", STRING, STRING, STRING],
  ["+-", TIME, DURATION, TIME],
  ["+", DURATION, TIME, TIME],
  ["-", TIME, TIME, DURATION],
  ["+-*", DURATION, DURATION, DURATION],
] as const;

/** A duration and a number, in either order. */
function isScaled(left: Nature, right: Nature): boolean {
  return (left.type === DURATION && isNumber(right)) || (isNumber(left) && right.type === DURATION);
}

/** A pattern that is written down is compiled before the run. */
function checkPattern(node: BinaryNode): void {
  if (node.right.kind !== "string") return;
  const pattern = compilePattern(node.right.value);
  if (!pattern.ok) throw new Fault(pattern.fault, node.at);
}

function membership(node: BinaryNode, left: Nature, right: Nature): Nature | undefined {
  if (isMap(right)) {
    const key = natureOf(right.type?.key);
    if (isUnknown(left) || fits(left, key)) return BOOLEAN;
    throw new Fault(
      `cannot use ${natureName(left)} as type ${natureName(key)} in map key`,
      node.at,
    );
  }
  if (isArray(right)) {
    const element = elementOf(right);
    if (isComparable(left, element)) return BOOLEAN;
    throw new Fault(
      `cannot use ${natureName(left)} as type ${natureName(element)} in array`,
      node.at,
    );
  }
  const isOpen = isUnknown(right) || (isUnknown(left) && right.type === STRING);
  return isOpen ? BOOLEAN : undefined;
}

/** `left ?? right` */
function coalesced(left: Nature, right: Nature): Nature {
  if (left.nil === true) return right;
  if (right.nil === true) return left;
  return fits(right, left) ? left : UNKNOWN;
}
