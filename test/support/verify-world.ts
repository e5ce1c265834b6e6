import { application, deployment, verifierToken } from "./canary.ts";
import { LocalGitHub } from "./github/index.ts";
import { build, makeWorld, updateOverlay, type World } from "./journey.ts";
import { LocalKubernetes } from "./kubernetes/index.ts";
import { LocalPrometheus } from "./local-prometheus.ts";

/** The image that most of the journeys deploy. */
export const image = build("checkout", "sha-1111111");

/** A GitHub, a cluster and a Prometheus, for journeys of `verify-canary`. */
export interface VerifyWorld extends World, AsyncDisposable {
  readonly kubernetes: LocalKubernetes;
  readonly prometheus: LocalPrometheus;
}

/** `files` come with the GitOps repository; they may name the Prometheus. */
export async function makeVerifyWorld(
  files: (prometheusUrl: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<VerifyWorld> {
  // Commits are made a while before the syncs that bring them.
  const github = await LocalGitHub.start({ now: new Date(Date.now() - 10_000) });
  const kubernetes = await LocalKubernetes.start();
  const prometheus = await LocalPrometheus.start();
  const world = await makeWorld(github, { files: files(prometheus.url) });
  return {
    ...world,
    token: verifierToken(github),
    kubernetes,
    prometheus,
    async [Symbol.asyncDispose]() {
      await prometheus[Symbol.asyncDispose]();
      await kubernetes[Symbol.asyncDispose]();
      await github[Symbol.asyncDispose]();
    },
  };
}

/** Writes an image of checkout into dev; returns the commit. */
export async function commitImage(world: World, wanted = image): Promise<string> {
  await updateOverlay(world, { image: wanted });
  return world.gitops.head();
}

/** The Application of checkout in dev, synced to a revision. */
export function deployed(revision: string, at = new Date()): ReturnType<typeof application> {
  const workload = { group: "apps", kind: "Deployment", name: "checkout" };
  return application("checkout-dev", { revision, at, workload });
}

/** Shows a revision with an image in the cluster, as synced by Argo CD: an Application and its Deployment. */
export function showDeployed(
  { github, kubernetes }: VerifyWorld,
  revision: string,
  { wanted = image, ready = 2 } = {},
): void {
  kubernetes.put(deployed(revision, new Date(github.clock.now().getTime() + 5_000)));
  kubernetes.put(deployment("checkout", wanted, { updated: ready }));
}
