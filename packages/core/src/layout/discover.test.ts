import { describe, expect, test } from "vitest";
import { discoverSlots } from "./discover.ts";
import { detectedLayouts } from "./layout.ts";

describe("discoverSlots", () => {
  test("finds apps and environments by the paths there are, each once", () => {
    const paths = [
      "apps/cart/overlays/dev/kustomization.yaml",
      "apps/cart/overlays/prod/kustomization.yaml",
      "apps/cart/base/kustomization.yaml",
      "environments/prod/apps/search.yaml",
      "environments/prod/apps/search.yaml",
      "README.md",
    ];

    expect(discoverSlots(detectedLayouts, paths, { onlyApp: "shop" })).toEqual([
      { app: "cart", environment: "dev" },
      { app: "cart", environment: "prod" },
      { app: "search", environment: "prod" },
    ]);
  });

  test("a placeholder that comes twice has to be the same twice", () => {
    const paths = ["clusters/eu/cart/cart.yaml", "clusters/eu/cart/search.yaml"];

    expect(discoverSlots(["clusters/{env}/{app}/{app}.yaml"], paths, { onlyApp: "shop" })).toEqual([
      { app: "cart", environment: "eu" },
    ]);
  });

  test("values below those of the environments are no environment", () => {
    const paths = ["charts/cart/values.yaml", "charts/cart/dev.yaml"];

    expect(discoverSlots(["charts/{app}/{env}.yaml"], paths, { onlyApp: "shop" })).toEqual([
      { app: "cart", environment: "dev" },
    ]);
  });

  test("characters of a template mean themselves", () => {
    expect(
      discoverSlots(
        ["a+b/{env}/{app}.yaml"],
        ["aab/dev/x.yaml", "a+b/dev/x.yaml", "a+b/dev/xzyaml"],
        { onlyApp: "shop" },
      ),
    ).toEqual([{ app: "x", environment: "dev" }]);
  });

  test("a repository of one app needs no app in its paths", () => {
    const paths = ["k8s/overlays/dev/kustomization.yaml", "k8s/overlays/prod/kustomization.yaml"];

    expect(discoverSlots(detectedLayouts, paths, { onlyApp: "shop" })).toEqual([
      { app: "shop", environment: "dev" },
      { app: "shop", environment: "prod" },
    ]);
  });
});
