import { describe, expect, test } from "vitest";
import { LocalArgocd } from "../../../../test/support/local-argocd.ts";
import { ArgocdFailure, createArgocd, explainArgocd } from "./client.ts";

const signal = AbortSignal.timeout(30_000);
const application = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "web", namespace: "argocd" },
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
};
const node = { group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: "web" };
const name = { name: "web", namespace: "argocd" };

function connect({ url, token }: LocalArgocd, given = token) {
  return createArgocd({ server: new URL(url), token: given, tls: {} }, { signal });
}

describe("Argo CD's API", () => {
  test("an application, its tree and a live resource", async () => {
    await using server = await LocalArgocd.start();
    server.put(application, deployment);
    const argocd = connect(server);

    expect(await argocd.application(name)).toEqual(application);
    expect(await argocd.resourceTree(name)).toContainEqual(node);
    expect(await argocd.resource(name, node)).toEqual(deployment);
    expect(argocd.requests).toBe(3);
    expect(server.requests[2]).toBe(
      "/api/v1/applications/web/resource?appNamespace=argocd&group=apps&version=v1&kind=Deployment&namespace=shop&resourceName=web",
    );
  });

  test.each([
    ["a token that is not taken", "wrong", 401, "cluster-token-rejected"],
    [
      "an application that is not there, or not ours to see",
      undefined,
      403,
      "application-not-found",
    ],
  ])("%s", async (_, token, status, code) => {
    await using server = await LocalArgocd.start();

    const failure = await connect(server, token)
      .application(name)
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ArgocdFailure);
    expect(failure).toMatchObject({ status });
    expect(explainArgocd(failure as ArgocdFailure, "read it")).toMatchObject({ code }); // looked at above
  });

  test("nobody there has no status", async () => {
    const argocd = createArgocd(
      { server: new URL("http://127.0.0.1:1"), token: "", tls: {} },
      { signal },
    );

    await expect(argocd.application(name)).rejects.toMatchObject({ status: 0 });
  });
});
