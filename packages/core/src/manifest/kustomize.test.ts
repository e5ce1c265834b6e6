import { describe, expect, test } from "vitest";
import { parseDigest, parseTag } from "../image/index.ts";
import { readImages, setImages, setKustomizeArgs } from "./images.ts";

const HEAD = "kind: Kustomization\nresources:\n- deploy.yaml\n";
const A = `sha256:${"1a".repeat(32)}`;
const B = `sha256:${"2b".repeat(32)}`;

function withArgs(text: string, args: readonly string[]): string {
  const [file] = setKustomizeArgs({ path: "kustomization.yaml", text }, args).files;
  return file?.text ?? text;
}

describe("the arguments of kustomize edit set image", () => {
  test.each([
    [
      "clears newName and digest that the argument leaves out",
      ["app:v2"],
      `- name: app\n  newName: web\n  newTag: v1\n  digest: ${A}\n`,
      "- name: app\n  newTag: v2\n",
    ],
    [
      "keeps newName for *",
      ["app=*:v2"],
      "- name: app\n  newName: web\n  newTag: v1\n",
      "- name: app\n  newName: web\n  newTag: v2\n",
    ],
    [
      "keeps a tag and a digest for *",
      ["app=web:*@*"],
      `- name: app\n  newTag: v1\n  digest: ${A}\n`,
      `- name: app\n  newName: web\n  newTag: v1\n  digest: ${A}\n`,
    ],
    [
      "takes * as nothing where there is nothing",
      ["app=*:*@*"],
      "- name: app\n  newName: web\n",
      "- name: app\n  newName: web\n",
    ],
    [
      "writes tag and digest",
      [`app:v2@${B}`],
      "- name: app\n  newTag: v1\n",
      `- name: app\n  newTag: v2\n  digest: ${B}\n`,
    ],
    [
      "gives the tag's line to the digest",
      [`app@${B}`],
      "- name: app\n  newTag: v1 # keep\n",
      `- name: app\n  digest: ${B} # keep\n`,
    ],
    [
      "gives the digest's line to the tag",
      ["app:v2"],
      `- digest: ${A}\n  name: app\n`,
      "- newTag: v2\n  name: app\n",
    ],
    [
      "puts a new newName behind the name",
      ["app=web:v2"],
      "- name: app\n  newTag: v1\n",
      "- name: app\n  newName: web\n  newTag: v2\n",
    ],
    [
      "removes a first key",
      ["app=*:v2"],
      `- digest: ${A}\n  name: app\n  newTag: v1\n`,
      "- name: app\n  newTag: v2\n",
    ],
    [
      "removes a first key above a comment",
      ["app:v2"],
      `- digest: ${A} # old\n  # the app\n  name: app\n  newTag: v1\n`,
      "-\n  # the app\n  name: app\n  newTag: v2\n",
    ],
    [
      "removes a last line without line end",
      ["app:v2"],
      `- name: app\n  newTag: v1\n  digest: ${A}`,
      "- name: app\n  newTag: v2",
    ],
    [
      "inserts below a last line without line end",
      [`app:v2@${B}`],
      "- name: app\n  newTag: v1",
      `- name: app\n  newTag: v2\n  digest: ${B}`,
    ],
    [
      "removes a key of a flow map",
      ["app:v2"],
      `- {name: app, newTag: v1, digest: "${A}"}\n`,
      "- {name: app, newTag: v2}\n",
    ],
    [
      "removes the first key of a flow map",
      ["app:v2"],
      `- {digest: "${A}", name: app, newTag: v1}\n`,
      "- {name: app, newTag: v2}\n",
    ],
    [
      "follows a flow map over lines",
      ["app=*:v2"],
      "- {\n    name: app,\n    newName: web\n  }\n",
      "- {\n    name: app,\n    newName: web,\n    newTag: v2\n  }\n",
    ],
    [
      "inserts before a trailing comma",
      ["app=*:v2"],
      "- {name: app, newName: web,}\n",
      "- {name: app, newName: web, newTag: v2,}\n",
    ],
    [
      "leaves tagSuffix and unknown keys alone",
      ["app:v2"],
      "- name: app\n  newTag: v1\n  tagSuffix: -x\n  note: mine\n",
      "- name: app\n  newTag: v2\n  tagSuffix: -x\n  note: mine\n",
    ],
    [
      "fills an empty digest",
      [`app@${B}`],
      "- name: app\n  digest:\n",
      `- name: app\n  digest: ${B}\n`,
    ],
    [
      "leaves an empty digest empty",
      ["app:v2"],
      '- name: app\n  digest: ""\n  newTag: v1\n',
      '- name: app\n  digest: ""\n  newTag: v2\n',
    ],
    [
      "quotes a bare number it keeps",
      ["app=web:*"],
      "- name: app\n  newTag: 1.10\n",
      '- name: app\n  newName: web\n  newTag: "1.10"\n',
    ],
    [
      "quotes as its neighbours do",
      ["app:1.10"],
      "- name: 'app'\n  newTag: v1\n",
      "- name: 'app'\n  newTag: '1.10'\n",
    ],
    [
      "keeps single quotes",
      ["app:v2"],
      "- name: app\n  newTag: 'v1'\n",
      "- name: app\n  newTag: 'v2'\n",
    ],
    [
      "keeps a stripped block scalar",
      ["app:v2"],
      "- name: app\n  newTag: >-\n    v1\n",
      "- name: app\n  newTag: >-\n    v2\n",
    ],
    [
      "ends a block scalar that would add a line end",
      ["app:v2"],
      "- name: app\n  newTag: | # tag\n    v1\n- name: b\n",
      "- name: app\n  newTag: v2 # tag\n- name: b\n",
    ],
    [
      "keeps a tag and an unused anchor",
      ["app:v2"],
      "- name: app\n  newTag: !!str &t v1\n",
      "- name: app\n  newTag: !!str &t v2\n",
    ],
    [
      "finds a name behind an alias",
      ["app:v2"],
      "- name: &n web\n- name: app\n  newName: *n\n  newTag: v1\n",
      "- name: &n web\n- name: app\n  newTag: v2\n",
    ],
    [
      "adds behind the last entry, spaced as it is",
      ["new:v1"],
      "-   name: app\n    newTag: v1 # c\n\n# end\n",
      "-   name: app\n    newTag: v1 # c\n-   name: new\n    newTag: v1\n\n# end\n",
    ],
    [
      "adds several entries in the order given",
      ["b:v1", "a:v1"],
      "- name: app\n",
      "- name: app\n- name: b\n  newTag: v1\n- name: a\n  newTag: v1\n",
    ],
    [
      "adds to a flow list",
      ["new:v1"],
      " [{ name: app }]\n",
      " [{ name: app }, { name: new, newTag: v1 }]\n",
    ],
    [
      "fills an empty flow list",
      ["a:v1", "b:v1"],
      " []\n",
      " [{name: a, newTag: v1}, {name: b, newTag: v1}]\n",
    ],
    [
      "fills an empty list behind its comment",
      ["a:v1"],
      " # none\nnamespace: x\n",
      " # none\n- name: a\n  newTag: v1\nnamespace: x\n",
    ],
    ["says nothing new", ["app:v1"], "- name: app\n  newTag: v1\n", "- name: app\n  newTag: v1\n"],
  ])("%s", (_, args, before, after) => {
    const join = /^\s/.test(before) ? "" : "\n";

    expect(withArgs(`${HEAD}images:${join}${before}`, args)).toBe(`${HEAD}images:${join}${after}`);
  });

  test.each([
    ["a list at the margin as resources is", HEAD, `${HEAD}images:\n- name: app\n  newTag: v2\n`],
    [
      "an indented list as resources is",
      "resources:\n  - a.yaml\n",
      "resources:\n  - a.yaml\nimages:\n  - name: app\n    newTag: v2\n",
    ],
    [
      "a list before the comments at the end",
      "namespace: x\n# end\n",
      "namespace: x\nimages:\n- name: app\n  newTag: v2\n# end\n",
    ],
    [
      "a list in a document with an end",
      "---\nnamespace: x\n...\n",
      "---\nnamespace: x\nimages:\n- name: app\n  newTag: v2\n...\n",
    ],
    [
      "a list in CRLF",
      "namespace: x\r\n",
      "namespace: x\r\nimages:\r\n- name: app\r\n  newTag: v2\r\n",
    ],
    [
      "a list behind a block scalar",
      "a: |\n  x\n\n",
      "a: |\n  x\nimages:\n- name: app\n  newTag: v2\n\n",
    ],
    [
      "a list in JSON",
      '{"kind": "Kustomization"}',
      '{"kind": "Kustomization", "images": [{"name": "app", "newTag": "v2"}]}',
    ],
  ])("adds %s", (_, before, after) => {
    expect(withArgs(before, ["app:v2"])).toBe(after);
  });

  test.each([
    ["a name that stands twice", "- name: app\n- name: app\n", "image-ambiguous", 6],
    [
      "a tag that others repeat",
      "- name: app\n  newTag: &t v1\n- name: b\n  newTag: *t\n",
      "anchor-shared",
      6,
    ],
    [
      "an alias as the tag",
      "- name: b\n  newTag: &t v1\n- name: app\n  newTag: *t\n",
      "anchor-shared",
      8,
    ],
    ["an alias as the entry", "- &e {name: app, newTag: v1}\n- *e\n", "image-ambiguous", 6],
    [
      "a tag that is merged in",
      "- &d {name: x, newTag: v1}\n- <<: *d\n  name: app\n",
      "anchor-shared",
      5,
    ],
    ["a tag that is a map", "- name: app\n  newTag: {a: b}\n", "value-not-scalar", 6],
    ["a tag with a tag of its own", "- name: app\n  newTag: !!int 1\n", "value-not-scalar", 6],
    ["a template", "- name: app\n  newTag: {{ .tag }}\n", "template", 6],
    ["a broken template", "- name: app\n{{- if .x }}\n  newTag: v1\n{{- end }}\n", "template", 6],
    ["an entry that is text", "- app:v1\n", "manifest-shape", 5],
    ["a list that is a map", "  app: v1\n", "manifest-shape", 5],
  ])("refuses %s", (_, images, code, line) => {
    expect(() => withArgs(`${HEAD}images:\n${images}`, ["app:v2"])).toThrow(
      expect.objectContaining({
        code,
        line,
        file: "kustomization.yaml",
        excerpt: expect.any(String),
      }),
    );
  });

  test.each([
    ["a bad tag", "app:bad tag", "tag-invalid"],
    ["a short digest", "app@sha256:12", "digest-invalid"],
    ["a bad new name", "app=We b:v1", "image-invalid"],
    ["nothing to set", "app", "input-invalid"],
    ["no name", "=", "input-invalid"],
  ])("refuses %s", (_, arg, code) => {
    expect(() => withArgs(HEAD, [arg])).toThrow(expect.objectContaining({ code }));
  });
});

describe("the keeping form", () => {
  const tag = parseTag("v2");
  const digest = parseDigest(B);

  function keeping(images: string, request: object): string {
    const text = `${HEAD}images:\n${images}`;
    const [file] = setImages(
      [{ path: "o/kustomization.yaml", text }],
      [{ image: "app", ...request }],
    ).files;
    return (file?.text ?? text).slice(`${HEAD}images:\n`.length);
  }

  test.each([
    [
      "a tag, newName kept",
      { tag },
      "- name: app\n  newName: web\n  newTag: v1\n",
      "- name: app\n  newName: web\n  newTag: v2\n",
    ],
    [
      "a tag, the stale digest dropped",
      { tag },
      `- name: app\n  newTag: v1\n  digest: ${A}\n`,
      "- name: app\n  newTag: v2\n",
    ],
    [
      "a digest, the stale tag dropped",
      { digest },
      `- name: app\n  newTag: v1\n  digest: ${A}\n`,
      `- name: app\n  digest: ${B}\n`,
    ],
    [
      "both",
      { tag, digest },
      `- name: app\n  digest: ${A}\n`,
      `- name: app\n  newTag: v2\n  digest: ${B}\n`,
    ],
    [
      "the image found by the repository it runs",
      { image: "r.test/web", tag },
      "- name: app\n  newName: r.test/web\n",
      "- name: app\n  newName: r.test/web\n  newTag: v2\n",
    ],
  ])("sets %s", (_, request, before, after) => {
    expect(keeping(before, request)).toBe(after);
  });

  test("refuses an image that no entry runs, naming those there are", () => {
    expect(() => keeping("- name: web\n- name: x\n  newName: r.test/x\n", { tag })).toThrow(
      expect.objectContaining({
        code: "image-not-found",
        message: expect.stringContaining("found web, x (r.test/x)"),
      }),
    );
  });

  test("refuses a repository that two entries run", () => {
    const images = "- name: app\n- name: web\n  newName: app\n  newTag: v1\n";

    expect(() => keeping(images, { tag })).toThrow(
      expect.objectContaining({ code: "image-ambiguous", line: 6 }),
    );
  });

  test("tells what changed, where, and as a diff", () => {
    const text = `${HEAD}images:\n- name: app\n  newTag: v1\n`;

    const edit = setImages(
      [{ path: "o/kustomization.yaml", text }],
      [{ image: "app", tag, digest }],
    );

    expect(edit.changes).toEqual([
      {
        file: "o/kustomization.yaml",
        line: 6,
        path: "images[name=app].newTag",
        from: "v1",
        to: "v2",
      },
      {
        file: "o/kustomization.yaml",
        line: 7,
        path: "images[name=app].digest",
        from: undefined,
        to: B,
      },
    ]);
    expect(edit.diff).toBe(
      `--- a/o/kustomization.yaml\n+++ b/o/kustomization.yaml\n@@ -3,4 +3,5 @@\n - deploy.yaml\n images:\n - name: app\n-  newTag: v1\n+  newTag: v2\n+  digest: ${B}\n`,
    );
  });
});

test("reads what each entry makes run", () => {
  const text = `${HEAD}images:\n- name: app\n  newName: r.test/app\n  newTag: 1.10\n- {name: web, digest: "${A}"}\n`;

  expect(readImages([{ path: "k.yaml", text }])).toEqual([
    {
      format: "kustomize",
      file: "k.yaml",
      line: 5,
      path: "images[name=app]",
      name: "r.test/app",
      entry: "app",
      tag: "1.10",
      digest: undefined,
    },
    {
      format: "kustomize",
      file: "k.yaml",
      line: 8,
      path: "images[name=web]",
      name: "web",
      entry: undefined,
      tag: undefined,
      digest: A,
    },
  ]);
});
