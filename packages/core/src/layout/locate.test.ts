import { describe, expect, test } from "vitest";
import { detectedLayouts } from "./layout.ts";
import { locate } from "./locate.ts";

const slot = { app: "checkout", environment: "dev" };
const DEPLOYMENT = "kind: Deployment\n";
const VALUES = "image: { tag: v1 }\n";

/** Where the app is among files of these texts. */
function located(files: Readonly<Record<string, string>>, layout?: string) {
  const templates = layout === undefined ? detectedLayouts : [layout];
  return locate(templates, slot, new Map(Object.entries(files)));
}

/** Manifests at these paths, where their text does not matter. */
function manifests(...paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, DEPLOYMENT]));
}

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
    expect(located(manifests(path))).toMatchObject({ paths: [path], context: [] });
  });

  test("prefers a layout that names the app over one for a single app", () => {
    const paths = [
      "apps/checkout/overlays/dev/kustomization.yaml",
      "overlays/dev/kustomization.yaml",
    ];

    expect(located(manifests(...paths)).layout).toBe("apps/{app}/overlays/{env}");
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
    expect(() => located(manifests(...paths))).toThrow(
      expect.objectContaining({ code: "layout-ambiguous" }),
    );
  });

  test("lists what it looked for when nothing is there", () => {
    expect(() => located({})).toThrow(
      expect.objectContaining({
        code: "app-not-found",
        message: expect.stringContaining("- overlays/dev/kustomization.yaml"),
      }),
    );
  });

  test("the values below an environment's are not the environment", () => {
    expect(() => located({ "charts/checkout/values.yaml": VALUES })).toThrow(
      expect.objectContaining({ code: "app-not-found" }),
    );
  });

  test("the manifests of a folder without a kustomization count together", () => {
    const paths = [
      "environments/dev/checkout/deployment.yaml",
      "environments/dev/checkout/rollout.yaml",
    ];

    expect(located(manifests(...paths)).paths).toEqual(paths);
  });
});

describe("beside a kustomization", () => {
  const folder = "clusters/dev/checkout";

  test.each([
    ["nothing that it does not list", "resources: [../base]\n", []],
    ["a resource", "resources: [release.yaml]\n", ["release.yaml"]],
    ["a resource of this folder said so", "resources: [./release.yaml]\n", ["release.yaml"]],
    ["no file of that name elsewhere", "resources: [../release.yaml, sub/release.yaml]\n", []],
    ["no remote of that name", "resources: ['https://x.test/release.yaml']\n", []],
    ["a patch", "patches:\n- path: deployment.yaml\n", ["deployment.yaml"]],
    ["a patch of the old form", "patchesStrategicMerge: [deployment.yaml]\n", ["deployment.yaml"]],
    [
      "no inline patch",
      "patches:\n- patch: 'kind: Deployment'\n  target: { kind: Deployment }\n",
      [],
    ],
    ["the values of its charts", "helmCharts:\n- valuesFile: values.yaml\n", ["values.yaml"]],
    [
      "more values of its charts",
      "helmCharts:\n- additionalValuesFiles: [values.yaml]\n",
      ["values.yaml"],
    ],
    [
      "values that a HelmRelease reads from a ConfigMap",
      "configMapGenerator:\n- files: [values.yaml]\n",
      ["values.yaml"],
    ],
    [
      "no other file of a ConfigMap",
      "configMapGenerator:\n- files: [config=values.yaml, release.yaml]\n",
      [],
    ],
    [
      "each of those that it lists",
      "resources: [release.yaml]\npatches: [{ path: deployment.yaml }]\n",
      ["release.yaml", "deployment.yaml"],
    ],
    ["nothing where its lists are none", "resources: release.yaml\npatches: { path: 1 }\n", []],
  ])("counts %s", (_, kustomization, expected) => {
    const files = {
      [`${folder}/values.yaml`]: VALUES,
      [`${folder}/release.yaml`]: "kind: HelmRelease\n",
      [`${folder}/deployment.yaml`]: DEPLOYMENT,
      [`${folder}/kustomization.yaml`]: kustomization,
    };

    expect(located(files).paths).toEqual(
      ["kustomization.yaml", ...expected].map((name) => `${folder}/${name}`),
    );
  });
});

describe("values that apply below", () => {
  const base = { "charts/checkout/values.yaml": "image: { repository: r/app }\n" };

  test.each([
    [
      "beside the environment's",
      "charts/{app}/values-{env}.yaml",
      "charts/checkout/values-dev.yaml",
    ],
    [
      "in the chart around environments",
      "charts/{app}/environments/{env}/values.yaml",
      "charts/checkout/environments/dev/values.yaml",
    ],
    [
      "in the chart of the same name",
      "environments/{env}/{app}",
      "environments/dev/checkout/values.yaml",
    ],
  ])("are found %s", (_, layout, path) => {
    expect(located({ ...base, [path]: VALUES }, layout)).toEqual({
      layout,
      paths: [path],
      context: Object.keys(base),
    });
  });

  test("come lowest first", () => {
    const files = {
      "charts/checkout/environments/values.yaml": VALUES,
      ...base,
      "charts/checkout/environments/dev/values.yaml": VALUES,
    };

    expect(located(files, "charts/{app}/environments/{env}").context).toEqual([
      "charts/checkout/values.yaml",
      "charts/checkout/environments/values.yaml",
    ]);
  });

  test.each([
    ["a kustomization", "kustomization.yaml", "images: []\n"],
    ["a manifest", "deployment.yaml", DEPLOYMENT],
  ])("are nothing to %s", (_, name, text) => {
    const files = {
      "apps/checkout/values.yaml": "{",
      [`apps/checkout/overlays/dev/${name}`]: text,
    };

    expect(located(files).context).toEqual([]);
  });
});
