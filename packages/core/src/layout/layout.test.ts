import { describe, expect, test } from "vitest";
import { detectedLayouts, locate, parseLayout, parseName } from "./layout.ts";

const slot = { app: "checkout", environment: "dev" };

describe("locate", () => {
  test.each([
    ["apps/checkout/overlays/dev/kustomization.yaml"],
    ["k8s/overlays/dev/kustomization.yml"],
    ["overlays/dev/Kustomization"],
    ["environments/dev/apps/checkout.yaml"],
    ["environments/dev/apps/checkout/kustomization.yaml"],
    ["environments/dev/checkout/kustomization.yaml"],
    ["environments/dev/checkout/values.yaml"],
    ["clusters/dev/checkout/helmrelease.yaml"],
    ["charts/checkout/values-dev.yaml"],
  ])("finds %s", (path) => {
    expect(locate(detectedLayouts, slot, (candidate) => candidate === path).paths).toEqual([path]);
  });

  test("prefers a layout that names the app over one for a single app", () => {
    const paths = new Set([
      "apps/checkout/overlays/dev/kustomization.yaml",
      "overlays/dev/kustomization.yaml",
    ]);

    expect(locate(detectedLayouts, slot, (path) => paths.has(path)).layout).toBe(
      "apps/{app}/overlays/{env}",
    );
  });

  test.each([
    [
      "two layouts",
      [
        "apps/checkout/overlays/dev/kustomization.yaml",
        "environments/dev/checkout/kustomization.yaml",
      ],
    ],
    [
      "two kustomizations in one folder",
      ["overlays/dev/kustomization.yaml", "overlays/dev/kustomization.yml"],
    ],
  ])("refuses %s", (_, paths) => {
    expect(() => locate(detectedLayouts, slot, (path) => paths.includes(path))).toThrow(
      expect.objectContaining({ code: "layout-ambiguous" }),
    );
  });

  test("lists what it looked for when nothing is there", () => {
    expect(() => locate(detectedLayouts, slot, () => false)).toThrow(
      expect.objectContaining({
        code: "app-not-found",
        message: expect.stringContaining("- overlays/dev/kustomization.yaml"),
      }),
    );
  });
});

test("a kustomization has the last word on the manifests beside it", () => {
  const paths = ["overlays/dev/deployment.yaml", "overlays/dev/kustomization.yaml"];

  expect(locate(detectedLayouts, slot, (path) => paths.includes(path)).paths).toEqual([paths[1]]);
});

test("the manifests of a folder without a kustomization count together", () => {
  const paths = [
    "environments/dev/checkout/deployment.yaml",
    "environments/dev/checkout/rollout.yaml",
  ];

  expect(locate(detectedLayouts, slot, (path) => paths.includes(path)).paths).toEqual(paths);
});

describe("parseName", () => {
  test.each(["checkout", "a", "prod-eu.1", "A_b"])("takes %s", (name) => {
    expect(parseName(name)).toBe(name);
  });

  test.each([
    "",
    "..",
    "a/b",
    "../a",
    "a..b",
    "-a",
    "a-",
    "a b",
    "a\n",
    "ä",
    "a".repeat(64),
    "{app}",
    "$(id)",
  ])("refuses %j", (name) => {
    expect(() => parseName(name)).toThrow(expect.objectContaining({ code: "name-invalid" }));
  });
});

describe("parseLayout", () => {
  test("drops a slash at the end", () => {
    expect(parseLayout("clusters/{env}/{app}/")).toBe("clusters/{env}/{app}");
  });

  test.each([
    "apps/{app}",
    "/apps/{env}",
    "../{env}",
    "apps//{env}",
    "apps/{env}/{region}",
    "./{env}",
  ])("refuses %s", (template) => {
    expect(() => parseLayout(template)).toThrow(
      expect.objectContaining({ code: "layout-invalid" }),
    );
  });
});
