import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readsAsText, type ScalarStyle, writeScalar } from "./scalar-text.ts";

describe("readsAsText", () => {
  test.each([
    ...["", "~", "null", "Null", "true", "TRUE", "y", "N", "yes", "No", "on", "OFF"],
    ...[
      "1",
      "1.10",
      "1.",
      ".5",
      "+1",
      "-1",
      "1e3",
      "1E+3",
      "12e4567",
      "1e567890",
      "e123456",
      "1_000",
      "1__0",
    ],
    ...["0x1f", "0XFF", "0o17", "0b101", "012", "08", "1234567", "12345678901234567890"],
    ...[
      ".inf",
      "-.Inf",
      ".NaN",
      "190:20",
      "1:30:45",
      "2024-01-02",
      "2024-1-2",
      "2024-01-02T10:00:00Z",
    ],
    ...["=", "<<", "."],
  ])("%j is no text to some reader", (plain) => {
    expect(readsAsText(plain)).toBe(false);
  });

  test.each([
    ...["v1", "latest", "1.2.3", "2024.01.02-3", "20240102-abc", "7f3a9c1", "1e", "0x", "0b2"],
    ...[
      "_1",
      "inf",
      "nan",
      "nulls",
      "yess",
      "1.2.3-rc.1",
      "r.example.test:5000/app:v1",
      "a=b",
      "--flag",
    ],
  ])("%j is text to all", (plain) => {
    expect(readsAsText(plain)).toBe(true);
  });
});

describe("writeScalar", () => {
  const options = { style: "plain", quote: '"', flow: false } as const;

  test.each([
    ["a plain text", "v1", options, "v1"],
    ["a number in double quotes", "1.10", options, '"1.10"'],
    ["a number in the file's single quotes", "1.10", { ...options, quote: "'" as const }, "'1.10'"],
    ["what single quotes cannot hold", "a\nb", { ...options, style: "single" as const }, '"a\\nb"'],
    ["single quotes doubled", "it's", { ...options, style: "single" as const }, "'it''s'"],
    ["double quotes escaped", 'c"d\\', { ...options, style: "double" as const }, '"c\\"d\\\\"'],
    ["a comma that would end a flow value", "a,b", { ...options, flow: true }, '"a,b"'],
    ["a comma elsewhere", "a,b", options, "a,b"],
    ["a bare value as it is", { bare: "1.10" }, { ...options, style: "double" as const }, "1.10"],
    ["a line separator as an escape", "\u2028", options, '"\\u2028"'],
  ])("writes %s", (_, value, how, source) => {
    expect(writeScalar(value, how)).toBe(source);
  });

  test("what it writes reads back, under YAML 1.1 and 1.2, in block and in flow", () => {
    const styles = fc.constantFrom<ScalarStyle>("plain", "single", "double");
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(..."0123456789.+-_eExobyn: #'\"{}[],&*!|>%@`~=\\ \t\n") }),
    );
    fc.assert(
      fc.property(
        texts,
        styles,
        fc.constantFrom("'", '"'),
        fc.boolean(),
        (text, style, quote, flow) => {
          const source = writeScalar(text, { style, quote, flow });
          const document = flow
            ? `{a: ${source}, b: [${source}]}\n`
            : `a: ${source}\nb:\n- ${source}\n`;

          for (const version of ["1.1", "1.2"] as const) {
            expect(parse(document, { version })).toEqual({ a: text, b: [text] });
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});
