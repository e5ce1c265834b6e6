import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { compileGlob } from "./glob.ts";

describe("compileGlob", () => {
  test.each([
    ["* crosses slashes and hyphens", "web*", "web-eu/one"],
    ["* matches nothing at all", "web*", "web"],
    ["? is one character", "w?b", "web"],
    ["? is one character, not one UTF-16 unit", "?", "🚀"],
    ["a choice", "{web,api}-eu", "api-eu"],
    ["a choice within a choice", "{web{,-eu},api}", "web-eu"],
    ["an open choice is closed by the end", "{web,api", "api"],
    ["a range", "[a-w]eb", "web"],
    ["a list", "[vw]eb", "web"],
    ["an inverted list", "[!a]eb", "web"],
    ["^ is a member like any other", "[^a]eb", "^eb"],
    ["an escaped star", "\\*", "*"],
    ["an escaped bracket in a list", "[\\]]", "]"],
    ["brace and comma outside a choice", "a},b", "a},b"],
    ["? alone matches the empty text, as in Argo CD", "?", ""],
    ["an inverted list alone matches the empty text, as in Argo CD", "[!a]", ""],
    ["the ends around a star may overlap, as in Argo CD", "ab*ba", "aba"],
  ])("matches: %s", (_, pattern, text) => {
    expect(compileGlob(pattern)(text)).toBe(true);
  });

  test.each([
    ["a part of the text", "web", "webshop"],
    ["another case", "WEB", "web"],
    ["! in front is no negation", "!web", "api"],
    ["^ and $ are no anchors", "^web$", "web"],
    ["a list alone does not match the empty text", "[ab]", ""],
    ["the empty pattern matches only the empty text", "", "web"],
    ["[^a] is no inverted list", "[^a]eb", "web"],
  ])("does not match: %s", (_, pattern, text) => {
    expect(compileGlob(pattern)(text)).toBe(false);
  });

  test.each([
    ["a bracket without its end", "[a"],
    ["an empty list", "[]"],
    ["an inverted empty list", "[!]"],
    ["a range that goes on", "[a-z0-9]"],
    ["a range backwards", "[z-a]"],
    ["a range without its end", "[a-"],
    ["more nesting than a name can need", "{".repeat(1001)],
  ])("refuses %s", (_, pattern) => {
    expect(() => compileGlob(pattern)).toThrow(UserError);
    expect(() => compileGlob(pattern)).toThrow(expect.objectContaining({ code: "glob-invalid" }));
  });

  test("a pattern full of stars does not backtrack", () => {
    const matches = compileGlob(`${"*a".repeat(100)}*b`);

    expect(matches("a".repeat(2000))).toBe(false);
  });
});
