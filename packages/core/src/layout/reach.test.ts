import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentFolder, folderOf, isWithin, reachOf } from "./reach.ts";

const environments = ["dev", "staging", "prod"];
const prod = { app: "checkout", environment: "prod" };

describe("reachOf", () => {
  test.each([
    ["apps/{app}/overlays/{env}", "apps/checkout/overlays/prod/kustomization.yaml", "own"],
    ["apps/{app}/overlays/{env}", "apps/checkout/overlays/prod/nested/patch.yaml", "own"],
    ["apps/{app}/overlays/{env}", "apps/checkout/overlays/staging/kustomization.yaml", undefined],
    ["apps/{app}/overlays/{env}", "apps/checkout/base/service.yaml", "shared"],
    ["apps/{app}/overlays/{env}", "apps/checkout/overlays/common/patch.yaml", "shared"],
    ["apps/{app}/overlays/{env}", "apps/checkout-api/base/service.yaml", undefined],
    ["apps/{app}/overlays/{env}", "apps/checkout/overlays/production/x.yaml", "shared"],
    ["environments/{env}/apps/{app}.yaml", "environments/prod/apps/checkout.yaml", "own"],
    ["environments/{env}/apps/{app}.yaml", "environments/prod/apps/checkout.yaml.orig", undefined],
    ["environments/{env}/apps/{app}.yaml", "environments/prod/namespace.yaml", undefined],
    ["k8s/overlays/{env}", "k8s/base/deployment.yaml", "shared"],
    ["k8s/overlays/{env}", "k8s/components/x.yaml", "shared"],
    ["k8s/overlays/{env}", "k8s/README.md", undefined],
    ["overlays/{env}", "base/deployment.yaml", "shared"],
    ["charts/{app}/values-{env}.yaml", "charts/checkout/templates/deployment.yaml", "shared"],
    ["charts/{app}/values-{env}.yaml", "charts/checkout/values-dev.yaml", undefined],
    ["charts/{app}/values-{env}.yaml", "charts/checkout/values.yaml", "shared"],
    ["charts/{app}/{env}/values.yaml", "charts/checkout/values.yaml", "shared"],
    ["environments/{env}/{app}", "charts/checkout/values.yaml", "shared"],
    ["environments/{env}/{app}", "charts/checkout-api/values.yaml", undefined],
    ["environments/{env}/{app}/values.yaml", "charts/checkout/values.yaml", "shared"],
    ["values-{env}.yaml", "values.yaml", "shared"],
    ["chart/environments/{env}/values.yaml", "chart/values.yaml", "shared"],
  ])("under %s the path %s is %s", (template, path, expected) => {
    expect(reachOf(path, prod, { template, environments })).toBe(expected);
  });

  test("no path is two environments' own", () => {
    const path = fc
      .array(fc.constantFrom("apps", "checkout", "overlays", ...environments, "x.yaml"), {
        minLength: 1,
      })
      .map((parts) => parts.join("/"));

    fc.assert(
      fc.property(path, (one) => {
        const owners = environments.filter(
          (environment) =>
            reachOf(
              one,
              { app: "checkout", environment },
              {
                template: "apps/{app}/overlays/{env}",
                environments,
              },
            ) === "own",
        );

        expect(owners.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test.each([
  ["environments/{env}/apps/{app}", "environments/prod"],
  ["clusters/{env}/{app}", "clusters/prod"],
  ["gitops-{env}/{app}", "gitops-prod"],
  ["apps/{app}/overlays/{env}", undefined],
  ["overlays/{env}", undefined],
])("the folder of an environment as a whole under %s is %s", (template, folder) => {
  expect(environmentFolder(template, "prod")).toBe(folder);
});

test.each([
  ["apps/{app}/overlays/{env}", "apps/checkout/overlays/prod"],
  ["environments/{env}/apps/{app}.yaml", "environments/prod/apps"],
  ["{env}.yaml", ""],
])("the folder of a slot under %s is %s", (template, folder) => {
  expect(folderOf(template, prod)).toBe(folder);
});

test("a folder holds itself and what is below, not what begins like it", () => {
  expect(isWithin("a/b", "a/b")).toBe(true);
  expect(isWithin("a/b/c", "a/b")).toBe(true);
  expect(isWithin("a/bc", "a/b")).toBe(false);
});
