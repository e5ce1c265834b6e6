import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "./regexp.ts";

function isIn(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.fault);
  return compiled.isIn(text);
}

describe("compilePattern", () => {
  test.each([
    ["is not anchored", "b", "abc", true],
    ["anchors", "^b$", "abc", false],
    ["ends a text with \\z, not before a line end", "a\\z", "a\n", false],
    ["takes $ for the end of the text", "a$", "a\n", false],
    ["takes $ for a line end with (?m)", "(?m)a$", "a\nb", true],
    ["keeps . from line ends", "a.b", "a\nb", false],
    ["lets . take line ends with (?s)", "(?s)a.b", "a\nb", true],
    ["folds case with (?i)", "(?i)ERR", "err", true],
    ["folds the Kelvin sign", "(?i)k", "\u212a", true],
    ["knows POSIX classes", "^[[:alpha:]_]+$", "ab_c", true],
    ["knows \\d as ASCII only", "\\d", "٣", false],
    ["knows Unicode classes", "^\\p{Greek}+$", "αβγ", true],
    ["knows named groups", "(?P<n>a)+b", "aab", true],
    ["takes a code point for one character", "^.$", "😀", true],
    ["quotes with \\Q and \\E", "\\Qa.b\\E", "axb", false],
    ["counts", "^a{2,3}$", "aaaa", false],
    ["takes { for itself where it counts nothing", "a{,2}", "a{,2}", true],
    ["knows word boundaries", "\\bok\\b", "not ok.", true],
    ["matches the empty text", "", "", true],
  ])("%s: %s in %j", (_, pattern, text, expected) => {
    expect(isIn(pattern, text)).toBe(expected);
  });

  test.each([
    ["(", "error parsing regexp: missing closing ): `(`"],
    ["a)", "error parsing regexp: unexpected ): `a)`"],
    ["[", "error parsing regexp: missing closing ]: `[`"],
    ["[b-a]", "error parsing regexp: invalid character class range: `b-a`"],
    ["*", "error parsing regexp: missing argument to repetition operator: `*`"],
    ["a**", "error parsing regexp: invalid nested repetition operator: `**`"],
    ["a{1001}", "error parsing regexp: invalid repeat count: `{1001}`"],
    ["(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"],
    ["(a)\\1", "error parsing regexp: invalid escape sequence: `\\1`"],
    ["\\pX", "error parsing regexp: invalid character class range: `\\pX`"],
  ])("refuses %s as Go does", (pattern, fault) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, fault });
  });

  test("a pattern that ruins a backtracking engine takes linear time", () => {
    const text = "a".repeat(20_000);

    expect(isIn("^(a+)+$", `${text}b`)).toBe(false);
    expect(isIn("(a|aa)*(a|aa)*c", text)).toBe(false);
  });

  test("agrees with JavaScript where both mean the same", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      "[ab]",
      "[^a]",
      "(?:ab)",
      "(?:a|b|)",
      "c?",
      "b*",
      "a{2}",
    );
    const pattern = fc
      .array(atom, { minLength: 1, maxLength: 6 })
      .map((atoms) => atoms.join(""))
      .chain((body) => fc.constantFrom(body, `^${body}`, `${body}$`, `^(?:${body})$`));
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });

    fc.assert(
      fc.property(pattern, text, (source, given) => {
        expect(isIn(source, given)).toBe(new RegExp(source, "u").test(given));
      }),
      { numRuns: 500 },
    );
  });

  test("any text is either compiled or refused, and then runs", () => {
    const piece = fc.constantFrom(..."()[]{}*+?|^$.\\-:,<>PQEdswbpLi2a1".split(""));

    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 24 }), (source) => {
        const compiled = compilePattern(source);
        const outcome = compiled.ok ? compiled.isIn("aQ1-.b") : compiled.fault;
        expect(["boolean", "string"]).toContain(typeof outcome);
      }),
      { numRuns: 2_000 },
    );
  });
});
