import { describe, expect, test } from "vitest";
import { parseDigest, parseTag } from "../image/index.ts";
import { readImages, setImages } from "./images.ts";

const A = `sha256:${"1a".repeat(32)}`;
const digest = parseDigest(`sha256:${"2b".repeat(32)}`);
const tag = parseTag("v2");

function workload(text: string, request: object): string {
  const files = [{ path: "workload.yaml", text }];
  return setImages(files, [{ image: "r.test/app", ...request }]).files[0]?.text ?? text;
}

function pod(containers: string, indent = 0): string {
  return `spec:\n${containers}`.replace(/^/gm, " ".repeat(indent)).trimEnd();
}

describe("containers", () => {
  const containers = "  containers:\n  - name: a\n    image: r.test/app:v1 # c\n";

  test.each([
    ["Pod", `apiVersion: v1\nkind: Pod\n${pod(containers)}\n`],
    ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Rollout"].map((kind) => [
      kind,
      `kind: ${kind}\nspec:\n  template:\n${pod(containers, 4)}\n`,
    ]),
    [
      "CronJob",
      `kind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n${pod(containers, 8)}\n`,
    ],
    ["List", `kind: List\nitems:\n- kind: Pod\n${pod(containers, 2)}\n`],
    [
      "a custom resource",
      `kind: Workload\nspec:\n  groups:\n  - template:\n${pod(containers, 6)}\n`,
    ],
  ])("of a %s", (_, text = "") => {
    expect(workload(text, { tag })).toBe(text.replace("app:v1", "app:v2"));
  });

  test.each([
    ["a tag drops the digest", { tag }, `r.test/app:v1@${A}`, "r.test/app:v2"],
    ["a digest drops the tag", { digest }, "r.test/app:v1", `r.test/app@${digest}`],
    ["both are written", { tag, digest }, "r.test/app", `r.test/app:v2@${digest}`],
    ["quotes stay", { tag }, '"r.test/app:v1"', '"r.test/app:v2"'],
    [
      "a longer name is another image",
      { tag },
      "r.test/app2:v1}, {image: r.test/app:v1",
      "r.test/app2:v1}, {image: r.test/app:v2",
    ],
    [
      "a port is no tag",
      { image: "localhost:5000/app", tag },
      "localhost:5000/app",
      "localhost:5000/app:v2",
    ],
    [
      "a short name is compared as text",
      { image: "nginx", tag },
      "docker.io/library/nginx:v1}, {image: nginx:v1",
      "docker.io/library/nginx:v1}, {image: nginx:v2",
    ],
    ["a placeholder in quotes is a text", { tag }, '"r.test/app:{{ .tag }}"', '"r.test/app:v2"'],
  ])("%s", (_, request, before, after) => {
    const text = (image: string) => `kind: Pod\nspec:\n  containers: [{image: ${image}}]\n`;

    expect(workload(text(before), request)).toBe(text(after));
  });

  test("init containers and image volumes move too", () => {
    const text =
      "kind: Pod\nspec:\n  initContainers:\n  - image: r.test/app:v0\n  containers:\n  - image: r.test/app:v1\n  volumes:\n  - name: data\n    image: {reference: r.test/app:v1}\n";

    expect(workload(text, { tag })).toBe(text.replace(/v[01]/g, "v2"));
  });

  test("one container is chosen by its name", () => {
    const text =
      "kind: Pod\nspec:\n  containers:\n  - {name: a, image: r.test/app:v1}\n  - {name: b, image: r.test/app:v1}\n";

    expect(workload(text, { tag, container: "b" })).toBe(text.replace(/v1(?=}\n$)/, "v2"));
  });

  test("of another document are found without reading the rest", () => {
    const text =
      "kind: Broken\na: [\n---\nkind: Pod\nspec: {containers: [{image: r.test/app:v1}]}\n";

    expect(workload(text, { tag })).toBe(text.replace("v1", "v2"));
  });

  test("in the definition of a resource type run nothing", () => {
    const text = "kind: CustomResourceDefinition\nspec: {containers: [{image: r.test/app:v1}]}\n";

    expect(readImages([{ path: "crd.yaml", text }])).toEqual([]);
    expect(() => workload(text, { tag })).toThrow(
      expect.objectContaining({
        code: "image-not-found",
        message: expect.stringContaining("found no image"),
      }),
    );
  });
});
