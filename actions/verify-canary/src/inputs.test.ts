import type { RunContext } from "@gitops-actions/adapters/runner";
import { describe, expect, test } from "vitest";
import { type Inputs, inputs, toRequest } from "./inputs.ts";

const context = {
  repository: "acme/gitops",
  runId: "1",
  serverUrl: "https://github.example",
} as RunContext; // the rest is not read

const defaults: Readonly<Record<string, string>> = {
  environment: "dev",
  app: "checkout",
  "gitops-repository": "acme/gitops",
  config: ".gitops/promotion.yaml",
  application: "argocd/{app}-{env}",
  "kubernetes-server": "https://10.0.0.1:6443",
  "wait-for": "full",
  mode: "wait",
  "timeout-seconds": "1800",
  "stall-seconds": "900",
  "settle-seconds": "10",
  "analysis-runs": "judge",
  "minimum-measurements": "1",
  "on-inconclusive": "fail",
  "no-traffic": "judge",
  record: "true",
};

/** The request behind inputs as a workflow gives them. */
function request(given: Readonly<Record<string, string>> = {}) {
  const texts = { ...defaults, ...given };
  const values = Object.entries(inputs).map(([name, parse]) => [
    name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    parse(texts[name] ?? ""),
  ]);
  return toRequest(Object.fromEntries(values) as Inputs, context); // one value for each parser
}

describe("toRequest", () => {
  test.each<[string, Record<string, string>, object]>([
    [
      "the usual Application",
      {},
      { kind: "Application", namespace: "argocd", name: "checkout-dev" },
    ],
    [
      "an Application of Argo CD's own namespace",
      { application: "{env}-{app}" },
      { kind: "Application", namespace: "argocd", name: "dev-checkout" },
    ],
    [
      "a Kustomization",
      { kustomization: "{app}" },
      { kind: "Kustomization", namespace: "flux-system", name: "checkout" },
    ],
    [
      "a HelmRelease",
      { "helm-release": "shop/{app}" },
      { kind: "HelmRelease", namespace: "shop", name: "checkout" },
    ],
  ])("the deliverer: %s", (_, given, deliverer) => {
    expect(request(given).deliverer("checkout")).toEqual(deliverer);
  });

  test.each<[string, string, object]>([
    ["a file", "analysis/a.yaml", { in: "repository", path: "analysis/a.yaml", name: undefined }],
    ["one of a file", "a.yaml#rate", { in: "repository", path: "a.yaml", name: "rate" }],
    [
      "one of the cluster",
      "AnalysisTemplate/shop/rate",
      { in: "cluster", namespace: "shop", name: "rate" },
    ],
    [
      "one for the whole cluster",
      "ClusterAnalysisTemplate/rate",
      { in: "cluster", namespace: undefined, name: "rate" },
    ],
  ])("a template: %s", (_, analysis, reference) => {
    expect(request({ analysis }).analysis).toEqual([reference]);
  });

  test("an argument keeps every = of its value", () => {
    expect(request({ "analysis-args": "query=a=b" }).analysisArgs).toEqual([
      { name: "query", value: "a=b" },
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    ["no app", { app: "" }, "input-missing"],
    ["app and apps", { apps: "cart" }, "input-conflict"],
    [
      "a digest for many",
      { app: "", apps: "a\nb", digest: `sha256:${"1".repeat(64)}` },
      "input-conflict",
    ],
    ["nowhere to look", { "kubernetes-server": "" }, "source-missing"],
    ["two clusters", { kubeconfig: "{}" }, "input-conflict"],
    ["Argo CD without a token", { "argocd-server": "https://cd.example" }, "input-missing"],
    ["a step without its index", { "wait-for": "step" }, "input-missing"],
    ["an index without waiting for it", { "canary-step": "1" }, "input-conflict"],
    [
      "acting without a cluster",
      { "kubernetes-server": "", "status-contexts": "x", "on-fail": "abort" },
      "source-missing",
    ],
    ["a short commit", { revision: "abc1234" }, "input-invalid"],
    ["an address with a password", { "prometheus-url": "https://a:b@p.example" }, "input-invalid"],
    ["an address of another scheme", { "argocd-server": "file:///etc" }, "input-invalid"],
    ["a template outside", { analysis: "../a.yaml" }, "file-path-invalid"],
    ["a step beyond words", { "on-pass": "ship" }, "input-invalid"],
  ])("%s is refused", (_, given, code) => {
    expect(() => request(given)).toThrow(expect.objectContaining({ code }));
  });
});
