import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clusterInputs, deployment, verifyCanary } from "../support/canary.ts";
import type { ApiObject } from "../support/kubernetes/index.ts";
import { LocalArgocd } from "../support/local-argocd.ts";
import {
  commitImage,
  deployed,
  image,
  makeVerifyWorld,
  type VerifyWorld,
} from "../support/verify-world.ts";

let world: VerifyWorld;

beforeEach(async () => {
  world = await makeVerifyWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

function verify(inputs: Readonly<Record<string, string>>) {
  return verifyCanary(world, { ...clusterInputs(world.kubernetes), ...inputs });
}

describe("delivered by Flux", () => {
  const flux = (kind: string, apiVersion: string, revision: string): ApiObject => ({
    apiVersion,
    kind,
    metadata: {
      name: "checkout",
      namespace: "flux-system",
      generation: 1,
      labels: {
        "kustomize.toolkit.fluxcd.io/name": "checkout",
        "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
      },
    },
    spec: { targetNamespace: "shop" },
    status: {
      observedGeneration: 1,
      lastAppliedRevision: revision,
      inventory: { entries: [{ id: "shop_checkout_apps_Deployment", v: "v1" }] },
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }],
    },
  });
  const kustomization = (revision: string) =>
    flux("Kustomization", "kustomize.toolkit.fluxcd.io/v1", `main@sha1:${revision}`);

  test("a Kustomization and its inventory", async () => {
    world.kubernetes.put(kustomization(await commitImage(world)));
    world.kubernetes.put(deployment("checkout", image));

    const run = await verify({ kustomization: "{app}" });

    expect(run.outputs).toMatchObject({ outcome: "pass", level: "observed" });
  });

  test("a HelmRelease, by the commit of the Kustomization that brought it", async () => {
    const labels = { "helm.toolkit.fluxcd.io/name": "checkout" };
    const workload = deployment("checkout", image);
    world.kubernetes.put(kustomization(await commitImage(world)));
    world.kubernetes.put(flux("HelmRelease", "helm.toolkit.fluxcd.io/v2", "1.2.3"));
    world.kubernetes.put({ ...workload, metadata: { ...workload.metadata, labels } });

    const run = await verify({ "helm-release": "flux-system/{app}" });

    expect(run.outputs).toMatchObject({ outcome: "pass", level: "observed" });
  });

  test("one that is suspended blocks", async () => {
    const object = kustomization(await commitImage(world));
    world.kubernetes.put({ ...object, spec: { suspend: true } });

    const run = await verify({ kustomization: "{app}" });

    expect(run.outputs).toMatchObject({ outcome: "blocked" });
    expect(run.outputs["reason"]).toContain("the Kustomization is suspended");
  });
});

describe("a cluster that cannot be reached", () => {
  test("Argo CD's API shows the workload of any cluster: observed", async () => {
    const revision = await commitImage(world);
    await using argocd = await LocalArgocd.start();
    argocd.put(deployed(revision), deployment("checkout", image));

    const run = await verifyCanary(world, {
      "argocd-server": argocd.url,
      "argocd-token": argocd.token,
    });

    expect(run.outputs).toMatchObject({ outcome: "pass", level: "observed" });
  });

  test("a status of the notification controller, by a trusted actor: declared", async () => {
    const revision = await commitImage(world);
    world.github.clock.advance(5_000);
    await postStatus(revision, "success");

    const declared = {
      "status-contexts": "kustomization/{app}/*",
      "trusted-actors": "flux-bot[bot]",
    };
    const run = await verifyCanary(world, declared);

    expect(run.outputs).toMatchObject({ outcome: "pass", level: "declared" });
    const [first] = world.gitops.deployments;
    world.github.clock.advance(60_000);
    const again = await verifyCanary(world, declared);
    const at = first?.statuses[0]?.createdAt.getTime() ?? 0;
    expect(new Date(again.outputs["since"] ?? "").getTime()).toBe(at - (at % 1000));
  });

  test("a status by anybody else proves nothing, and is told", async () => {
    const revision = await commitImage(world);
    world.github.clock.advance(5_000);
    await postStatus(revision, "success");

    const run = await verifyCanary(world, {
      "status-contexts": "kustomization/{app}/*",
      mode: "once",
    });

    expect(run.outputs).toMatchObject({ outcome: "waiting", passed: "false" });
    expect(run.outputs["reason"]).toContain("posted by flux-bot[bot], who is not trusted");
  });
});

async function postStatus(revision: string, state: string): Promise<void> {
  const permissions = { statuses: "write" } as const;
  const token = world.github.createToken({ kind: "app", login: "flux-bot", permissions });
  const reply = await fetch(`${world.github.apiUrl}/repos/acme/gitops/statuses/${revision}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token.value}` },
    body: JSON.stringify({ state, context: "kustomization/checkout/1a2b", description: "applied" }),
  });
  expect(reply.status).toBe(201);
}
