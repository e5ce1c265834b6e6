import { setTimeout as sleep } from "node:timers/promises";
import { textAt } from "@gitops-actions/core/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ApiObject,
  LocalKubernetes,
  RealKubernetes,
} from "../../../../test/support/kubernetes/index.ts";
import { describeWithRealPart } from "../../../../test/support/real-parts.ts";
import { createKubernetes, type Kubernetes, type WatchEvent } from "./client.ts";
import { follow } from "./follow.ts";
import { resourceOf, type Selection } from "./resource.ts";

/** A cluster under test, and how a test changes what is in it. */
interface Target extends AsyncDisposable {
  /** The client of a token that may do everything, or of another one. */
  connect(signal: AbortSignal, token?: string): Kubernetes;
  put(object: ApiObject): Promise<void>;
  delete(name: string): Promise<void>;
  /** A token that may not list deployments. */
  readonly limitedToken: string;
}

const deployments = resourceOf("apps", "Deployment");
if (deployments === undefined) throw new Error("deployments are read");
const selection: Selection = { resource: deployments, namespace: "default" };
const path = "/apis/apps/v1/namespaces/default/deployments";

function deployment(name: string, image: string): ApiObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "app", image }] } },
    },
  };
}

async function localTarget(): Promise<Target> {
  const api = await LocalKubernetes.start();
  const limitedToken = "limited";
  return {
    limitedToken,
    connect: (signal, token = api.token) =>
      createKubernetes(clusterAt(api.url, { token, ca: undefined }), { signal }),
    async put(object) {
      api.put(object);
    },
    async delete(name) {
      api.delete("Deployment", name);
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

async function realTarget(etcd: string, apiserver: string): Promise<Target> {
  const api = await RealKubernetes.start({ etcd, apiserver });
  return {
    limitedToken: api.limitedToken,
    connect: (signal, token = api.token) =>
      createKubernetes(clusterAt(api.url, { token, ca: api.ca }), { signal }),
    async put(object) {
      const { name } = object.metadata;
      const known = await api.call("GET", path);
      const isThere = JSON.stringify(known["items"]).includes(`"name":"${name}"`);
      if (isThere) await api.call("PATCH", `${path}/${name}`, object);
      else await api.call("POST", path, object);
    },
    async delete(name) {
      await api.call("DELETE", `${path}/${name}`);
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

function clusterAt(url: string, { token, ca }: { token: string; ca: string | undefined }) {
  return {
    server: new URL(url),
    tls: { ca },
    authorization: () => `Bearer ${token}`,
    secrets: [],
  };
}

/** What holds for every API server, ours and the real one. */
function contract(
  start: () => Promise<Target>,
  more: (target: () => Target) => void = () => {},
): void {
  let target: Target;
  let over: AbortController;
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    target = await start();
    over = new AbortController();
    kubernetes = target.connect(over.signal);
    await target.put(deployment("web", "web:1"));
  });
  afterAll(async () => {
    over.abort();
    await target[Symbol.asyncDispose]();
  });

  test("a list tells of its objects what they are, and from where a watch goes on", async () => {
    const { objects, version } = await kubernetes.list(selection);

    expect(objects).toMatchObject([
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } },
    ]);
    expect(version).toMatch(/^\d+$/);
  });

  test("a list by name holds that object only", async () => {
    const { objects } = await kubernetes.list({ ...selection, name: "other" });

    expect(objects).toEqual([]);
  });

  test("a watch tells of what changes after a version", async () => {
    const { version } = await kubernetes.list(selection);
    const events: WatchEvent[] = [];
    await target.put(deployment("web", "web:2"));
    for await (const event of kubernetes.watch(selection, version)) {
      events.push(event);
      break;
    }

    expect(events).toMatchObject([{ type: "MODIFIED", object: { metadata: { name: "web" } } }]);
  });

  test("what is followed is there at once, and kept up to date", async () => {
    let changes = 0;
    const followed = await follow(kubernetes, selection, {
      signal: over.signal,
      changed: () => {
        changes += 1;
      },
    });
    const names = () => followed.objects.map((one) => textAt(one, "metadata", "name"));

    expect(names()).toContain("web");
    await target.put(deployment("api", "api:1"));
    await until(() => names().includes("api"));
    await target.delete("api");
    await until(() => !names().includes("api"));
    expect(changes).toBeGreaterThanOrEqual(3);
    expect(followed.failure).toBeUndefined();
  });

  test("a wrong token is rejected", async () => {
    const other = target.connect(over.signal, "no-such-token");

    await expect(other.list(selection)).rejects.toMatchObject({ kind: "rejected" });
  });

  test("a patch changes what it names and leaves the rest", async () => {
    await kubernetes.patch({
      selection: { ...selection, name: "web" },
      patch: { metadata: { labels: { checked: "yes" } } },
    });

    const { objects } = await kubernetes.list({ ...selection, name: "web" });
    expect(objects).toMatchObject([
      { metadata: { labels: { checked: "yes" } }, spec: { replicas: 1 } },
    ]);
  });

  test("a patch of what is not there says so", async () => {
    const patch = { selection: { ...selection, name: "none" }, patch: {} };

    await expect(kubernetes.patch(patch)).rejects.toMatchObject({ kind: "not-found" });
  });

  more(() => target);
}

describe("the local Kubernetes", () => {
  contract(localTarget);
});

describeWithRealPart("etcd", "etcd", (etcd) => {
  describeWithRealPart("kube-apiserver", "a real kube-apiserver", (apiserver) => {
    contract(
      () => realTarget(etcd, apiserver),
      (target) => {
        test("a role that does not allow it is told apart, in the server's words", async () => {
          const limited = target().connect(AbortSignal.timeout(30_000), target().limitedToken);

          const failure = await limited.list(selection).catch((error: unknown) => error);

          expect(failure).toMatchObject({
            kind: "forbidden",
            message: expect.stringContaining('User "limited" cannot list'),
          });
        });

        test("a certificate that is not trusted is refused for good", async () => {
          const { server } = target().connect(AbortSignal.timeout(30_000));
          const cluster = clusterAt(`https://${server}`, { token: "any", ca: undefined });
          const distrusting = createKubernetes(cluster, { signal: AbortSignal.timeout(30_000) });

          await expect(distrusting.list(selection)).rejects.toMatchObject({ kind: "refused" });
        });
      },
    );
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (isSo()) return;
    await sleep(20);
  }
  throw new Error("it never came to that");
}
