import type { Attempt } from "./analysis-args.ts";
import { goType, printGo } from "./go-print.ts";

/** One step of a path: from the values so far to the next ones. */
type Step = (values: readonly unknown[]) => readonly unknown[];

/** Why a path cannot be read or followed. */
class PathFault extends Error {}

const SPACE_OR_ROOT = /[ @$]+/y;
const FIELD = /\.((?:\\.|[^\\ \t\r\n.,[\]$@{}])+)/y;
const RECURSION = /\.\.([\w\p{L}](?:\\.|[^\\ \t\r\n.,[\]$@{}])*)?/uy;
const FILTER = /\[\?\(((?:"[^"]*"|'[^']*'|[^"')])*)\)\]/y;
const BRACKET = /\[([^\]\n]*)\]/y;
const TEXT = /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'/y;
const NUMBER = /[+-]?\d[\d.]*/y;
const WORD = /true|false/y;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)([\s\S]+?)$/;

/**
 * The value that a web metric's `jsonPath` finds first: Kubernetes' JSONPath with one `{...}` around
 * it, fields, indexes, slices, `*`, `..`, unions and filters; `range` and text outside the braces are
 * refused. The whole document when there is no path.
 * @see https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export function findJson(json: unknown, path = ""): Attempt<unknown> {
  try {
    const [, action] = /^\{([\s\S]*)\}$/.exec(path === "" ? "{$}" : path) ?? [];
    if (action === undefined)
      throw new PathFault(`expected "{...}", found ${JSON.stringify(path)}`);
    const found = follow(stepsOf(action), [json]);
    if (found.length > 0) return { ok: true, value: found[0] };
    return { ok: false, fault: "result of web metric produced no value" };
  } catch (fault) {
    if (!(fault instanceof PathFault)) throw fault;
    return { ok: false, fault: `Could not find JSONPath in body: ${fault.message}` };
  }
}

function follow(steps: readonly Step[], values: readonly unknown[]): readonly unknown[] {
  return steps.reduce((found, step) => step(found), values);
}

function stepsOf(action: string): Step[] {
  const steps: Step[] = [];
  let at = 0;
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(action);
    at += match?.[0].length ?? 0;
    return match;
  };
  while (at < action.length) {
    if (read(SPACE_OR_ROOT) !== null) continue;
    const step = nextStep(read);
    if (step === undefined) throw new PathFault(`cannot read ${JSON.stringify(action.slice(at))}`);
    steps.push(step);
  }
  return steps;
}

function nextStep(read: (pattern: RegExp) => RegExpExecArray | null): Step | undefined {
  const filter = read(FILTER);
  if (filter !== null) return filterStep(filter[1] ?? "");
  const recursion = read(RECURSION);
  if (recursion !== null) return recursiveStep(recursion[1]);
  const field = read(FIELD);
  if (field !== null) return fieldStep(field[1] ?? "");
  const bracket = read(BRACKET);
  if (bracket !== null) return bracketStep(bracket[1] ?? "");
  const text = read(TEXT);
  if (text !== null) return constantStep((text[1] ?? text[2] ?? "").replace(/\\(.)/g, "$1"));
  const word = read(WORD);
  if (word !== null) return constantStep(word[0] === "true");
  const number = read(NUMBER);
  return number === null ? undefined : constantStep(numberOf(number[0]));
}

/** A whole number stays another kind than the floats of JSON, with which it cannot be compared. */
function numberOf(text: string): bigint | number {
  return /^[+-]?\d+$/.test(text) ? BigInt(text) : Number(text);
}

function constantStep(constant: unknown): Step {
  return (values) => values.map(() => constant);
}

function fieldStep(written: string): Step {
  if (written === "*") return (values) => values.flatMap(childrenOf);
  const name = written.replaceAll("\\", "");
  return (values) => {
    const found = values.filter(isObject).filter((value) => Object.hasOwn(value, name));
    if (found.length === 0 && values.length > 0) throw new PathFault(`${name} is not found`);
    return found.map((value) => value[name]);
  };
}

function recursiveStep(name: string | undefined): Step {
  const descend: Step = (values) => values.flatMap(withDescendants);
  if (name === undefined) return descend;
  const field = fieldStep(name);
  return (values) => field(descend(values));
}

/** The value and all below it that have something below themselves. */
function withDescendants(value: unknown): readonly unknown[] {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(withDescendants)];
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bracketStep(inside: string): Step {
  const members = inside.split(",");
  if (members.length > 1) {
    const steps = members.map((member) => bracketStep(member.replace(/^ +| +$/g, "")));
    return (values) => steps.flatMap((step) => step(values));
  }
  const [, key] = /^'([^']*)'$/.exec(inside) ?? [];
  if (key !== undefined) {
    const steps = stepsOf(`.${key}`);
    return (values) => follow(steps, values);
  }
  const slice = SLICE.exec(inside === "*" ? ":" : inside);
  if (slice === null) throw new PathFault(`invalid array index ${inside}`);
  const [, from = "", to, by] = slice;
  return (values) => values.flatMap((value) => sliceOf(value, { from, to, by }));
}

interface Bounds {
  readonly from: string;
  readonly to: string | undefined;
  readonly by: string | undefined;
}

/** Every number of a reply is a float to the controller. */
function typeName(value: unknown): string {
  return typeof value === "number" ? "float64" : goType(value);
}

function sliceOf(value: unknown, bounds: Bounds): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new PathFault(`${typeName(value)} is not array or slice`);
  const { length } = value;
  const start = fromEnd(Number(bounds.from || 0), length);
  const end = endOf(bounds, length);
  if (start === end) return [];
  if (start >= length || start < 0) throw outOfBounds(start, length);
  if (end > length || end < 0) throw outOfBounds(end - 1, length);
  if (start > end) {
    throw new PathFault(`starting index ${start} is greater than ending index ${end}`);
  }
  const step = Number(bounds.by?.slice(1) || 1);
  if (step <= 0) throw new PathFault("step must be > 0");
  return value.slice(start, end).filter((_, index) => index % step === 0);
}

/** Without a colon the end is right behind the start. */
function endOf({ from, to }: Bounds, length: number): number {
  if (to !== undefined) return fromEnd(Number(to.slice(1) || length), length);
  const end = Number(from || 0) + 1;
  return end <= 0 ? end + length : end;
}

function fromEnd(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

function outOfBounds(index: number, length: number): PathFault {
  return new PathFault(`array index out of bounds: index ${index}, length ${length}`);
}

function filterStep(text: string): Step {
  const [, left, operator = "", right] = COMPARISON.exec(text) ?? [];
  const passes =
    left === undefined || right === undefined
      ? existence(stepsOf(text))
      : comparison(operator, stepsOf(left), stepsOf(right));
  return (values) =>
    values.flatMap((value) => {
      if (Array.isArray(value)) return value.filter(passes);
      throw new PathFault(`${printGo(value)} is not array or slice and cannot be filtered`);
    });
}

function existence(steps: readonly Step[]): (item: unknown) => boolean {
  return (item) => {
    try {
      return follow(steps, [item]).length > 0;
    } catch (fault) {
      if (fault instanceof PathFault) return false;
      throw fault;
    }
  };
}

function comparison(
  operator: string,
  left: readonly Step[],
  right: readonly Step[],
): (item: unknown) => boolean {
  return (item) => {
    const [lefts, rights] = [follow(left, [item]), follow(right, [item])];
    if (lefts.length > 1 || rights.length > 1) {
      throw new PathFault("can only compare one element at a time");
    }
    if (lefts.length === 0 || rights.length === 0) return false;
    return holds(operator, lefts[0], rights[0]);
  };
}

function holds(operator: string, left: unknown, right: unknown): boolean {
  const isOrdered = operator.startsWith("<") || operator.startsWith(">");
  if (typeof left !== typeof right || (isOrdered && typeof left === "boolean")) {
    throw new PathFault("incompatible types for comparison");
  }
  const [a, b] = [left as string, right as string];
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      throw new PathFault(`unrecognized filter operator ${operator}`);
  }
}
