import { describe, expect, test } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  test.each([
    ["raeson", "reason"],
    ["Reason", "reason"],
    ["untill", "until"],
    ["tickets", "ticket"],
    ["colour", undefined],
    ["", undefined],
  ])("%s means %s", (word, expected) => {
    expect(nearest(word, ["reason", "owner", "since", "until", "ticket"])).toBe(expected);
  });
});
