import { add } from "./arithmetic.ts";
import { kindOf } from "./builtin.ts";
import { toBytes } from "./bytes.ts";
import { boolOf } from "./conversion.ts";
import { Fault } from "./fault.ts";
import type { Code, Frame, Loop } from "./frame.ts";
import type { BuiltinNode } from "./node.ts";
import { sorted } from "./sort.ts";
import { ANYS, GROUPS, UINT8 } from "./type.ts";
import {
  anys,
  checkHashable,
  Dictionary,
  keyOf,
  Slice,
  TypedInteger,
  type Value,
} from "./value.ts";

/** The code of a builtin's arguments. */
export interface LoopParts {
  readonly array: Code;
  /** What is asked of each item; the item itself where no predicate is written. */
  readonly predicate: Code;
  /** The third argument: the order of `sortBy`, the start of `reduce`. */
  readonly extra: Code | undefined;
  /** What is yielded for an item that was found. */
  readonly project: Code;
}

/** The item that the loop is at: `#`. */
export const ITEM: Code = ({ loop }) => itemOf(loop);

/** The code for `all`, `filter`, `sum` and the others with a predicate. */
export function loopCode(node: BuiltinNode, parts: LoopParts): Code {
  const body = bodyOf(node, parts);
  return (frame) => {
    const array = parts.array(frame);
    const outer = frame.loop;
    frame.run.at = node.at;
    const loop: Loop = { items: itemsOf(array), index: 0, accumulated: null };
    frame.loop = loop;
    const value = body(frame, loop);
    frame.loop = outer;
    return value;
  };
}

type Body = (frame: Frame, loop: Loop) => Value;

function bodyOf({ name, throws }: BuiltinNode, parts: LoopParts): Body {
  switch (name) {
    case "all":
      return (frame, loop) => search(frame, { loop, parts, wanted: false }) === undefined;
    case "none":
      return (frame, loop) => search(frame, { loop, parts, wanted: true }) === undefined;
    case "any":
      return (frame, loop) => search(frame, { loop, parts, wanted: true }) !== undefined;
    case "one":
      return (frame, loop) => count(frame, loop, parts) === 1n;
    case "count":
      return (frame, loop) => count(frame, loop, parts);
    case "filter":
      return (frame, loop) => filter(frame, loop, parts);
    case "map":
      return (frame, loop) => made(frame, each(frame, loop, parts.predicate));
    case "find":
    case "findLast":
      return (frame, loop) => find(frame, { loop, parts, name, throws: throws === true });
    case "findIndex":
    case "findLastIndex":
      return (frame, loop) => findIndex(frame, { loop, parts, name });
    case "groupBy":
      return (frame, loop) => group(frame, loop, parts);
    case "sortBy":
      return (frame, loop) => sort(frame, loop, parts);
    case "sum":
      return (frame, loop) => sum(frame, loop, parts);
    default:
      return (frame, loop) => reduce(frame, loop, parts);
  }
}

/** What a predicate goes through. A text is its bytes; a map has a length, but no items. */
function itemsOf(value: Value): readonly (Value | undefined)[] {
  if (value instanceof Slice) return value.items;
  if (value instanceof Dictionary) return Array.from(value.entries, () => undefined);
  if (typeof value === "string") {
    return Array.from(
      toBytes(value),
      (byte) => new TypedInteger(UINT8, BigInt(byte.charCodeAt(0))),
    );
  }
  const kind = value === null ? "zero" : kindOf(value);
  throw new Fault(`reflect: call of reflect.Value.Len on ${kind} Value`);
}

function itemOf(loop: Loop | undefined): Value {
  const item = loop?.items[loop.index];
  if (item !== undefined) return item;
  const isMap = loop !== undefined && loop.index < loop.items.length;
  throw new Fault(
    isMap
      ? "reflect: call of reflect.Value.Index on map Value"
      : "reflect: slice index out of range",
  );
}

/** What the code gives for each item, from the present one on. */
function each(frame: Frame, loop: Loop, code: Code): Value[] {
  const values: Value[] = [];
  for (; loop.index < loop.items.length; loop.index += 1) {
    frame.run.step();
    values.push(code(frame));
  }
  return values;
}

/** The index of the first item, or the last, for which the predicate gives what is wanted. */
function search(
  frame: Frame,
  {
    loop,
    parts,
    wanted,
    backwards = false,
  }: { loop: Loop; parts: LoopParts; wanted: boolean; backwards?: boolean },
): number | undefined {
  const last = loop.items.length - 1;
  for (let turn = 0; turn <= last; turn += 1) {
    loop.index = backwards ? last - turn : turn;
    frame.run.step();
    if (boolOf(parts.predicate(frame)) === wanted) return loop.index;
  }
  return undefined;
}

function count(frame: Frame, loop: Loop, { predicate }: LoopParts): bigint {
  const answers = each(frame, loop, (inner) => boolOf(predicate(inner)));
  return BigInt(answers.filter((answer) => answer === true).length);
}

function filter(frame: Frame, loop: Loop, { predicate, project }: LoopParts): Value {
  const kept: Value[] = [];
  each(frame, loop, (inner) => {
    if (boolOf(predicate(inner))) kept.push(project(inner));
    return null;
  });
  return made(frame, kept);
}

function made(frame: Frame, items: readonly Value[]): Value {
  frame.run.grow(items.length);
  return anys(items);
}

function find(
  frame: Frame,
  { loop, parts, name, throws }: { loop: Loop; parts: LoopParts; name: string; throws: boolean },
): Value {
  const backwards = name === "findLast";
  if (search(frame, { loop, parts, wanted: true, backwards }) !== undefined) {
    return parts.project(frame);
  }
  if (throws) throw new Fault("reflect: slice index out of range");
  return null;
}

function findIndex(
  frame: Frame,
  { loop, parts, name }: { loop: Loop; parts: LoopParts; name: string },
): Value {
  const backwards = name === "findLastIndex";
  const index = search(frame, { loop, parts, wanted: true, backwards });
  return index === undefined ? null : BigInt(index);
}

function group(frame: Frame, loop: Loop, { predicate }: LoopParts): Value {
  const groups = new Map<unknown, { key: Value; items: Value[] }>();
  each(frame, loop, (inner) => {
    const key = predicate(inner);
    checkHashable(key, { isEmpty: groups.size === 0 });
    const hash = keyOf(key);
    const known = groups.get(hash) ?? { key, items: [] };
    known.items.push(itemOf(loop));
    groups.set(hash, known);
    return null;
  });
  return new Dictionary(
    GROUPS,
    [...groups.values()].map(({ key, items }) => [key, new Slice(ANYS, items)]),
  );
}

function sort(frame: Frame, loop: Loop, { predicate, extra }: LoopParts): Value {
  const order = extra === undefined ? "asc" : extra(frame);
  if (order !== "asc" && order !== "desc") throw new Fault("unknown order, use asc or desc");
  const keys = each(frame, loop, predicate);
  const items = loop.items.map((_, index) => itemOf({ ...loop, index }));
  return made(frame, sorted(items, { key: (_, index) => keys[index] ?? null, order }));
}

/** The items are added to an integer 0, so the sum of nothing is an integer. */
function sum(frame: Frame, loop: Loop, { predicate }: LoopParts): Value {
  let total: Value = 0n;
  each(frame, loop, (inner) => {
    total = add(predicate(inner), total);
    return null;
  });
  return total;
}

function reduce(frame: Frame, loop: Loop, { predicate, extra }: LoopParts): Value {
  if (extra === undefined) {
    loop.accumulated = itemOf(loop);
    loop.index = 1;
  } else {
    loop.accumulated = extra(frame);
  }
  each(frame, loop, (inner) => {
    loop.accumulated = predicate(inner);
    return null;
  });
  return loop.accumulated;
}
