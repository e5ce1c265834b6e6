import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, codeBlock, link, plain, table } from "./markdown.ts";

describe("hostile text is inert", () => {
  test.each([
    ["a mention", "@acme/admins", "@\u200bacme/admins"],
    ["a link", "[click](https://evil)", "\\[click\\]\\(https:\u200b//evil\\)"],
    ["HTML", "<img src=x>", "\\<img src=x\\>"],
    ["a heading behind a newline", "a\n# b", "a \\# b"],
    ["a text that shows in another direction", "a\u202eb", "a b"],
  ])("%s", (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test("inline code cannot be ended from inside", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", "a", " ", "|", "\n") }), (text) => {
        const shown = code(text);
        const fence = /^`+/.exec(shown)?.[0] ?? "";

        expect(shown.endsWith(fence)).toBe(true);
        expect(shown.slice(fence.length, -fence.length).split(/[^`]+/)).not.toContain(fence);
        expect(shown).not.toContain("\n");
      }),
    );
  });

  test("a code block cannot be ended from inside", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", "a", "\n") }), (text) => {
        const [first = "", ...rest] = codeBlock("diff", text).split("\n");
        const fence = first.replace("diff", "");

        expect(rest.indexOf(fence)).toBe(rest.length - 1);
      }),
    );
  });

  test("a link's address cannot end it", () => {
    expect(link("x", "https://a/b)c")).toBe("[x](https://a/b%29c)");
  });
});

test("a table has a line for its head, one between, and one for each row", () => {
  expect(table(["a", "b"], [["1", "2"]])).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
});
