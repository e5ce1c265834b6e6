import { execFileSync } from "node:child_process";
import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unifiedDiff } from "./diff.ts";
import type { Splice } from "./operation.ts";
import { Source } from "./source.ts";

function apply(text: string, splices: readonly Splice[]): string {
  return splices.reduceRight(
    (changed, splice) => changed.slice(0, splice.start) + splice.text + changed.slice(splice.end),
    text,
  );
}

function diffOf(text: string, splices: readonly Splice[]): string {
  return unifiedDiff(new Source({ path: "f", text }), splices);
}

describe("unifiedDiff", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join("");
  const at = (line: number) => lines.indexOf(`line ${line}\n`);

  test.each([
    [
      "one changed line with its context",
      lines,
      [{ start: at(10), end: at(10) + 4, text: "LINE" }],
      "@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+LINE 10\n line 11\n line 12\n line 13\n",
    ],
    [
      "an added line",
      lines,
      [{ start: at(2), end: at(2), text: "new\n" }],
      "@@ -1,4 +1,5 @@\n line 1\n+new\n line 2\n line 3\n line 4\n",
    ],
    [
      "a removed line at the end",
      lines,
      [{ start: at(20), end: lines.length, text: "" }],
      "@@ -17,4 +17,3 @@\n line 17\n line 18\n line 19\n-line 20\n",
    ],
    [
      "neighbouring lines together",
      lines,
      [
        { start: at(1), end: at(1) + 4, text: "A" },
        { start: at(2), end: at(2) + 4, text: "B" },
      ],
      "@@ -1,5 +1,5 @@\n-line 1\n-line 2\n+A 1\n+B 2\n line 3\n line 4\n line 5\n",
    ],
    [
      "a line added to a file without final line end",
      "a",
      [{ start: 1, end: 1, text: "\nb" }],
      "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n",
    ],
    ["a first line", "", [{ start: 0, end: 0, text: "a\n" }], "@@ -0,0 +1 @@\n+a\n"],
  ])("shows %s", (_, text, splices, hunks) => {
    expect(diffOf(text, splices)).toBe(`--- a/f\n+++ b/f\n${hunks}`);
  });

  test("is empty when nothing changes", () => {
    expect(diffOf("a\n", [{ start: 0, end: 1, text: "a" }])).toBe("");
  });

  test("gives git the same new text", () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "diff-"));
    const file = join(folder.path, "f");
    const texts = fc.string({
      unit: fc.constantFrom("a", "b", "\n", "\r\n"),
      minLength: 1,
      maxLength: 60,
    });
    const splices = fc
      .uniqueArray(fc.nat(60), { maxLength: 6 })
      .map((cuts) => cuts.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        texts,
        splices,
        fc.array(fc.constantFrom("", "x", "x\n", "\ny")),
        (text, cuts, words) => {
          const inside = cuts.filter((cut) => cut <= text.length);
          const edits = inside.slice(1).flatMap((end, index) => {
            const start = inside[index] ?? 0;
            return index % 2 === 0 ? [{ start, end, text: words[index] ?? "" }] : [];
          });
          const diff = diffOf(text, edits);
          fc.pre(diff !== "");

          writeFileSync(file, text);
          execFileSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "-"], {
            cwd: folder.path,
            input: diff,
          });

          expect(readFileSync(file, "utf8")).toBe(apply(text, edits));
        },
      ),
      { numRuns: 60 },
    );
  });
});
