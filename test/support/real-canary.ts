/**
 * Three versions of an app on a real Kubernetes API with the real Argo Rollouts controller and a real
 * Prometheus, each verified by the bundle; prints what came of each as JSON. A program of its own, since
 * the controller listens on all addresses: `canary-on-real-parts.test.ts` runs it in a network of its own.
 *
 *     node --conditions=source test/support/real-canary.ts ETCD APISERVER CONTROLLER PROMETHEUS
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "@gitops-actions/tooling/project";
import { parse } from "yaml";
import { Background, freePort } from "./background.ts";
import { application, verifierToken, verifyCanary } from "./canary.ts";
import { LocalGitHub } from "./github/index.ts";
import { build, makeWorld, updateOverlay, type World } from "./journey.ts";
import { RealKubernetes } from "./kubernetes/index.ts";
import type { BundleRun } from "./run-bundle.ts";

const [etcd = "", apiserver = "", controller = "", prometheus = ""] = process.argv.slice(2);
const rollouts = "/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts";
const templates = "/apis/argoproj.io/v1alpha1/namespaces/shop/analysistemplates";
const applications = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";
const replicaSets = "/apis/apps/v1/namespaces/shop/replicasets";

const folder = mkdtempSync(join(tmpdir(), "real-canary-"));
const over = new AbortController();
/** What the app says of itself, as it is scraped. */
let ratio = 0.999;

async function play(): Promise<void> {
  try {
    await using metrics = await servedMetrics();
    await using kubernetes = await RealKubernetes.start({ etcd, apiserver });
    await install(kubernetes);
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, kubernetes.kubeconfig());
    await using _ = new Background(controller, [
      `--kubeconfig=${kubeconfig}`,
      "--namespaced",
      "--namespace=shop",
      "--leader-elect=false",
      `--metricsport=${await freePort()}`,
      `--healthzPort=${await freePort()}`,
    ]);
    await using scraper = await startPrometheus(metrics.port);
    const kubelet = beKubelet(kubernetes);
    await using github = await LocalGitHub.start({ now: new Date(Date.now() - 60_000) });
    const world = { ...(await makeWorld(github)), token: verifierToken(github) };
    await kubernetes.call("POST", templates, template(scraper.url));
    console.log(JSON.stringify(await journeys(world, kubernetes)));
    over.abort();
    await kubelet;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function journeys(world: World, kubernetes: RealKubernetes): Promise<object> {
  const verify = (revision: string) =>
    verifyCanary(world, {
      kubeconfig: kubernetes.kubeconfig(),
      revision,
      "settle-seconds": "1",
      "timeout-seconds": "60",
    }).then(told);

  const first = await verify(await deploy("sha-1000000", world, kubernetes));
  const good = await verify(await deploy("sha-2000000", world, kubernetes));
  ratio = 0.5;
  await sleep(2_000); // two scrapes
  const bad = await verify(await deploy("sha-3000000", world, kubernetes));
  ratio = 0.999;
  await sleep(2_000);
  const overtaken = await deploy("sha-4000000", world, kubernetes);
  const verifying = verify(overtaken);
  await sleep(1_500); // well before its analysis is through
  await deploy("sha-5000000", world, kubernetes);
  return { first, good, bad, overtaken: await verifying };
}

function told({ exitCode, outputs, summary, stdout }: BundleRun): object {
  return { exitCode, outputs, summary, log: stdout.replaceAll(/^::.*\n/gm, "") };
}

/** Commits the image, and does what Argo CD would: applies it, and says so in the Application. */
async function deploy(tag: string, world: World, kubernetes: RealKubernetes): Promise<string> {
  const image = build("checkout", tag);
  world.github.clock.advance(1_000);
  await updateOverlay(world, { image });
  const revision = world.gitops.head();
  const workload = { group: "argoproj.io", kind: "Rollout", name: "checkout" };
  const said = application("checkout-dev", { revision, at: new Date(), workload });
  await put(kubernetes, rollouts, rollout(image));
  await put(kubernetes, applications, said);
  return revision;
}

async function put(
  kubernetes: RealKubernetes,
  path: string,
  object: { readonly metadata: { readonly name: string } },
): Promise<void> {
  const { items } = await kubernetes.call("GET", path);
  const isThere = Array.isArray(items) && items.length > 0;
  if (isThere) await kubernetes.call("PATCH", `${path}/${object.metadata.name}`, object);
  else await kubernetes.call("POST", path, object);
}

function rollout(image: string) {
  const labels = { app: "checkout" };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    metadata: { name: "checkout", namespace: "shop" },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "app", image }] } },
      strategy: {
        canary: {
          steps: [
            { setWeight: 50 },
            { analysis: { templates: [{ templateName: "success-rate" }] } },
            { setWeight: 100 },
          ],
        },
      },
    },
  };
}

function template(address: string): object {
  const metric = {
    name: "success-rate",
    interval: "1s",
    count: 3,
    failureLimit: 1,
    successCondition: "result[0] >= 0.99",
    provider: { prometheus: { address, query: "min(app_success_ratio)" } },
  };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AnalysisTemplate",
    metadata: { name: "success-rate", namespace: "shop" },
    spec: { metrics: [metric] },
  };
}

/** The kinds of Argo Rollouts as it ships them, one of Argo CD without its schema, and the namespaces. */
async function install(kubernetes: RealKubernetes): Promise<void> {
  const module = execFileSync(
    "go",
    ["list", "-m", "-f", "{{.Dir}}", "github.com/argoproj/argo-rollouts"],
    { cwd: join(root, "test/tools/rollouts-controller"), encoding: "utf8" },
  ).trim();
  const crds = join(module, "manifests/crds");
  const files = readdirSync(crds).filter((file) => file.endsWith("-crd.yaml"));
  const kinds = files.map((file) => parse(readFileSync(join(crds, file), "utf8")));
  for (const kind of [...kinds, applicationKind]) {
    await kubernetes.call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kind);
  }
  for (const name of ["shop", "argocd"]) {
    await kubernetes.call("POST", "/api/v1/namespaces", { metadata: { name } });
  }
  for (const path of [rollouts, applications, templates]) await served(kubernetes, path);
}

async function served(kubernetes: RealKubernetes, path: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await kubernetes.call("GET", path).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await sleep(50);
  }
  throw new Error(`${path} is not served`);
}

const applicationKind = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "applications.argoproj.io" },
  spec: {
    group: "argoproj.io",
    scope: "Namespaced",
    names: { kind: "Application", plural: "applications", singular: "application" },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

/** There is no kubelet: every ReplicaSet's pods are ready as soon as they are wanted. */
async function beKubelet(kubernetes: RealKubernetes): Promise<void> {
  while (!over.signal.aborted) {
    const { items } = await kubernetes.call("GET", replicaSets);
    for (const one of Array.isArray(items) ? items : []) {
      const { replicas } = one.spec;
      const { observedGeneration, replicas: seen } = one.status;
      const { name, generation } = one.metadata;
      if (seen === replicas && observedGeneration === generation) continue;
      const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas };
      const status = { ...counts, fullyLabeledReplicas: replicas, observedGeneration: generation };
      await kubernetes.call("PATCH", `${replicaSets}/${name}/status`, { status }).catch(() => {});
    }
    await sleep(100);
  }
}

async function servedMetrics(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((_, response) => {
    response.end(`# TYPE app_success_ratio gauge\napp_success_ratio ${ratio}\n`);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function startPrometheus(
  scraped: number,
): Promise<AsyncDisposable & { readonly url: string }> {
  const config = {
    global: { scrape_interval: "1s" },
    scrape_configs: [{ job_name: "app", static_configs: [{ targets: [`127.0.0.1:${scraped}`] }] }],
  };
  writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config));
  const url = `http://127.0.0.1:${await freePort()}`;
  const program = new Background(prometheus, [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "prometheus")}`,
    `--web.listen-address=${url.slice("http://".length)}`,
  ]);
  await program.ready(async () => {
    const reply = await fetch(`${url}/api/v1/query?query=app_success_ratio`);
    return (await reply.text()).includes("0.999");
  });
  return { url, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

await play();
