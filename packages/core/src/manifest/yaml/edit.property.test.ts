import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { randomFiles } from "../../../../../test/support/random-yaml.ts";
import { setTargets } from "../targets.ts";
import type { Step } from "./path.ts";

const values = fc.constantFrom(
  ...["v2", "1.10", "1e3", "0x1f", "012", "y", "2024-01-02", "1_000", "12e4567", "null", "~", ""],
  ...[
    "it's",
    'say "hi"',
    "a: b",
    "a #b",
    "- x",
    "*x",
    "&x",
    "{x}",
    "[x",
    "#x",
    "x:",
    " x ",
    "é",
    "\u2028",
  ],
  ...[
    "back\\slash",
    "two\nlines",
    "tab\there",
    "r.example.test:5000/app:v2",
    "=",
    "<<",
    "---",
    "%x",
    "@x",
  ],
);

function read(text: string, version: "1.1" | "1.2"): unknown[] {
  // The library counts a byte order mark as a column, which other readers do not.
  const marked = text.replace(/^\ufeff/, "");
  return parseAllDocuments(marked, { version, merge: false, uniqueKeys: false })
    .filter((document) => document.contents !== null)
    .map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS({ mapAsMap: true });
    });
}

/** Data with the value at a path replaced or added, maps and lists copied on the way. */
function withValue(data: unknown, [step, ...rest]: readonly Step[], value: string): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) {
    return data.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  }
  const pairs = new Map(data instanceof Map ? data : []);
  // YAML 1.1 reads the key `on` as true.
  const key = step === "on" && pairs.has(true) ? true : step;
  return pairs.set(key, withValue(pairs.get(key), rest, value));
}

test("an edit changes the bytes of one value and nothing else, to every reader", () => {
  fc.assert(
    fc.property(randomFiles, fc.nat(), values, ({ text, leaves }, pick, value) => {
      const leaf = leaves[pick % leaves.length];
      if (leaf === undefined) throw new Error("a random file has values");

      const target = { kind: "path", path: leaf.path, value } as const;
      const [file] = setTargets({ path: "f.yaml", text }, [target]).files;
      const after = file?.text ?? text;

      expect(after.slice(0, leaf.start)).toBe(text.slice(0, leaf.start));
      expect(after.slice(after.length - (text.length - leaf.end))).toBe(text.slice(leaf.end));
      for (const version of ["1.1", "1.2"] as const) {
        const expected = read(text, version).map((data, index) =>
          index === leaf.document ? withValue(data, leaf.path, value) : data,
        );
        expect(read(after, version)).toEqual(expected);
      }
    }),
    { numRuns: 2000 },
  );
});

test("an added key adds bytes at one place, and data to every reader", () => {
  fc.assert(
    fc.property(randomFiles, fc.nat(), values, ({ text, leaves }, pick, value) => {
      const leaf = leaves[pick % leaves.length];
      if (leaf === undefined) throw new Error("a random file has values");
      const innermostKey = leaf.path.findLastIndex((step) => typeof step === "string");
      // In the map around the value; beside `dN` itself, any document would do.
      fc.pre(innermostKey > 0);
      const path = [...leaf.path.slice(0, innermostKey), "added"];

      const target = { kind: "path", path, value, create: true } as const;
      const [file] = setTargets({ path: "f.yaml", text }, [target]).files;
      const after = file?.text ?? text;

      const kept = commonStart(text, after);
      expect(after.endsWith(text.slice(kept))).toBe(true);
      for (const version of ["1.1", "1.2"] as const) {
        const expected = read(text, version).map((data, index) =>
          index === leaf.document ? withValue(data, path, value) : data,
        );
        expect(read(after, version)).toEqual(expected);
      }
    }),
    { numRuns: 1000 },
  );
});

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
