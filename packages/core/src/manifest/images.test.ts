import { describe, expect, test } from "vitest";
import { parseTag } from "../image/index.ts";
import { readImages, setImages } from "./images.ts";
import { printChange } from "./yaml/change.ts";

const tag = parseTag("v2");
const kustomization = {
  path: "o/kustomization.yaml",
  text: "images:\n- name: app\n  newName: r.test/app\n  newTag: v1\n",
};
const deployment = {
  path: "o/deployment.yaml",
  text: "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - {name: main, image: app}\n",
};
const application = {
  path: "o/app.yaml",
  text: "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source: {kustomize: {images: [app=r.test/app:v1]}}\n",
};
const override = {
  path: "o/.argocd-source-app.yaml",
  text: "kustomize:\n  images:\n  - app=r.test/app:v0\n",
};

describe("places that override others", () => {
  test("only what runs is read", () => {
    const formats = (files: { path: string; text: string }[]) =>
      readImages(files).map(({ format, tag }) => [format, tag]);

    expect(formats([deployment])).toEqual([["workload", undefined]]);
    expect(formats([deployment, kustomization])).toEqual([["kustomize", "v1"]]);
    expect(formats([kustomization, deployment, application])).toEqual([["argocd", "v1"]]);
    expect(formats([kustomization, application, override])).toEqual([["argocd-source", "v0"]]);
  });

  test("only what counts is edited, and the rest is told", () => {
    const edit = setImages([deployment, kustomization], [{ image: "app", tag }]);

    expect(edit.files).toEqual([
      { path: "o/kustomization.yaml", text: kustomization.text.replace("v1", "v2") },
    ]);
    expect(edit.notes).toEqual([
      {
        file: "o/deployment.yaml",
        line: 6,
        message:
          "spec.template.spec.containers[name=main].image is overridden by o/kustomization.yaml:2 and was left",
      },
    ]);
  });

  test("an override file refuses the edit that it would beat", () => {
    expect(() => setImages([kustomization, override], [{ image: "app", tag }])).toThrow(
      expect.objectContaining({
        code: "target-overridden",
        file: "o/.argocd-source-app.yaml",
        line: 3,
      }),
    );
  });
});

describe("several files and images", () => {
  const other = { path: "p/kustomization.yaml", text: "images:\n- name: web\n" };

  test("are one edit", () => {
    const edit = setImages(
      [kustomization, other],
      [
        { image: "web", tag },
        { image: "app", tag },
      ],
    );

    expect(edit.files.map(({ path }) => path)).toEqual([
      "o/kustomization.yaml",
      "p/kustomization.yaml",
    ]);
    expect(edit.changes.map(printChange)).toEqual([
      "o/kustomization.yaml:4 images[name=app].newTag: v1 -> v2",
      "p/kustomization.yaml:3 images[name=web].newTag: (none) -> v2",
    ]);
    expect(edit.diff).toBe(
      "--- a/o/kustomization.yaml\n+++ b/o/kustomization.yaml\n@@ -1,4 +1,4 @@\n images:\n - name: app\n   newName: r.test/app\n-  newTag: v1\n+  newTag: v2\n" +
        "--- a/p/kustomization.yaml\n+++ b/p/kustomization.yaml\n@@ -1,2 +1,3 @@\n images:\n - name: web\n+  newTag: v2\n",
    );
  });

  test("that say already what is asked for give no change", () => {
    expect(setImages([kustomization], [{ image: "app", tag: parseTag("v1") }])).toEqual({
      files: [],
      changes: [],
      diff: "",
      notes: [],
    });
  });

  test("missing images are added together when asked", () => {
    const requests = [
      { image: "new", tag },
      { image: "web", tag },
      { image: "newer", tag },
    ];

    expect(setImages([other], requests, { add: true }).files[0]?.text).toBe(
      "images:\n- name: web\n  newTag: v2\n- name: new\n  newTag: v2\n- name: newer\n  newTag: v2\n",
    );
  });

  test("many images are found among many files", () => {
    const files = Array.from({ length: 60 }, (_, index) => ({
      path: `${index}/kustomization.yaml`,
      text: `kind: Kustomization\nimages:\n- name: team/app-${index}\n`,
    }));
    const requests = files.map((_, index) => ({ image: `team/app-${index}`, tag }));

    expect(setImages(files, requests).changes).toHaveLength(60);
  });

  test.each([
    ["two requests for one place", ["app", "r.test/app"], "input-conflict"],
    ["an image in no file", ["nothing"], "image-not-found"],
  ])("refuses %s", (_, images, code) => {
    const requests = images.map((image) => ({ image, tag }));

    expect(() => setImages([kustomization], requests)).toThrow(expect.objectContaining({ code }));
  });
});
