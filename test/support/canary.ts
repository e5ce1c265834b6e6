import type { LocalGitHub, Token } from "./github/index.ts";
import type { World } from "./journey.ts";
import type { ApiObject, LocalKubernetes } from "./kubernetes/index.ts";
import { type BundleRun, type RunBundleOptions, runBundle } from "./run-bundle.ts";

const seconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** An Application that has synced a revision, with one workload. */
export function application(
  name: string,
  {
    revision,
    at,
    workload,
    phase = "Succeeded",
    health = "Healthy",
  }: {
    readonly revision: string;
    readonly at: Date;
    readonly workload: { readonly group: string; readonly kind: string; readonly name: string };
    readonly phase?: string;
    readonly health?: string;
  },
): ApiObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: {
      project: "default",
      source: { repoURL: "https://github.example/acme/gitops.git", path: `apps/${name}` },
      destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
    },
    status: {
      sync: { status: "Synced", revision },
      reconciledAt: seconds(at),
      health: { status: health },
      operationState: {
        phase,
        finishedAt: seconds(at),
        message: "successfully synced",
        syncResult: { revision },
      },
      resources: [{ ...workload, namespace: "shop", version: "v1", health: { status: health } }],
    },
  };
}

/** A Deployment whose pods all run the image; `updated` fewer than 2 means that it is on its way. */
export function deployment(name: string, image: string, { updated = 2 } = {}): ApiObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop", generation: 2 },
    spec: { replicas: 2, template: { spec: { containers: [{ name: "app", image }] } } },
    status: {
      observedGeneration: 2,
      replicas: 2,
      updatedReplicas: updated,
      readyReplicas: updated,
      availableReplicas: updated,
      conditions: [{ type: "Available", status: "True" }],
    },
  };
}

/** A Rollout at a step of three, and the ReplicaSet of its current version. */
export function rollout(
  name: string,
  image: string,
  {
    step = 3,
    stable = true,
    paused = false,
    hash = "6f7d",
  }: {
    readonly step?: number;
    readonly stable?: boolean;
    readonly paused?: boolean;
    readonly hash?: string;
  } = {},
): readonly ApiObject[] {
  const template = { spec: { containers: [{ name: "app", image }] } };
  const labels = { "rollouts-pod-template-hash": hash };
  return [
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      metadata: { name, namespace: "shop", generation: 2 },
      spec: {
        replicas: 2,
        template,
        strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }] } },
      },
      status: {
        observedGeneration: "2",
        currentPodHash: hash,
        stableRS: stable ? hash : "0000",
        currentStepIndex: step,
        phase: paused ? "Paused" : stable ? "Healthy" : "Progressing",
        pauseConditions: paused ? [{ reason: "CanaryPauseStep" }] : [],
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: { name: `${name}-${hash}`, namespace: "shop", labels },
      spec: { replicas: 2, template },
    },
  ];
}

/** A token of the App that may record verdicts, and write holds. */
export function verifierToken(github: LocalGitHub): Token {
  const permissions = { contents: "write", deployments: "write", statuses: "write" } as const;
  return github.createToken({ kind: "app", login: "deploy-bot", permissions });
}

/** Runs `verify-canary` as a workflow of `acme/gitops` does. */
export function verifyCanary(
  { github, token }: Pick<World, "github" | "token">,
  inputs: Readonly<Record<string, string>>,
  options: Omit<RunBundleOptions, "with" | "github"> = {},
): Promise<BundleRun> {
  return runBundle("verify-canary", {
    github,
    with: {
      "gitops-repository": "acme/gitops",
      environment: "dev",
      app: "checkout",
      "settle-seconds": "0",
      "github-token": token.value,
      ...inputs,
    },
    ...options,
    context: { repository: "acme/gitops", runId: "4711", ...options.context },
  });
}

/** The inputs that lead to a local cluster. */
export function clusterInputs({ url, token }: LocalKubernetes): Record<string, string> {
  return { "kubernetes-server": url, "kubernetes-token": token };
}
