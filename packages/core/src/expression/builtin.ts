import { Fault } from "./fault.ts";
import type { Run } from "./run.ts";
import { ANY, type GoType, isIntegerType } from "./type.ts";
import { typeOf, type Value } from "./value.ts";

/** The types of the arguments as the checker knows them; undefined for nil. */
export type ArgumentTypes = readonly (GoType | undefined)[];

/** A function that every condition can call. */
export interface Builtin {
  /**
   * How its arguments are checked before the run: against these signatures, the first that fits, or
   * by a rule of its own, which gives the type of the result. `get` has its own place in the checker.
   */
  readonly check:
    | { readonly overloads: readonly GoType[] }
    | { readonly rule: (args: ArgumentTypes) => GoType }
    | "get";
  readonly call: (args: readonly Value[], run: Run) => Value;
}

/** Arrays in arrays are followed so deep. Deeper ones come from no reply that a provider accepts. */
export const MAX_ARRAY_DEPTH = 1_000;

/** The name and definition of a builtin. */
export type Named = readonly [name: string, builtin: Builtin];

/** The type as a refusal prints it: Go formats the missing type of nil in this way. */
export function printType(type: GoType | undefined): string {
  return type?.name ?? "%!s(<nil>)";
}

/** Refuses another number of arguments. */
export function expectCount(args: readonly unknown[], count: number): void {
  if (args.length === count) return;
  throw new Fault(`invalid number of arguments (expected ${count}, got ${args.length})`);
}

/** Whether the argument may be anything, so that it is looked at only in the run. */
export function isOpen(type: GoType | undefined): boolean {
  return type === ANY;
}

/** Whether it is a slice or an array, or may be one. */
export function mayBeArray(type: GoType | undefined): boolean {
  return isOpen(type) || type?.kind === "slice" || type?.kind === "array";
}

/** Whether it is a map, or may be one. */
export function mayBeMap(type: GoType | undefined): boolean {
  return isOpen(type) || type?.kind === "map";
}

/** Whether it is an `int`, `int64`, `uint8` or `float64` by its kind; durations and months count. */
export function isNumeric(type: GoType | undefined): boolean {
  return (
    isIntegerType(type) ||
    type?.kind === "float64" ||
    (type?.named === true && type.kind !== "struct")
  );
}

/** The kind of a value as Go's reflection names it: `slice`, `map`, `invalid` for nil. */
export function kindOf(value: Value): string {
  return typeOf(value)?.kind ?? "invalid";
}
