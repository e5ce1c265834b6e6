import { compare } from "./compare.ts";
import type { Value } from "./value.ts";

/** Up to so many items Go sorts by insertion, which decides where NaN ends up. */
const INSERTION = 12;

/**
 * The items by their key, upwards or (`desc`) downwards.
 * @throws Fault for keys that have no order
 */
export function sorted(
  items: readonly Value[],
  { key, order }: { key: (item: Value, index: number) => Value; order: "asc" | "desc" },
): Value[] {
  const keyed = items.map((item, index) => ({ item, key: key(item, index) }));
  const before = (a: { key: Value }, b: { key: Value }) =>
    order === "asc" ? compare(a.key, b.key, "<") < 0 : compare(b.key, a.key, "<") < 0;
  if (keyed.length > INSERTION) {
    keyed.sort((a, b) => Number(before(b, a)) - Number(before(a, b)));
    return keyed.map(({ item }) => item);
  }
  for (let end = 1; end < keyed.length; end += 1) {
    for (let at = end; at > 0; at -= 1) {
      const [left, right] = [keyed[at - 1], keyed[at]];
      if (left === undefined || right === undefined || !before(right, left)) break;
      keyed[at - 1] = right;
      keyed[at] = left;
    }
  }
  return keyed.map(({ item }) => item);
}
