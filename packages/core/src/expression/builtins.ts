import type { Builtin, Named } from "./builtin.ts";
import { AGGREGATE } from "./builtin-aggregate.ts";
import { COLLECTION } from "./builtin-collection.ts";
import { NUMBER } from "./builtin-number.ts";
import { TEXT } from "./builtin-text.ts";
import { CLOCK } from "./builtin-time.ts";
import { ANY, DURATION, funcOf, MONTH, STRING, TIME, WEEKDAY } from "./type.ts";
import { typeOf, type Value } from "./value.ts";

const TYPE: Named = [
  "type",
  {
    check: { overloads: [funcOf([ANY], STRING)] },
    call: ([value = null]) => typeText(value),
  },
];

/**
 * Every builtin that takes no predicate, by name; those with a predicate are in the grammar.
 * @see https://expr-lang.org/docs/language-definition
 */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map([
  TYPE,
  ...TEXT,
  ...NUMBER,
  ...AGGREGATE,
  ...COLLECTION,
  ...CLOCK,
]);

function typeText(value: Value): string {
  const type = typeOf(value);
  if (type === undefined) return "nil";
  if ([TIME, DURATION, MONTH, WEEKDAY].includes(type)) return type.name;
  switch (type.kind) {
    case "int64":
      return "int";
    case "uint8":
      return "uint";
    case "float64":
      return "float";
    case "slice":
      return "array";
    case "ptr":
      return "unknown";
    default:
      return type.kind;
  }
}
