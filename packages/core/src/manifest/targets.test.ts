import { describe, expect, test } from "vitest";
import { setTargets, type Target } from "./targets.ts";

/** The new text of a file whose value at a path is set. */
function withPath(text: string, path: (string | number)[], options: object = {}): string {
  const target: Target = { kind: "path", path, value: "v2", ...options };
  const [file] = setTargets({ path: "values.yaml", text }, [target]).files;
  return file?.text ?? text;
}

describe("a path", () => {
  const tag = ["image", "tag"];

  test.each([
    ["keeps spaces and comments", "image:\n  tag: v1   # c\n", "image:\n  tag: v2   # c\n"],
    ["keeps a tab before a comment", "image:\n  tag: v1\t# c\n", "image:\n  tag: v2\t# c\n"],
    ["keeps single quotes", "image:\n  tag: 'v1'\n", "image:\n  tag: 'v2'\n"],
    ["replaces a number", "image:\n  tag: 1.27\n", "image:\n  tag: v2\n"],
    ["replaces null", "image:\n  tag: ~\n", "image:\n  tag: v2\n"],
    ["fills a key without value", "image:\n  tag: # c\n", "image:\n  tag: v2 # c\n"],
    ["fills an anchored key without value", "image:\n  tag: &t\n", "image:\n  tag: &t v2\n"],
    ["fills a flow key without colon", "image: {tag}\n", "image: {tag: v2}\n"],
    [
      "replaces a value of several lines",
      "image:\n  tag: a\n    b\nx: y\n",
      "image:\n  tag: v2\nx: y\n",
    ],
    ["keeps a stripped block scalar", "image:\n  tag: |-\n    v1\n", "image:\n  tag: |-\n    v2\n"],
    [
      "keeps BOM, CRLF and a missing line end",
      "\ufeffimage:\r\n  tag: v1",
      "\ufeffimage:\r\n  tag: v2",
    ],
    ["finds the later document", "a: 1\n---\nimage: {tag: v1}\n", "a: 1\n---\nimage: {tag: v2}\n"],
    [
      "keeps directives and document ends",
      "%YAML 1.1\n---\nimage: {tag: v1}\n...\n",
      "%YAML 1.1\n---\nimage: {tag: v2}\n...\n",
    ],
    [
      "sets the own key over a merged one",
      "b: &b {tag: v1}\nimage: {<<: *b, tag: v3}\n",
      "b: &b {tag: v1}\nimage: {<<: *b, tag: v2}\n",
    ],
    ["keeps an anchor nobody repeats", "image:\n  tag: &t v1\n", "image:\n  tag: &t v2\n"],
    ["keeps an explicit key", "image:\n  ? tag\n  : v1\n", "image:\n  ? tag\n  : v2\n"],
    [
      "keeps a template in a comment",
      "# {{ x }}\nimage: {tag: v1}\n",
      "# {{ x }}\nimage: {tag: v2}\n",
    ],
  ])("%s", (_, before, after) => {
    expect(withPath(before, tag)).toBe(after);
  });

  test.each([
    [
      "a key behind the last",
      "image:\n  repository: r # c\n\nx: y\n",
      "image:\n  repository: r # c\n  tag: v2\n\nx: y\n",
    ],
    ["a key into a flow map", "image: {repository: r}\n", "image: {repository: r, tag: v2}\n"],
    ["a key into {}", "image: {}\n", "image: {tag: v2}\n"],
    ["a map below an empty key", "image:\nx: y\n", "image:\n  tag: v2\nx: y\n"],
    ["a map in place of null", "image: null\n", "image: {tag: v2}\n"],
    ["all the keys", "x: y\n", "x: y\nimage:\n  tag: v2\n"],
    ["all the keys of a file of comments", "# values\n", "# values\nimage:\n  tag: v2\n"],
    ["all the keys of an empty file", "", "image:\n  tag: v2\n"],
    ["a key at the end of a file without line end", "image:\n  a: b", "image:\n  a: b\n  tag: v2"],
  ])("adds %s when asked", (_, before, after) => {
    expect(withPath(before, tag, { create: true })).toBe(after);
  });

  test.each([
    [
      "an anchored value, for all that repeat it",
      "image:\n  tag: &t v1\nl: *t\n",
      "image:\n  tag: &t v2\nl: *t\n",
    ],
    [
      "the anchored value behind an alias",
      "a: &t v1\nimage:\n  tag: *t\n",
      "a: &t v2\nimage:\n  tag: *t\n",
    ],
    [
      "the merged value",
      "b: &b\n  tag: v1\nimage:\n  <<: *b\n",
      "b: &b\n  tag: v2\nimage:\n  <<: *b\n",
    ],
    [
      "the first map of several merged",
      "b: &b {tag: v1}\nc: &c {tag: v0}\nimage: {<<: [*b, *c]}\n",
      "b: &b {tag: v2}\nc: &c {tag: v0}\nimage: {<<: [*b, *c]}\n",
    ],
  ])("sets %s when asked", (_, before, after) => {
    expect(withPath(before, tag, { shared: true })).toBe(after);
  });

  test("refuses a value that is no text where the file says text", () => {
    const target: Target = { kind: "path", path: ["n"], value: { bare: "false" } };

    expect(() => setTargets({ path: "values.yaml", text: "n: !!str true\n" }, [target])).toThrow(
      expect.objectContaining({ code: "value-not-scalar", line: 1 }),
    );
  });

  test.each([
    ["a missing key", "image:\n  a: b\n", "path-not-found", 1],
    ["a path through a text", "image: v1\n", "path-not-found", 1],
    [
      "a path that two documents have",
      "image: {tag: a}\n---\nimage: {tag: b}\n",
      "path-ambiguous",
      3,
    ],
    ["a map", "image:\n  tag:\n    a: b\n", "value-not-scalar", 3],
    ["a list", "image:\n  tag: []\n", "value-not-scalar", 2],
    ["a value with a tag of its own", "image:\n  tag: !env v1\n", "value-not-scalar", 2],
    ["a key whose colon begins another text", "image:\n  ? tag\n  :x:\n", "value-not-scalar", 2],
    ["a value that others repeat", "image:\n  tag: &t v1\nl: *t\n", "anchor-shared", 2],
    ["a map that others repeat", "image: &i\n  tag: v1\nl: *i\n", "anchor-shared", 2],
    ["an alias", "l: &t v1\nimage:\n  tag: *t\n", "anchor-shared", 3],
    ["a merged value", "b: &b {tag: v1}\nimage:\n  <<: *b\n", "anchor-shared", 1],
    ["a key that stands twice", "image:\n  tag: v1\n  'tag': v3\n", "duplicate-key", 3],
    [
      "a key that stands twice elsewhere",
      "image: {tag: v1}\nx: {a: 1, a: 2}\n",
      "duplicate-key",
      2,
    ],
    ["a template", "image:\n  tag: {{ .tag }}\n", "template", 2],
    ["a template in a list", "image: {tag: v1}\nx: [{{ .x }}]\n", "template", 2],
    ["an explicit key without colon", "image:\n  ? tag\n", "value-not-scalar", 2],
  ])("refuses %s", (_, text, code, line) => {
    expect(() => withPath(text, tag)).toThrow(
      expect.objectContaining({ code, line, file: "values.yaml" }),
    );
  });

  test("names both places of a shared value", () => {
    expect(() => withPath("image:\n  tag: &t v1\n\nlabels:\n  version: *t\n", tag)).toThrow(
      "image.tag is shared: the anchor in line 2 is repeated by *t in line 5",
    );
  });

  test("refuses to guess which document gets a new key", () => {
    expect(() => withPath("a: 1\n---\nb: 2\n", tag, { create: true })).toThrow(
      expect.objectContaining({ code: "path-ambiguous", line: 3 }),
    );
  });

  test("chooses a document by kind and name", () => {
    const text = "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: A\nmetadata: {name: y}\nv: 1\n";

    expect(withPath(text, ["v"], { document: { kind: "A", name: "y" } })).toBe(
      "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: A\nmetadata: {name: y}\nv: v2\n",
    );
  });

  test.each([
    ["where the map is missing", "x: y\n", "x: y\nimage:\n  tag: v2\n  job:\n    tag: v3\n"],
    ["where the map is empty", "image: {}\n", "image: {tag: v2, job: {tag: v3}}\n"],
    ["where the key has no value", "image:\n", "image:\n  tag: v2\n  job:\n    tag: v3\n"],
    ["where the map is there", "image: {a: b}\n", "image: {a: b, tag: v2, job: {tag: v3}}\n"],
    ["where the file is empty", "", "image:\n  tag: v2\n  job:\n    tag: v3\n"],
  ])("adds several keys at once %s", (_, before, after) => {
    const edit = setTargets({ path: "f.yaml", text: before }, [
      { kind: "path", path: ["image", "tag"], value: "v2", create: true },
      { kind: "path", path: ["image", "job", "tag"], value: "v3", create: true },
    ]);

    expect(edit.files[0]?.text).toBe(after);
    expect(edit.changes.map(({ path }) => path)).toEqual(["image.tag", "image.job.tag"]);
  });

  test("refuses two values for one place", () => {
    expect(() =>
      setTargets({ path: "f.yaml", text: "a: 1\n" }, [
        { kind: "path", path: ["a"], value: "2" },
        { kind: "path", path: ["a"], value: "3" },
      ]),
    ).toThrow(expect.objectContaining({ code: "input-conflict", line: 1 }));
  });

  test("sets several values at once, in any order", () => {
    const edit = setTargets({ path: "f.yaml", text: "a: 1\nb: {c: 2}\n" }, [
      { kind: "path", path: ["d"], value: "new", create: true },
      { kind: "path", path: ["b", "c"], value: { bare: "3" } },
      { kind: "path", path: ["a"], value: "one" },
    ]);

    expect(edit.files[0]?.text).toBe("a: one\nb: {c: 3}\nd: new\n");
    expect(edit.changes.map(({ line, path, from, to }) => [line, path, from, to])).toEqual([
      [3, "d", undefined, "new"],
      [2, "b.c", "2", "3"],
      [1, "a", "1", "one"],
    ]);
  });
});

describe("an element of an ApplicationSet's generators", () => {
  const text = `kind: ApplicationSet
spec:
  generators:
  - matrix:
      generators:
      - git: {repoURL: x}
      - list:
          elements:
          - {env: dev, tag: v1}
          - env: prod
            tag: v0 # c
  - list:
      elements: [{env: other, tag: v9}]
`;

  test.each([
    ["in a matrix", "prod", "v0 # c", "v2 # c"],
    ["in a list", "other", "tag: v9", "tag: v2"],
  ])("is found %s", (_, env, from, to) => {
    const element = { key: "env", value: env };
    const target: Target = { kind: "generator-element", element, key: "tag", value: "v2" };

    expect(setTargets({ path: "set.yaml", text }, [target]).files[0]?.text).toBe(
      text.replace(from, to),
    );
  });

  test("is refused when no element fits", () => {
    const element = { key: "env", value: "staging" };
    const target: Target = { kind: "generator-element", element, key: "tag", value: "v2" };

    expect(() => setTargets({ path: "set.yaml", text }, [target])).toThrow(
      expect.objectContaining({ code: "path-not-found" }),
    );
  });
});
