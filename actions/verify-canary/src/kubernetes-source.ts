import {
  explainKubernetes,
  type Followed,
  follow,
  type Kubernetes,
  KubernetesFailure,
  type Resource,
  resourceOf,
  type Selection,
} from "@gitops-actions/adapters/kubernetes";
import { UserError } from "@gitops-actions/core/errors";
import { nearestFew } from "@gitops-actions/core/text";
import {
  applicationResources,
  argoDelivery,
  type Delivery,
  fluxDelivery,
  inventoryResources,
  type KubeObject,
  kstatus,
  listAt,
  type Observation,
  type ResourceName,
  remoteDestination,
  statedHealth,
  type Target,
  textAt,
  withRevisionsOf,
  workloadsRunning,
} from "@gitops-actions/core/verify";
import type { Deliverer, Request } from "./inputs.ts";
import type { Seen, Source } from "./source.ts";
import type { Subject } from "./subject.ts";
import { closedWindows } from "./sync-windows.ts";
import { noWorkload, WORKLOADS } from "./workloads.ts";

const GROUPS: Readonly<Record<Deliverer["kind"], string>> = {
  Application: "argoproj.io",
  Kustomization: "kustomize.toolkit.fluxcd.io",
  HelmRelease: "helm.toolkit.fluxcd.io",
};

/** A source, and the Rollouts it has seen run an app, to act on. */
export interface KubernetesSource extends Source {
  rollouts(subject: Subject): Promise<readonly KubeObject[]>;
}

/** What the deliverer says: the delivery, and what else there is to see of it. */
interface Delivered {
  readonly delivery: Delivery;
  readonly resources: readonly ResourceName[];
  readonly health: Observation["health"];
  readonly worst: string | undefined;
  readonly closedBy: Observation["closedBy"];
}

/** Looks at a cluster that has both what delivers the app and its workloads. */
export function createKubernetesSource(
  kubernetes: Kubernetes,
  {
    request,
    signal,
    clock,
  }: { readonly request: Request; readonly signal: AbortSignal; clock(): Date },
): KubernetesSource {
  const followed = new Map<string, Promise<Followed>>();
  let wake = Promise.withResolvers<void>();
  const tried = `read ${kubernetes.server}`;

  function changed(): void {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  }

  /** The objects of a kind, listed once and watched from then on. */
  async function read(selection: Selection): Promise<readonly KubeObject[]> {
    const key = JSON.stringify(selection);
    const known = followed.get(key) ?? follow(kubernetes, selection, { signal, changed });
    followed.set(key, known);
    const { objects, failure } = await known;
    if (failure !== undefined) throw failure;
    return objects;
  }

  /** One object; only it is watched where one app alone is verified, since a role may allow just that. */
  async function readOne(name: ResourceName): Promise<KubeObject | undefined> {
    const resource = knownResource(name);
    const only = request.apps.length === 1 ? { name: name.name } : {};
    const objects = await read({ resource, namespace: name.namespace, ...only });
    return objects.find((object) => textAt(object, "metadata", "name") === name.name);
  }

  async function look(subject: Subject, target: Target): Promise<Seen> {
    const deliverer = request.deliverer(subject.app);
    const group = GROUPS[deliverer.kind];
    const object = await readOne({ ...deliverer, group });
    if (object === undefined) {
      return { kind: "missing", reason: await missing(deliverer, group) };
    }
    const delivered = await deliveredBy(object, { deliverer, target });
    const workloads = await workloadsIn(delivered.resources, subject);
    const rollouts = workloads.filter((one) => one["kind"] === "Rollout");
    const replicaSets = await besideRollouts(rollouts, "apps", "ReplicaSet");
    const observation: Observation = { ...delivered, workloads, replicaSets };
    const runs = request.judgesRuns ? await runsOf(rollouts) : [];
    const isApplied = delivered.delivery.state === "applied";
    if (isApplied && workloads.length === 0) {
      return { kind: "seen", observation: { ...observation, delivery: noWorkload(subject) }, runs };
    }
    return { kind: "seen", observation, runs };
  }

  async function deliveredBy(
    object: KubeObject,
    { deliverer, target }: { readonly deliverer: Deliverer; readonly target: Target },
  ): Promise<Delivered> {
    switch (deliverer.kind) {
      case "Application":
        return applicationDelivered(object, target);
      case "Kustomization":
        return {
          delivery: fluxDelivery(object, target),
          resources: inventoryResources(object),
          ...GOOD,
        };
      case "HelmRelease":
        return releaseDelivered(object, target);
    }
  }

  async function applicationDelivered(object: KubeObject, target: Target): Promise<Delivered> {
    const remote = remoteDestination(object);
    if (remote !== undefined) throw inOtherCluster(object, remote);
    const own = withRevisionsOf(object, request.repository);
    const delivery = argoDelivery(own, target);
    const isPending = delivery.state === "pending";
    return {
      delivery,
      resources: applicationResources(object),
      ...statedHealth(object),
      closedBy: isPending ? await windowsOf(object) : undefined,
    };
  }

  /** A release has the chart's version; the commit is that of the Kustomization that brought the release. */
  async function releaseDelivered(release: KubeObject, target: Target): Promise<Delivered> {
    const label = (name: string): string =>
      textAt(release, "metadata", "labels", `kustomize.toolkit.fluxcd.io/${name}`) ?? "";
    const parent = await readOne({
      group: GROUPS.Kustomization,
      kind: "Kustomization",
      namespace: label("namespace"),
      name: label("name"),
    });
    const { status, message } = kstatus(release, { now: clock() });
    const health =
      status === "Current" ? "Healthy" : status === "Failed" ? "Degraded" : "Progressing";
    const reason = "the HelmRelease is of no Kustomization, so its commit is not known";
    return {
      delivery: parent === undefined ? { state: "pending", reason } : fluxDelivery(parent, target),
      resources: await releaseResources(release),
      health,
      worst: health === "Healthy" ? undefined : `HelmRelease: ${message}`,
      closedBy: undefined,
    };
  }

  async function releaseResources(release: KubeObject): Promise<readonly ResourceName[]> {
    const name = textAt(release, "metadata", "name");
    const own = textAt(release, "metadata", "namespace");
    const namespace = textAt(release, "spec", "targetNamespace") ?? own ?? "";
    const found: ResourceName[] = [];
    for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) {
      const resource = knownResource({ group: "apps", kind, namespace, name: "" });
      for (const object of await read({ resource, namespace })) {
        const label = textAt(object, "metadata", "labels", "helm.toolkit.fluxcd.io/name");
        const objectName = textAt(object, "metadata", "name") ?? "";
        if (label === name) found.push({ group: "apps", kind, namespace, name: objectName });
      }
    }
    return found;
  }

  async function windowsOf(application: KubeObject): Promise<Observation["closedBy"]> {
    const name = textAt(application, "spec", "project") ?? "default";
    const namespace = textAt(application, "metadata", "namespace") ?? "";
    const project = await optional(() =>
      readOne({ group: "argoproj.io", kind: "AppProject", namespace, name }),
    );
    return project && closedWindows(project, application, clock());
  }

  async function workloadsIn(
    resources: readonly ResourceName[],
    { images }: Subject,
  ): Promise<readonly KubeObject[]> {
    const wanted = resources.filter(
      ({ group, kind }) => WORKLOADS.includes(kind) && resourceOf(group, kind) !== undefined,
    );
    const found: KubeObject[] = [];
    const byKind = Map.groupBy(wanted, ({ kind, namespace }) => `${kind} ${namespace}`);
    for (const [first, ...others] of byKind.values()) {
      if (first === undefined) continue;
      const names = new Set([first, ...others].map(({ name }) => name));
      const objects = await read({ resource: knownResource(first), namespace: first.namespace });
      found.push(...objects.filter((one) => names.has(textAt(one, "metadata", "name") ?? "")));
    }
    return workloadsRunning(found, images);
  }

  async function besideRollouts(
    rollouts: readonly KubeObject[],
    group: string,
    kind: string,
  ): Promise<readonly KubeObject[]> {
    const found: KubeObject[] = [];
    for (const namespace of new Set(rollouts.map((one) => textAt(one, "metadata", "namespace")))) {
      const name = { group, kind, namespace: namespace ?? "", name: "" };
      found.push(...(await read({ resource: knownResource(name), namespace })));
    }
    return found;
  }

  /** The analyses of the version that the Rollouts are at; none where they may not be read. */
  async function runsOf(rollouts: readonly KubeObject[]): Promise<readonly KubeObject[]> {
    const hashes = rollouts.map((one) => textAt(one, "status", "currentPodHash"));
    const names = rollouts.map((one) => textAt(one, "metadata", "name"));
    const runs = await optional(() => besideRollouts(rollouts, "argoproj.io", "AnalysisRun"));
    return (runs ?? []).filter((run) => {
      const hash = textAt(run, "metadata", "labels", "rollouts-pod-template-hash");
      const owners = listAt(run, "metadata", "ownerReferences");
      return hashes.includes(hash) && owners.some((one) => names.includes(textAt(one, "name")));
    });
  }

  async function missing({ kind, namespace, name }: Deliverer, group: string): Promise<string> {
    const resource = knownResource({ group, kind, namespace, name });
    const there = await optional(() => read({ resource, namespace }));
    const names = (there ?? []).map((one) => textAt(one, "metadata", "name") ?? "");
    const near = nearestFew(name, names);
    const found = near.length === 0 ? "" : `; there is: ${near.join(", ")}`;
    return `there is no ${kind} ${name} in namespace ${namespace}${found}`;
  }

  return {
    described: `the Kubernetes API at ${kubernetes.server}`,
    level: "observed",
    pauses: { first: 10_000, longest: 30_000 },
    get requests() {
      return kubernetes.requests;
    },
    changed: () => wake.promise,

    async look(subject, target) {
      try {
        return await look(subject, target);
      } catch (error) {
        if (!(error instanceof KubernetesFailure)) throw error;
        if (error.kind !== "unavailable") throw explainKubernetes(error, tried);
        return { kind: "failed", reason: error.message };
      }
    },

    async rollouts(subject) {
      const target = { revisions: [], relations: new Map(), pushedAt: subject.pushedAt };
      const seen = await look(subject, target);
      if (seen.kind !== "seen") return [];
      return seen.observation.workloads.filter((one) => one["kind"] === "Rollout");
    },
  };
}

const GOOD = { health: "Healthy", worst: undefined, closedBy: undefined } as const;

/** What the reading comes to; undefined where we may not read it or it is not there. */
async function optional<T>(reading: () => Promise<T>): Promise<T | undefined> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof KubernetesFailure && error.kind !== "unavailable") return undefined;
    throw error;
  }
}

function knownResource({ group, kind }: ResourceName): Resource {
  const resource = resourceOf(group, kind);
  if (resource !== undefined) return resource;
  throw new Error(`kind ${kind} of group ${JSON.stringify(group)} is not read`);
}

function inOtherCluster(application: KubeObject, remote: string): UserError {
  const name = textAt(application, "metadata", "name") ?? "";
  return new UserError(
    "source-missing",
    `the Application ${name} deploys to ${remote}, another cluster than the one that was looked at`,
    {
      hint: "Give argocd-server and argocd-token instead: Argo CD shows the workloads of all its clusters.",
    },
  );
}
