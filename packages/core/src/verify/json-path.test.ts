import { describe, expect, test } from "vitest";
import { findJson } from "./json-path.ts";

const body = {
  data: { ok: true, items: [{ n: 1, name: "a" }, { n: 2, name: "b" }, { n: 3 }] },
  "dotted.key": 7,
};

describe("findJson", () => {
  test.each([
    ["the whole document without a path", undefined, body],
    ["a field", "{.data.ok}", true],
    ["a field from the root", "{$.data.ok}", true],
    ["a field in brackets", "{.data['ok']}", true],
    ["a field with a dot in its name", "{.dotted\\.key}", 7],
    ["an index", "{.data.items[1].n}", 2],
    ["an index from the end", "{.data.items[-1].n}", 3],
    ["the first of a slice", "{.data.items[1:3].n}", 2],
    ["the first of all", "{.data.items[*].n}", 1],
    ["a field however deep", "{..name}", "a"],
    ["a filter on equality", "{.data.items[?(@.n==2.0)].name}", "b"],
    ["a filter on order", "{.data.items[?(@.n>2.0)].n}", 3],
  ])("finds %s", (_, path, value) => {
    expect(findJson(body, path)).toEqual({ ok: true, value });
  });

  test.each([
    ["a field that is not there", "{.data.missing}", "missing is not found"],
    ["an index past the end", "{.data.items[9]}", "array index out of bounds"],
    ["a path without braces", ".data.ok", 'expected "{...}"'],
    ["a loop", "{range .data.items[*]}{.n}{end}", "cannot read"],
    [
      "a float compared with a whole number, as the controller does",
      "{.data.items[?(@.n==2)].n}",
      "incompatible types for comparison",
    ],
    ["nothing found", "{.data.items[?(@.n>9.0)]}", "produced no value"],
  ])("refuses %s", (_, path, fault) => {
    expect(findJson(body, path)).toEqual({ ok: false, fault: expect.stringContaining(fault) });
  });
});
