import {
  type ApplicationName,
  type Argocd,
  ArgocdFailure,
  explainArgocd,
  type TreeNode,
} from "@gitops-actions/adapters/argocd";
import {
  applicationResources,
  argoDelivery,
  type KubeObject,
  type Observation,
  statedHealth,
  type Target,
  textAt,
  withRevisionsOf,
  workloadsRunning,
} from "@gitops-actions/core/verify";
import type { Request } from "./inputs.ts";
import { never, type Seen, type Source } from "./source.ts";
import type { Subject } from "./subject.ts";
import { noWorkload, WORKLOADS } from "./workloads.ts";

/**
 * Looks at Argo CD's API: at the Application, and, once the revision is applied, at the live workloads, of
 * whichever cluster they are.
 */
export function createArgocdSource(
  argocd: Argocd,
  { request }: { readonly request: Request },
): Source {
  async function look(subject: Subject, target: Target): Promise<Seen> {
    const { namespace, name } = request.deliverer(subject.app);
    const application = { name, namespace };
    const object = await argocd.application(application);
    const delivery = argoDelivery(withRevisionsOf(object, request.repository), target);
    const nothing = { workloads: [], replicaSets: [], closedBy: undefined };
    const observation: Observation = { delivery, ...statedHealth(object), ...nothing };
    if (delivery.state !== "applied") return { kind: "seen", observation, runs: [] };
    const workloads = await workloadsOf(object, { application, subject });
    if (workloads.length === 0) {
      const pending = { ...observation, delivery: noWorkload(subject) };
      return { kind: "seen", observation: pending, runs: [] };
    }
    const beside = await besideRollouts(workloads, application);
    return { kind: "seen", ...beside, observation: { ...observation, ...beside, workloads } };
  }

  async function workloadsOf(
    object: KubeObject,
    { application, subject }: { application: ApplicationName; subject: Subject },
  ): Promise<readonly KubeObject[]> {
    const found: KubeObject[] = [];
    for (const resource of applicationResources(object)) {
      if (!WORKLOADS.includes(resource.kind)) continue;
      const version = resource.group === "argoproj.io" ? "v1alpha1" : "v1";
      found.push(await argocd.resource(application, { ...resource, version }));
    }
    return workloadsRunning(found, subject.images);
  }

  /** The ReplicaSets and analyses of the version that the Rollouts are at, from the application's tree. */
  async function besideRollouts(
    workloads: readonly KubeObject[],
    application: ApplicationName,
  ): Promise<{ readonly replicaSets: KubeObject[]; readonly runs: KubeObject[] }> {
    const hashes = workloads
      .filter((one) => one["kind"] === "Rollout")
      .flatMap((one) => textAt(one, "status", "currentPodHash") ?? []);
    if (hashes.length === 0) return { replicaSets: [], runs: [] };
    const tree = await argocd.resourceTree(application);
    const read = async (kind: string, isOurs: (node: TreeNode) => boolean) => {
      const nodes = tree.filter((node) => node.kind === kind && isOurs(node));
      return Promise.all(nodes.map((node) => argocd.resource(application, node)));
    };
    const hasHash = ({ name }: TreeNode) => hashes.some((hash) => name.includes(`-${hash}`));
    return {
      replicaSets: await read("ReplicaSet", hasHash),
      runs: request.judgesRuns ? await read("AnalysisRun", hasHash) : [],
    };
  }

  return {
    described: `Argo CD at ${argocd.server}`,
    level: "observed",
    pauses: { first: 2_000, longest: 30_000 },
    get requests() {
      return argocd.requests;
    },
    changed: never,

    async look(subject, target) {
      try {
        return await look(subject, target);
      } catch (error) {
        if (!(error instanceof ArgocdFailure)) throw error;
        const mayPass = error.status === 0 || error.status === 429 || error.status >= 500;
        if (!mayPass) throw explainArgocd(error, `read the application of ${subject.app}`);
        return { kind: "failed", reason: error.message };
      }
    },
  };
}
