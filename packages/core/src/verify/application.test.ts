import { describe, expect, test } from "vitest";
import {
  inventoryResources,
  remoteDestination,
  statedHealth,
  withRevisionsOf,
} from "./application.ts";

describe("statedHealth", () => {
  test("the first resource that is as bad is named with its message", () => {
    const resources = [
      { kind: "Service", name: "web", health: { status: "Healthy" } },
      { kind: "Ingress", name: "web", health: { status: "Progressing" } },
      { kind: "Deployment", name: "web", health: { status: "Degraded", message: "no pods" } },
    ];

    const application = { status: { health: { status: "Degraded" }, resources } };

    expect(statedHealth(application)).toEqual({
      health: "Degraded",
      worst: "Deployment/web: no pods",
    });
  });

  test.each([
    ["no status", {}],
    ["a word nobody knows", { status: { health: { status: "Fine" } } }],
  ])("%s is Unknown", (_, application) => {
    expect(statedHealth(application)).toEqual({ health: "Unknown", worst: undefined });
  });
});

test.each([
  ["the cluster's own address", { server: "https://kubernetes.default.svc" }, undefined],
  ["the cluster's own name", { name: "in-cluster" }, undefined],
  ["another address", { server: "https://10.0.0.1" }, "https://10.0.0.1"],
  ["another name", { name: "eu-prod" }, "eu-prod"],
])("remoteDestination of %s", (_, destination, expected) => {
  expect(remoteDestination({ spec: { destination } })).toBe(expected);
});

test("inventoryResources reads Flux's ids, those of cluster-wide objects too", () => {
  const entries = [{ id: "shop_web_apps_Deployment" }, { id: "_shop__Namespace" }, { id: "odd" }];

  expect(inventoryResources({ status: { inventory: { entries } } })).toEqual([
    { group: "apps", kind: "Deployment", namespace: "shop", name: "web" },
    { group: "", kind: "Namespace", namespace: "", name: "shop" },
  ]);
});

describe("withRevisionsOf", () => {
  const urls = (...repoURLs: string[]) => ({
    spec: { sources: repoURLs.map((repoURL) => ({ repoURL })) },
    status: { sync: { revisions: ["1.2.3", "abc"] } },
  });

  test.each([
    ["https", "https://github.example/acme/gitops"],
    ["https with .git and a slash", "https://github.example/Acme/GitOps.git"],
    ["ssh", "git@github.example:acme/gitops.git"],
  ])("finds the repository by %s", (_, url) => {
    const application = withRevisionsOf(urls("https://charts.example", url), "acme/gitops");

    expect(application).toMatchObject({ status: { sync: { revisions: ["abc"] } } });
  });

  test("leaves what names it in no way as it is", () => {
    const application = urls("https://charts.example", "https://mirror.example/x");

    expect(withRevisionsOf(application, "acme/gitops")).toBe(application);
  });
});
