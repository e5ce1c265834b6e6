import { ANY, ANYS, BOOL, FLOAT, type GoType, INT, isAssignable, isIntegerType } from "./type.ts";

/**
 * What the checker knows of a value before the run. No type and not nil: nothing is known, and the
 * value is looked at only when it is there.
 */
export interface Nature {
  readonly type?: GoType;
  readonly nil?: true;
  /** Of an array: what its elements are, where that is known better than from the type. */
  readonly element?: Nature;
  /** The builtin that an identifier names as a value. */
  readonly builtin?: string;
}

export const UNKNOWN: Nature = {};
export const NIL: Nature = { nil: true };
export const BOOLEAN: Nature = { type: BOOL };
export const INTEGER: Nature = { type: INT };
export const REAL: Nature = { type: FLOAT };

/** What is known of a value of that type; nothing without a type. */
export function natureOf(type: GoType | undefined): Nature {
  return type === undefined ? UNKNOWN : { type };
}

/** An array of values of that nature. Only its elements are known well: its type says `any`. */
export function arrayOf(element: Nature): Nature {
  return { type: ANYS, element };
}

/** Whether the value can be anything, and nil. */
export function isUnknown(nature: Nature): boolean {
  return (nature.type === undefined && nature.nil !== true) || nature.type === ANY;
}

/** Whether it is a float or one of Go's own integers; `time.Duration` is neither. */
export function isNumber(nature: Nature): boolean {
  return nature.type === FLOAT || isIntegerType(nature.type);
}

/** Whether it is one of Go's own integers. */
export function isIntegral(nature: Nature): boolean {
  return isIntegerType(nature.type);
}

/** Whether it is a slice or an array. */
export function isArray(nature: Nature): boolean {
  return nature.type?.kind === "slice" || nature.type?.kind === "array";
}

/** Whether it is a map. */
export function isMap(nature: Nature): boolean {
  return nature.type?.kind === "map";
}

/** What the elements of an array or the values of a map are. */
export function elementOf(nature: Nature): Nature {
  if (isArray(nature)) return nature.element ?? natureOf(nature.type?.element);
  return isMap(nature) ? natureOf(nature.type?.element) : UNKNOWN;
}

/** Whether a value of the one nature can stand where the other is wanted. */
export function fits(nature: Nature, wanted: Nature): boolean {
  if (nature.nil === true) return wanted.type !== undefined && takesNil(wanted.type);
  if (nature.type === undefined || wanted.type === undefined) return false;
  return isAssignable(nature.type, wanted.type);
}

function takesNil(type: GoType): boolean {
  return ["ptr", "interface", "func", "map", "slice"].includes(type.kind);
}

/** Whether the two may stand left and right of `==`. */
export function isComparable(left: Nature, right: Nature): boolean {
  return (
    isUnknown(left) ||
    isUnknown(right) ||
    left.nil === true ||
    right.nil === true ||
    (isNumber(left) && isNumber(right)) ||
    (isArray(left) && isArray(right)) ||
    fits(left, right)
  );
}

/** The nature of a sum, difference or product of two numbers. */
export function promoted(left: Nature, right: Nature): Nature {
  return left.type === FLOAT || right.type === FLOAT ? REAL : INTEGER;
}

/** The type as an error text prints it. */
export function natureName(nature: Nature): string {
  return nature.type?.name ?? "unknown";
}
