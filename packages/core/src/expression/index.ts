export { type ParsedDuration, parseDuration, printDuration } from "./duration.ts";
export { printDecimal } from "./number.ts";
export { compileCondition, evaluateCondition, evaluateTime, type Program } from "./program.ts";
export { quote as quoteGo } from "./quote.ts";
export { type ConditionTrap, trapsIn } from "./trap.ts";
export { floats, fromJson, isEmpty, type Value } from "./value.ts";
