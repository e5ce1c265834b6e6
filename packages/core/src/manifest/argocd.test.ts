import { describe, expect, test } from "vitest";
import { parseDigest, parseTag } from "../image/index.ts";
import { readImages, setImages } from "./images.ts";
import { setTargets, type Target } from "./targets.ts";

const HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec:\n";
const DIGEST = `sha256:${"2b".repeat(32)}`;

/** An Application's `spec` after an edit of it. */
function edited(spec: string, target: Target): string {
  const text = HEAD + spec;
  const [file] = setTargets({ path: "app.yaml", text }, [target]).files;
  return (file?.text ?? text).slice(HEAD.length);
}

function indented(lines: string, spaces: number): string {
  return lines.replace(/^(?=.)/gm, " ".repeat(spaces));
}

describe("helm.parameters", () => {
  const spec = (parameters: string) =>
    `  source:\n    helm:\n      parameters:\n${indented(parameters, 6)}`;

  test.each([
    [
      "a value, its comment kept",
      "v2",
      "- name: image.tag\n  value: v1 # c\n",
      "- name: image.tag\n  value: v2 # c\n",
    ],
    [
      "a number as forced text",
      "1234567",
      "- name: image.tag\n  value: v1\n",
      '- name: image.tag\n  value: "1234567"\n  forceString: true\n',
    ],
    [
      "a boolean in a flow map as forced text",
      "true",
      "- {name: image.tag, value: v1}\n",
      '- {name: image.tag, value: "true", forceString: true}\n',
    ],
    [
      "forceString where it was false",
      "012",
      '- name: image.tag\n  value: "v1"\n  forceString: false\n',
      '- name: image.tag\n  value: "012"\n  forceString: true\n',
    ],
    [
      "nothing but the value where text is forced",
      "v2",
      "- name: image.tag\n  forceString: true\n  value: '1'\n",
      "- name: image.tag\n  forceString: true\n  value: 'v2'\n",
    ],
    [
      "a value that is not there",
      "v2",
      "- name: image.tag\n- name: x\n  value: y\n",
      "- name: image.tag\n  value: v2\n- name: x\n  value: y\n",
    ],
  ])("sets %s", (_, value, before, after) => {
    expect(edited(spec(before), { kind: "helm-parameter", name: "image.tag", value })).toBe(
      spec(after),
    );
  });

  test.each([
    [
      "behind the others",
      spec("- name: x\n  value: y\n"),
      spec("- name: x\n  value: y\n- name: image.tag\n  value: v2\n"),
    ],
    [
      "with all around it",
      "  source:\n    chart: x\n",
      "  source:\n    chart: x\n    helm:\n      parameters:\n      - name: image.tag\n        value: v2\n",
    ],
  ])("adds a parameter %s when asked", (_, before, after) => {
    const target: Target = { kind: "helm-parameter", name: "image.tag", value: "v2", create: true };

    expect(edited(before, target)).toBe(after);
  });

  test.each([
    ["a parameter that is not there", spec("- name: x\n  value: y\n"), "path-not-found"],
    ["a name that stands twice", spec("- name: image.tag\n- name: image.tag\n"), "path-ambiguous"],
    [
      "two sources that have it",
      "  sources:\n  - &s\n    helm: {parameters: [{name: image.tag, value: a}]}\n  - helm: {parameters: [{name: image.tag, value: b}]}\n",
      "path-ambiguous",
    ],
  ])("refuses %s", (_, before, code) => {
    const target: Target = { kind: "helm-parameter", name: "image.tag", value: "v2" };

    expect(() => edited(before, target)).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    ["its name", { name: "b" }],
    ["its ref", { ref: "main" }],
    ["its repoURL", { repoURL: "https://b.test" }],
  ])("chooses a source by %s", (_, source) => {
    const before =
      "  sources:\n  - name: a\n    helm: {parameters: [{name: t, value: v1}]}\n  - name: b\n    ref: main\n    repoURL: https://b.test\n    helm: {parameters: [{name: t, value: v1}]}\n";
    const target: Target = { kind: "helm-parameter", name: "t", value: "v2", source };

    expect(edited(before, target)).toBe(`${before.slice(0, before.lastIndexOf("v1"))}v2}]}\n`);
  });
});

describe("helm.values", () => {
  const path = ["image", "tag"];
  const literal = (header: string, lines: string) =>
    `  source:\n    helm:\n      values: ${header}\n${indented(lines, 8)}    path: x\n`;
  const inline = (source: string) => `  source:\n    helm:\n      values: ${source}\n`;

  test.each([
    [
      "a literal block",
      literal("|", "# c\nimage:\n  tag: v1   # t\nx: y\n"),
      literal("|", "# c\nimage:\n  tag: v2   # t\nx: y\n"),
    ],
    [
      "a stripped block",
      literal("|-", "image:\n  tag: v1\n"),
      literal("|-", "image:\n  tag: v2\n"),
    ],
    [
      "a kept block",
      literal("|+", "image:\n  tag: v1\n\n"),
      literal("|+", "image:\n  tag: v2\n\n"),
    ],
    [
      "a block with an indentation indicator",
      literal("|2", "  image:\n    tag: v1\n"),
      literal("|2", "  image:\n    tag: v2\n"),
    ],
    [
      "a folded block",
      literal(">", "image:\n  tag: v1\n\nx: y\n"),
      literal(">", "image:\n  tag: v2\n\nx: y\n"),
    ],
    ["double quotes", inline('"image:\\n  tag: v1\\n"'), inline('"image:\\n  tag: v2\\n"')],
    [
      "double quotes inside double quotes",
      inline('"image:\\n  tag: \\"v1\\"\\n"'),
      inline('"image:\\n  tag: \\"v2\\"\\n"'),
    ],
    [
      "double quotes over lines",
      inline('"image:\\n\\\n        \\  tag: v1\\n"'),
      inline('"image:\\n\\\n        \\  tag: v2\\n"'),
    ],
    ["single quotes", inline("'image: {tag: ''v1''}'"), inline("'image: {tag: ''v2''}'")],
    [
      "valuesObject",
      "  source:\n    helm:\n      valuesObject:\n        image: {tag: v1}\n",
      "  source:\n    helm:\n      valuesObject:\n        image: {tag: v2}\n",
    ],
    [
      "valuesObject, which alone counts beside values",
      "  source:\n    helm:\n      values: 'image: {tag: v1}'\n      valuesObject: {image: {tag: v1}}\n",
      "  source:\n    helm:\n      values: 'image: {tag: v1}'\n      valuesObject: {image: {tag: v2}}\n",
    ],
  ])("are edited inside %s", (_, before, after) => {
    expect(edited(before, { kind: "helm-values", path, value: "v2" })).toBe(after);
  });

  test.each([
    ["a literal block", "|", "image:\n  tag: v1\n", 'image:\n  tag: "1.10"\n'],
    [
      "double quotes",
      inline('"image:\\n  tag: v1\\n"'),
      "",
      inline('"image:\\n  tag: \\"1.10\\"\\n"'),
    ],
  ])("quote a number inside %s", (_, header, before, after) => {
    const text = before === "" ? header : literal(header, before);

    expect(edited(text, { kind: "helm-values", path, value: "1.10" })).toBe(
      before === "" ? after : literal(header, after),
    );
  });

  test.each([
    [
      "in the middle of a block",
      literal("|", "image:\n  a: b\nx: y\n"),
      literal("|", "image:\n  a: b\n  tag: v2\nx: y\n"),
    ],
    [
      "at the end of a block",
      literal("|", "image:\n  a: b\n"),
      literal("|", "image:\n  a: b\n  tag: v2\n"),
    ],
    [
      "at the end of a stripped block",
      literal("|-", "image:\n  a: b\n"),
      literal("|-", "image:\n  a: b\n  tag: v2\n"),
    ],
    [
      "at the end of a file without line end",
      inline("|\n        image:\n          a: b").trimEnd(),
      inline("|\n        image:\n          a: b\n          tag: v2").trimEnd(),
    ],
    [
      "in double quotes",
      inline('"image:\\n  a: b\\n"'),
      inline('"image:\\n  a: b\\n  tag: v2\\n"'),
    ],
    [
      "in a block with CRLF",
      literal("|", "image:\n  a: b\nx: y\n").replaceAll("\n", "\r\n"),
      literal("|", "image:\n  a: b\n  tag: v2\nx: y\n").replaceAll("\n", "\r\n"),
    ],
  ])("get a new key %s", (_, before, after) => {
    const newline = before.includes("\r") ? "\r\n" : "\n";
    const text = HEAD.replaceAll("\n", newline) + before;
    const target: Target = { kind: "helm-values", path, value: "v2", create: true };

    expect(setTargets({ path: "app.yaml", text }, [target]).files[0]?.text).toBe(
      HEAD.replaceAll("\n", newline) + after,
    );
  });

  test.each([
    [
      "a key that stands twice inside",
      literal("|", "image:\n  tag: v1\n  tag: v3\n"),
      "duplicate-key",
      10,
    ],
    ["a template inside", literal("|", "image:\n  tag: {{ .x }}\n"), "template", 9],
    ["a missing path", literal("|", "image:\n  a: b\n"), "path-not-found", 8],
    ["values that are not there", "  source:\n    path: x\n", "path-not-found", 6],
    [
      "values that an alias repeats",
      "  x: &v |\n    image: {tag: v1}\n  source: {helm: {values: *v}}\n",
      "anchor-shared",
      7,
    ],
    [
      "a line to be added in single quotes",
      inline("'image:\n\n          a: b'"),
      "value-not-scalar",
      9,
    ],
    ["a key to be added in an empty block", `${inline("|")}  x: y\n`, "path-not-found", 6],
  ])("refuse %s, with the line in the file", (name, before, code, line) => {
    const create = name.includes("to be added");

    expect(() => edited(before, { kind: "helm-values", path, value: "v2", create })).toThrow(
      expect.objectContaining({ code, line }),
    );
  });
});

describe("kustomize.images", () => {
  const spec = (images: string) =>
    `  source:\n    kustomize:\n      images:\n${indented(images, 6)}`;

  test.each([
    [
      "an image of the same name",
      "app:v2",
      "- app:v1 # c\n- app2:v1\n",
      "- app:v2 # c\n- app2:v1\n",
    ],
    [
      "names with a port compared whole",
      "localhost:5000/b:v2",
      "- localhost:5000/a:v1\n- localhost:5000/b:v1\n",
      "- localhost:5000/a:v1\n- localhost:5000/b:v2\n",
    ],
    [
      "a renamed image by its own name",
      `app=r/app@${DIGEST}`,
      '- "app:v1"\n',
      `- "app=r/app@${DIGEST}"\n`,
    ],
    [
      "an image that is not there, behind the others",
      "web:v1",
      "- app:v1\n",
      "- app:v1\n- web:v1\n",
    ],
  ])("set %s", (_, image, before, after) => {
    expect(edited(spec(before), { kind: "kustomize-image", image })).toBe(spec(after));
  });

  test("refuse a name that stands twice", () => {
    expect(() =>
      edited(spec("- app:v1\n- app:v3\n"), { kind: "kustomize-image", image: "app:v2" }),
    ).toThrow(expect.objectContaining({ code: "path-ambiguous", line: 9 }));
  });
});

test("a chart's revision is set in the source of that chart", () => {
  const before =
    "  sources:\n  - {chart: app, targetRevision: 1.2.3}\n  - {ref: values, targetRevision: main}\n";
  const source = { chart: "app" };
  const target: Target = { kind: "source-value", path: ["targetRevision"], value: "1.3", source };

  expect(edited(before, target)).toBe(before.replace("1.2.3", '"1.3"'));
});

describe("images of an Application", () => {
  const text = `${HEAD}  source:
    helm:
      parameters:
      - {name: image.registry, value: r.example.test}
      - {name: image.repository, value: team/app}
      - {name: image.tag, value: v1}
      - {name: sidecarImage, value: "r.example.test/side:v1"}
      values: |
        worker:
          image:
            repository: r.example.test/worker
            tag: v1
    kustomize:
      images:
      - web=r.example.test/web:v1
`;
  const file = { path: "app.yaml", text };

  test("are read from every place that gives one", () => {
    expect(readImages([file]).map(({ path, name, line }) => [path, name, line])).toEqual([
      ["spec.source.kustomize.images[name=web]", "r.example.test/web", 19],
      ["spec.source.helm.values > worker.image", "r.example.test/worker", 16],
      ["spec.source.helm.parameters[name=image.tag]", "r.example.test/team/app", 10],
      ["spec.source.helm.parameters[name=sidecarImage].value", "r.example.test/side", 11],
    ]);
  });

  test("are set as the parameter that beats the value of the same path", () => {
    const beaten = `${HEAD}  source:\n    helm:\n      valuesObject: {image: {repository: r.test/app, tag: v0}}\n      parameters: [{name: image.tag, value: v1}]\n`;
    const edit = setImages(
      [{ path: "app.yaml", text: beaten }],
      [{ image: "r.test/app", tag: parseTag("v2") }],
    );

    expect(edit.files[0]?.text).toBe(beaten.replace("value: v1", "value: v2"));
  });

  test("are read though the values are a template that an ApplicationSet fills in", () => {
    const set = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  template:\n    spec:\n      source:\n        helm:\n          values: |\n            image: {{ .image }}\n        kustomize: {images: [r.test/app:v1]}\n`;

    expect(readImages([{ path: "set.yaml", text: set }])).toMatchObject([{ name: "r.test/app" }]);
  });

  test("are set in their places, two in one text too", () => {
    const tag = parseTag("v2");
    const edit = setImages(
      [file],
      [
        { image: "team/app", tag },
        { image: "web", tag, digest: parseDigest(DIGEST) },
        { image: "r.example.test/side", tag },
        { image: "r.example.test/worker", tag },
      ],
    );

    expect(edit.files[0]?.text).toBe(
      text
        .replace("image.tag, value: v1", "image.tag, value: v2")
        .replace("side:v1", "side:v2")
        .replace("tag: v1", "tag: v2")
        .replace("web:v1", `web:v2@${DIGEST}`),
    );
  });
});
