/** A kind of the Kubernetes API, as its addresses name it. */
export interface Resource {
  /** Empty for the core kinds. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

function resource(apiVersion: string, kind: string, plural: string): Resource {
  const [first = "", second] = apiVersion.split("/");
  return second === undefined
    ? { group: "", version: first, kind, plural }
    : { group: first, version: second, kind, plural };
}

/** The kinds that are read, in the version their controllers serve today. */
const RESOURCES: readonly Resource[] = [
  resource("v1", "Pod", "pods"),
  resource("apps/v1", "Deployment", "deployments"),
  resource("apps/v1", "StatefulSet", "statefulsets"),
  resource("apps/v1", "DaemonSet", "daemonsets"),
  resource("apps/v1", "ReplicaSet", "replicasets"),
  resource("batch/v1", "Job", "jobs"),
  resource("batch/v1", "CronJob", "cronjobs"),
  resource("argoproj.io/v1alpha1", "Application", "applications"),
  resource("argoproj.io/v1alpha1", "AppProject", "appprojects"),
  resource("argoproj.io/v1alpha1", "Rollout", "rollouts"),
  resource("argoproj.io/v1alpha1", "AnalysisRun", "analysisruns"),
  resource("argoproj.io/v1alpha1", "AnalysisTemplate", "analysistemplates"),
  resource("argoproj.io/v1alpha1", "ClusterAnalysisTemplate", "clusteranalysistemplates"),
  resource("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "kustomizations"),
  resource("helm.toolkit.fluxcd.io/v2", "HelmRelease", "helmreleases"),
];

/** The resource of a kind; undefined for one that is never read. */
export function resourceOf(group: string, kind: string): Resource | undefined {
  return RESOURCES.find((one) => one.group === group && one.kind === kind);
}

/** Which objects of a resource are meant; without a namespace those of all, or of a kind that has none. */
export interface Selection {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  /** Only the object of this name: what a role may allow by name. */
  readonly name?: string | undefined;
}

/** The path of the collection: `/apis/apps/v1/namespaces/shop/deployments`. */
export function collectionPath({ resource, namespace }: Selection): string {
  const { group, version, plural } = resource;
  const root = group === "" ? `api/${version}` : `apis/${group}/${version}`;
  const scope = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/${root}${scope}/${plural}`;
}

/** What is meant, in words: `deployments.apps in namespace shop`. */
export function describeSelection({ resource, namespace, name }: Selection): string {
  const { group, plural } = resource;
  const what = group === "" ? plural : `${plural}.${group}`;
  const which = name === undefined ? what : `${what} ${JSON.stringify(name)}`;
  return namespace === undefined ? which : `${which} in namespace ${namespace}`;
}
