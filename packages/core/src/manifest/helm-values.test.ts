import { describe, expect, test } from "vitest";
import { parseDigest, parseImageName, parseTag } from "../image/index.ts";
import { printImage } from "./image-place.ts";
import { readImages, setImages } from "./images.ts";

const A = `sha256:${"1a".repeat(32)}`;
const B = `sha256:${"2b".repeat(32)}`;
const tag = parseTag("v2");
const digest = parseDigest(B);

/** The text of one values file after its image `r/app` is set. */
function values(text: string, request: object): string {
  const files = [{ path: "values.yaml", text }];
  return setImages(files, [{ image: "r/app", ...request }]).files[0]?.text ?? text;
}

describe("values that name an image", () => {
  test.each([
    [
      "repository and tag",
      { tag },
      "image:\n  repository: r/app\n  tag: v1 # c\n",
      "image:\n  repository: r/app\n  tag: v2 # c\n",
    ],
    [
      "registry, repository and tag",
      { tag },
      "image: {registry: r, repository: app, tag: v1}\n",
      "image: {registry: r, repository: app, tag: v2}\n",
    ],
    [
      "any key that ends in image",
      { tag },
      "sidecarImage:\n  name: r/app\n  tag: v1\n",
      "sidecarImage:\n  name: r/app\n  tag: v2\n",
    ],
    [
      "a repository under any key",
      { tag },
      "worker:\n  repository: r/app\n  tag: v1\n",
      "worker:\n  repository: r/app\n  tag: v2\n",
    ],
    ["all in one text", { tag }, "image: r/app:v1\n", "image: r/app:v2\n"],
    ["a name alone", { tag }, "image: r/app\n", "image: r/app:v2\n"],
    ["a name beside its tag", { tag }, "image: r/app\ntag: v1\n", "image: r/app\ntag: v2\n"],
    [
      "a list of them",
      { tag },
      "jobs:\n- image: r/app:v1\n- image: r/b:v1\n",
      "jobs:\n- image: r/app:v2\n- image: r/b:v1\n",
    ],
    [
      "every place that runs it",
      { tag },
      "a: {image: r/app:v1}\nb: {image: r/app:v0}\n",
      "a: {image: r/app:v2}\nb: {image: r/app:v2}\n",
    ],
    [
      "a stale digest emptied",
      { tag },
      `image: {repository: r/app, tag: v1, digest: "${A}"}\n`,
      'image: {repository: r/app, tag: v2, digest: ""}\n',
    ],
    [
      "a stale tag emptied",
      { digest },
      `image: {repository: r/app, tag: v1, digest: ${A}}\n`,
      `image: {repository: r/app, tag: "", digest: ${B}}\n`,
    ],
    [
      "an empty digest left alone",
      { tag },
      "image:\n  repository: r/app\n  digest: ''\n  tag: v1\n",
      "image:\n  repository: r/app\n  digest: ''\n  tag: v2\n",
    ],
    [
      "a digest added behind the tag",
      { tag, digest },
      "image:\n  repository: r/app\n  tag: v1\n  pullPolicy: Always\n",
      `image:\n  repository: r/app\n  tag: v2\n  digest: ${B}\n  pullPolicy: Always\n`,
    ],
    [
      "a tag that holds the digest too",
      { tag, digest },
      `image: {repository: r/app, tag: "v1@${A}"}\n`,
      `image: {repository: r/app, tag: "v2@${B}"}\n`,
    ],
    [
      "a tag that held a digest",
      { tag },
      `image: {repository: r/app, tag: "v1@${A}"}\n`,
      'image: {repository: r/app, tag: "v2"}\n',
    ],
    [
      "another repository",
      { tag, newName: parseImageName("r/other") },
      "image: {registry: r, repository: app, tag: v1}\n",
      "image: {registry: r, repository: other, tag: v2}\n",
    ],
  ])("%s", (_, request, before, after) => {
    expect(values(before, request)).toBe(after);
  });

  test.each([
    [
      "a digest alone where no key takes it",
      { digest },
      "image: {repository: r/app, tag: v1}\n",
      "path-not-found",
    ],
    [
      "another registry beside a registry key",
      { tag, newName: parseImageName("x/app") },
      "image: {registry: r, repository: app, tag: v1}\n",
      "input-conflict",
    ],
    [
      "an image that is shared",
      { tag },
      "image: &i {repository: r/app, tag: v1}\njob: {image: *i}\n",
      "anchor-shared",
    ],
    ["no version", {}, "image: {repository: r/app, tag: v1}\n", "input-missing"],
    ["what is no image", { tag }, "url: https://r/app\nimages: r/app\n", "image-not-found"],
  ])("refuses %s", (_, request, before, code) => {
    expect(() => values(before, request)).toThrow(expect.objectContaining({ code }));
  });
});

describe("values in several files", () => {
  const base = {
    path: "values.yaml",
    text: `image:\n  repository: r/app\n  tag: v0\n  digest: ${A}\n`,
  };
  const prod = { path: "values-prod.yaml", text: "image:\n  tag: v1 # c\n" };

  test("the last file that has a key counts", () => {
    expect(readImages([base, prod])).toEqual([
      {
        format: "helm-values",
        file: "values-prod.yaml",
        line: 2,
        path: "image",
        name: "r/app",
        entry: undefined,
        container: undefined,
        tag: "v1",
        digest: A,
      },
    ]);
  });

  test("the last file is edited, and overrides what the others say; that is told", () => {
    const edit = setImages([base, prod], [{ image: "r/app", tag }]);

    expect(edit.files).toEqual([
      { path: "values-prod.yaml", text: 'image:\n  tag: v2 # c\n  digest: ""\n' },
    ]);
    expect(edit.notes).toEqual([
      {
        file: "values.yaml",
        line: 3,
        message: 'image.tag is "v0" here, but values-prod.yaml:2 comes later and counts',
      },
    ]);
  });

  test("values that others share are read and never edited", () => {
    expect(setImages([prod], [{ image: "r/app", tag }], { context: [base] }).files).toHaveLength(1);
    const none = { path: "values-prod.yaml", text: "replicas: 2\n" };
    expect(() => setImages([none], [{ image: "r/app", tag }], { context: [base] })).toThrow(
      expect.objectContaining({ code: "path-not-found", file: "values.yaml", line: 3 }),
    );
  });

  test("what only the others say is not read", () => {
    const context = [base];
    const names = (text: string) =>
      readImages([{ path: "values-prod.yaml", text }], { context }).map(({ name }) => name);

    expect(names("replicas: 2\n")).toEqual([]);
    expect(names("image: { pullPolicy: Always }\n")).toEqual([]);
    expect(names("image: { tag: v1 }\n")).toEqual(["r/app"]);
    expect(names(`image: { digest: ${A} }\n`)).toEqual(["r/app"]);
    expect(names("image: { registry: mirror.test }\n")).toEqual(["mirror.test/r/app"]);
  });

  test("a place that only the others have is left, and that is told", () => {
    const migration = { ...base, text: `${base.text}migrate: { image: "r/app:v0" }\n` };
    const edit = setImages([prod], [{ image: "r/app", tag }], { context: [migration] });

    expect(edit.files.map(({ path }) => path)).toEqual(["values-prod.yaml"]);
    expect(edit.notes.map(({ message }) => message)).toContain(
      "migrate.image stands in values that others share and was left",
    );
  });

  test.each<[string, string, string, string[]]>([
    ["a list is replaced", "jobs: [{ image: r/a, tag: v1 }]", "jobs: [{ tag: v2 }]", []],
    ["null removes", "job: { image: { repository: r/a, tag: v1 } }", "job: { image: null }", []],
    ["null above removes", "job: { image: { repository: r/a } }", "job: null", []],
    [
      "a text gives way to a map",
      "image: r/a:v1",
      "image: { repository: r/b, tag: v2 }",
      ["r/b:v2"],
    ],
    [
      "a map gives way to a text",
      "image: { repository: r/a, tag: v1 }",
      "image: r/b:v2",
      ["r/b:v2"],
    ],
    [
      "a key that begins alike stays",
      "image: { repository: r/a }",
      "images: null\nimage: { tag: v1 }",
      ["r/a:v1"],
    ],
    [
      "an empty map removes nothing",
      "image: { repository: r/a }",
      "image: {}\nother: { image: r/b:v2 }",
      ["r/b:v2"],
    ],
    ["no image in the key", "web: { repository: r/a }", "web: { tag: v2 }", ["r/a:v2"]],
    [
      "no registry for all again",
      "global: { imageRegistry: m.test }\nimage: { repository: r/a }",
      'global: { imageRegistry: "" }\nimage: { tag: v1 }',
      ["r/a:v1"],
    ],
  ])("are merged as Helm does: %s", (_, below, text, expected) => {
    const context = [{ path: "values.yaml", text: `${below}\n` }];

    expect(readImages([{ path: "values-prod.yaml", text }], { context }).map(printImage)).toEqual(
      expected,
    );
  });

  test("two below that name an image differently are refused until the environment does", () => {
    const context = ["r/app", "mirror.test/r/app"].map((repository, index) => ({
      path: `${index}.yaml`,
      text: `image: { repository: ${repository} }\n`,
    }));

    expect(() => readImages([prod], { context })).toThrow(
      expect.objectContaining({ code: "image-ambiguous", file: "values-prod.yaml", line: 2 }),
    );
    const own = { ...prod, text: "image: { repository: r/app, tag: v1 }\n" };
    expect(readImages([own], { context })).toMatchObject([{ name: "r/app", tag: "v1" }]);
    expect(readImages([prod], { context: [base, base] })).toHaveLength(1);
  });

  test("a global registry comes before every repository", () => {
    const global = { path: "values-prod.yaml", text: "global: {imageRegistry: mirror.test}\n" };

    expect(readImages([base, global]).map(({ name, entry }) => [name, entry])).toEqual([
      ["mirror.test/r/app", "r/app"],
    ]);
  });
});
