import { describe, expect, test } from "vitest";
import {
  overlay,
  overlayPath,
  policy,
  sampleFiles,
  sampleQuestion,
} from "../testdata/sample-question.ts";
import { touchesOf } from "./touch.ts";

function touched(paths: readonly string[], files = sampleFiles()): string[] {
  const { view } = sampleQuestion(files);
  return touchesOf(paths, { view, onlyApp: "gitops" }).map(({ app, environment, of }) =>
    of === "app" ? `${environment}/${app}` : `all of ${environment}`,
  );
}

describe("touchesOf", () => {
  test.each<[string, string[], string[]]>([
    ["an app's own file", [overlayPath("checkout", "prod")], ["prod/checkout"]],
    ["a file beside it", ["apps/checkout/overlays/prod/settings.env"], ["prod/checkout"]],
    [
      "a base enters every environment",
      ["apps/checkout/base/service.yaml"],
      ["staging/checkout", "prod/checkout"],
    ],
    ["a new app", [overlayPath("cart", "prod")], ["prod/cart"]],
    ["a folder that only begins like it", ["apps/checkout-api/README.md"], []],
    ["what belongs to nothing", ["README.md", "docs/checkout.md"], []],
    ["nothing", [], []],
  ])("%s", (_, paths, expected) => {
    expect(touched(paths)).toEqual(expected);
  });

  test("values below those of the environments enter every one", () => {
    const values = "image: { tag: v1 }\n";
    const files = new Map([
      [".gitops/promotion.yaml", policy],
      ["charts/checkout/values.yaml", "image: { repository: r/checkout }\n"],
      ["charts/checkout/values-staging.yaml", values],
      ["charts/checkout/values-prod.yaml", values],
      ["environments/staging/cart/values.yaml", values],
      ["environments/prod/cart/values.yaml", values],
    ]);

    expect(touched(["charts/checkout/values.yaml"], files)).toEqual([
      "staging/checkout",
      "prod/checkout",
    ]);
    expect(touched(["charts/cart/values.yaml"], files)).toEqual(["staging/cart", "prod/cart"]);
    expect(touched(["charts/checkout/values-prod.yaml"], files)).toEqual(["prod/checkout"]);
  });

  test("what belongs to an environment as a whole", () => {
    const files = new Map([
      [
        ".gitops/promotion.yaml",
        policy.replace("version: 1", "version: 1\nlayout: environments/{env}/{app}"),
      ],
      ["environments/staging/checkout/kustomization.yaml", overlay("checkout", "b")],
      ["environments/prod/checkout/kustomization.yaml", overlay("checkout", "a")],
    ]);

    expect(touched(["environments/prod/namespace.yaml"], files)).toEqual(["all of prod"]);
    expect(touched(["environments/prod/checkout/patch.yaml"], files)).toEqual(["prod/checkout"]);
    expect(touched(["environments/production.md"], files)).toEqual([]);
  });
});
