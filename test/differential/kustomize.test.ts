import { execFileSync } from "node:child_process";
import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTag } from "@gitops-actions/core/image";
import { setImages, setKustomizeArgs } from "@gitops-actions/core/manifest";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { describeWithRealPart } from "../support/real-parts.ts";

const A = `sha256:${"1a".repeat(32)}`;
const B = `sha256:${"2b".repeat(32)}`;
const HEAD =
  "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- pod.yaml\n";
const POD = `apiVersion: v1
kind: Pod
metadata: {name: pod}
spec:
  initContainers:
  - {name: init, image: app}
  containers:
  - {name: app, image: "app:v0"}
  - {name: web, image: "web:v0"}
  - {name: port, image: "localhost:5000/app:v0"}
`;

const entries = [
  "",
  "- name: app\n",
  "- name: app\n  newTag: v1 # comment\n",
  "- name: app\n  newName: r.test/app\n  newTag: v1\n",
  `- name: app\n  newName: r.test/app\n  digest: ${A}\n`,
  `- digest: ${A}\n  name: app\n  newTag: "v1"\n`,
  "- {name: app, newTag: v1}\n",
  `- {digest: "${A}", name: app}\n`,
  "- name: web\n  newTag: v9\n- name: app\n  newName: other\n",
  "- name: localhost:5000/app\n  newTag: v1\n",
];

const argumentLists = [
  ["app:v2"],
  ["app=*:v2"],
  ["app=r.test/new"],
  ["app=r.test:5000/new:v2"],
  [`app@${B}`],
  [`app=*:v2@${B}`],
  ["app=*:*@*"],
  ["app=*:v2@*"],
  ["app:1.10", "web:0x1f"],
  ["app:v1", "app:v3"],
  ["localhost:5000/app:v2"],
];

describeWithRealPart("kustomize", "kustomize", (kustomize) => {
  function run(text: string, args: readonly string[]): { output: string; file: string } {
    using folder = mkdtempDisposableSync(join(tmpdir(), "kustomize-"));
    const path = join(folder.path, "kustomization.yaml");
    writeFileSync(path, text);
    writeFileSync(join(folder.path, "pod.yaml"), POD);
    const output = execFileSync(kustomize, args, { cwd: folder.path, encoding: "utf8" });
    return { output, file: readFileSync(path, "utf8") };
  }

  function edited(text: string, args: readonly string[]): string {
    return setKustomizeArgs({ path: "kustomization.yaml", text }, args).files[0]?.text ?? text;
  }

  /** The list `images` as the tool reads it: in no order, and nothing said is said with "". */
  function images(text: string): string[] {
    const list: Record<string, unknown>[] = parse(text, { version: "1.1" }).images ?? [];
    return list
      .map(({ name, newName, newTag, digest }) => [name, newName, newTag, digest].join(" "))
      .sort();
  }

  test.each(argumentLists)("leaves the images that `edit set image %s` leaves", (...args) => {
    for (const entry of entries) {
      const text = entry === "" ? HEAD : `${HEAD}images:\n${entry}`;

      const tool = run(text, ["edit", "set", "image", ...args]).file;

      expect(images(edited(text, args))).toEqual(images(tool));
    }
  });

  test.each(entries.slice(1, 9))(
    "builds %j with the intended image changed and no other",
    (entry) => {
      const before = `${HEAD}images:\n${entry}`;
      const [file] = setImages(
        [{ path: "kustomization.yaml", text: before }],
        [{ image: "app", tag: parseTag("v2") }],
      ).files;
      const newName = /newName: (\S+)/.exec(entry)?.[1] ?? /r\.test\/app/.exec(entry)?.[0] ?? "app";

      const built = parse(run(file?.text ?? "", ["build"]).output);
      const builtBefore = parse(run(before, ["build"]).output);

      const withImage = (container: { name: string }) =>
        ["init", "app"].includes(container.name)
          ? { ...container, image: `${newName}:v2` }
          : container;
      builtBefore.spec.initContainers = builtBefore.spec.initContainers.map(withImage);
      builtBefore.spec.containers = builtBefore.spec.containers.map(withImage);
      expect(built).toEqual(builtBefore);
    },
  );

  test.each([
    "1.10",
    "1e3",
    "0x1f",
    "012",
    "08",
    "y",
    "off",
    "null",
    "1_000",
    "2024-01-02",
    "1234567",
    "1e567890",
    "e123456",
  ])("reads the tag %s as text", (tag) => {
    const text = edited(`${HEAD}images:\n- name: app\n  newTag: v1\n`, [`app:${tag}`]);

    expect(parse(run(text, ["build"]).output).spec.containers[0].image).toBe(`app:${tag}`);
  });
});
