import { describe, expect, test } from "vitest";
import { sliceDocuments } from "./stream.ts";

describe("sliceDocuments", () => {
  test.each([
    ["one document without markers", "a: 1\n", ["a: 1\n"]],
    ["an empty text is one empty document", "", [""]],
    ["a leading marker belongs to its document", "---\na: 1\n", ["---\na: 1\n"]],
    ["comments before the first marker too", "# c\n\n---\na: 1\n", ["# c\n\n---\na: 1\n"]],
    ["directives too", "%YAML 1.2\n---\na: 1\n", ["%YAML 1.2\n---\na: 1\n"]],
    ["a marker ends the document before it", "a: 1\n---\nb: 2\n", ["a: 1\n", "---\nb: 2\n"]],
    [
      "comments before a later marker stay above",
      "a: 1\n# c\n---\nb: 2\n",
      ["a: 1\n# c\n", "---\nb: 2\n"],
    ],
    ["an end marker ends it as well", "a: 1\n...\nb: 2\n", ["a: 1\n...\n", "b: 2\n"]],
    [
      "directives behind an end marker",
      "a: 1\n...\n%YAML 1.2\n---\nb: 2\n",
      ["a: 1\n...\n", "%YAML 1.2\n---\nb: 2\n"],
    ],
    ["content on the marker's line", "--- {a: 1}\n--- x\n", ["--- {a: 1}\n", "--- x\n"]],
    ["CRLF", "a: 1\r\n---\r\nb: 2\r\n", ["a: 1\r\n", "---\r\nb: 2\r\n"]],
    [
      "markers in indented text are text",
      "a: |\n  ---\n  ...\nb: 2\n",
      ["a: |\n  ---\n  ...\nb: 2\n"],
    ],
    ["longer dashes are no marker", "a: 1\n----\n---x\n", ["a: 1\n----\n---x\n"]],
    [
      "a byte order mark belongs to none",
      "\ufeff---\na: 1\n---\nb: 2\n",
      ["---\na: 1\n", "---\nb: 2\n"],
    ],
    ["no final line end", "a: 1\n---", ["a: 1\n", "---"]],
    ["empty documents", "---\n---\n", ["---\n", "---\n"]],
  ])("%s", (_, text, documents) => {
    expect(sliceDocuments(text).map(({ start, end }) => text.slice(start, end))).toEqual(documents);
  });
});
