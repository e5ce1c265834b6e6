import { expect, test } from "vitest";
import { nearest, nearestFew } from "./nearest.ts";

test.each([
  ["delivry", "delivery"],
  ["dve", "dev"],
  ["chekcout", "checkout"],
  ["something-else", undefined],
])("%s means %s", (word, meant) => {
  expect(nearest(word, ["delivery", "dev", "checkout", "staging"])).toBe(meant);
});

test("the nearest few come in the order of their distance", () => {
  expect(nearestFew("cart", ["zebra", "card", "cart-v2", "cat"], 2)).toEqual(["card", "cat"]);
});
