import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, codeBlock, link, plain, table } from "./markdown.ts";

describe("hostile text is inert", () => {
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
});

test("a table has a line for its head, one between, and one for each row", () => {
  expect(table(["a", "b"], [["1", "2"]])).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
});

describe("plain", () => {
  test.each([
    ["markup", "*a* _b_ `c` ~d~", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~"],
    ["HTML", "<b>&lt;", "&#60;b&#62;&#38;lt;"],
    ["mentions", "@org/team", "@&#8203;org/team"],
    ["references", "#12 org/repo#12 GH-12", "#&#8203;12 org/repo#&#8203;12 GH&#8203;-12"],
    ["references in disguise", "&#35;12", "&#38;#&#8203;35;12"],
    ["addresses", "https://a.b www.a.b", "https:&#8203;//a.b www&#8203;.a.b"],
    ["formulas", "$x$", "&#36;x&#36;"],
    ["lines", "a\r\n\u2028b", "a b"],
  ])("makes %s plain", (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test.each(["javascript:alert(1)", "https://a b", "https://a>b", "/relative", "https://a\nb"])(
    "%j is no link",
    (url) => {
      expect(link("report", url)).toBe("report");
    },
  );
});
