/** How strongly a binary operator binds, and whether a chain of it starts from the right. */
interface Binding {
  readonly precedence: number;
  readonly isRight: boolean;
}

/** The binary operators. */
export const BINARY: ReadonlyMap<string, Binding> = new Map(
  (
    [
      [0, "|"],
      [10, "or ||"],
      [15, "and &&"],
      [20, "== != < > >= <= in matches contains startsWith endsWith"],
      [25, ".."],
      [30, "+ -"],
      [60, "* / %"],
      [100, "** ^"],
      [500, "??"],
    ] as const
  ).flatMap(([precedence, operators]) =>
    operators.split(" ").map((operator) => [operator, { precedence, isRight: precedence === 100 }]),
  ),
);

/** How strongly the unary operators bind. */
export const UNARY: ReadonlyMap<string, number> = new Map([
  ["not", 50],
  ["!", 50],
  ["-", 90],
  ["+", 90],
]);

/** What an argument of a builtin with a predicate is; `?` means it may be left out. */
export type PredicateArgument = "value" | "predicate" | "value?" | "predicate?";

/** The builtins that apply a predicate to each item of an array, and their arguments. */
export const PREDICATES: ReadonlyMap<string, readonly PredicateArgument[]> = new Map([
  ...names("all none any one filter map find findIndex findLast findLastIndex groupBy", [
    "value",
    "predicate",
  ]),
  ...names("count sum", ["value", "predicate?"]),
  ...names("sortBy reduce", ["value", "predicate", "value?"]),
]);

function names(
  text: string,
  args: PredicateArgument[],
): (readonly [string, readonly PredicateArgument[]])[] {
  return text.split(" ").map((name) => [name, args] as const);
}

/** Whether the operator orders two values, so that it can be chained: `1 < x <= 5`. */
export function isComparison(operator: string): boolean {
  return ["<", ">", ">=", "<="].includes(operator);
}

/** Whether `not` may stand before the binary operator: `x not in y`. */
export function isNegatable(operator: string): boolean {
  return ["in", "matches", "contains", "startsWith", "endsWith"].includes(operator);
}
