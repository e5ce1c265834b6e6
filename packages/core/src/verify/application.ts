import { type HealthStatus, isHealthStatus, isWorseHealth } from "./health-status.ts";
import { fieldAt, isObject, type KubeObject, listAt, textAt } from "./kube-object.ts";

/** Where an object is. */
export interface ResourceName {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The resources that an Argo CD Application manages, as its status lists them. */
export function applicationResources(application: KubeObject): readonly ResourceName[] {
  return listAt(application, "status", "resources").map((one) => ({
    group: textAt(one, "group") ?? "",
    kind: textAt(one, "kind") ?? "",
    namespace: textAt(one, "namespace") ?? "",
    name: textAt(one, "name") ?? "",
  }));
}

/** The resources that a Flux Kustomization applied, as its inventory lists them: `shop_web_apps_Deployment`. */
export function inventoryResources(kustomization: KubeObject): readonly ResourceName[] {
  return listAt(kustomization, "status", "inventory", "entries").flatMap((entry) => {
    const parts = (textAt(entry, "id") ?? "").split("_");
    const [namespace = "", name = "", group = "", kind = ""] = parts;
    return kind === "" ? [] : [{ group, kind, namespace, name }];
  });
}

/** The health that Argo CD gives an Application, and of what it lists the first resource that is as bad. */
export function statedHealth(application: KubeObject): {
  readonly health: HealthStatus;
  readonly worst: string | undefined;
} {
  const stated = fieldAt(application, "status", "health", "status");
  const health = isHealthStatus(stated) ? stated : "Unknown";
  const worst = listAt(application, "status", "resources").find((one) => {
    const own = fieldAt(one, "health", "status");
    return isHealthStatus(own) && own !== "Healthy" && !isWorseHealth(own, health);
  });
  if (worst === undefined) return { health, worst: undefined };
  const name = `${textAt(worst, "kind") ?? ""}/${textAt(worst, "name") ?? ""}`;
  const message = textAt(worst, "health", "message") ?? "";
  return { health, worst: message === "" ? name : `${name}: ${message}` };
}

/** What the Application deploys to, where that is not the cluster that Argo CD runs in; else undefined. */
export function remoteDestination(application: KubeObject): string | undefined {
  const name = textAt(application, "spec", "destination", "name") ?? "";
  const server = textAt(application, "spec", "destination", "server") ?? "";
  const isHere = name === "in-cluster" || server === "https://kubernetes.default.svc";
  return isHere ? undefined : name || server || undefined;
}

/**
 * The Application with only those revisions that are of one repository: of several sources the others
 * (charts, values of other teams) have versions that say nothing of it. One with a single source, or whose
 * sources name the repository in no way we know, is left as it is.
 */
export function withRevisionsOf(application: KubeObject, repository: string): KubeObject {
  const sources = listAt(application, "spec", "sources");
  const own = sources.map((source) => isRepository(textAt(source, "repoURL") ?? "", repository));
  if (sources.length < 2 || !own.includes(true)) return application;
  const status = fieldAt(application, "status");
  if (!isObject(status)) return application;
  const operation = fieldAt(status, "operationState");
  return {
    ...application,
    status: {
      ...status,
      sync: withOwn(fieldAt(status, "sync"), own),
      ...(isObject(operation)
        ? {
            operationState: {
              ...operation,
              syncResult: withOwn(fieldAt(operation, "syncResult"), own),
            },
          }
        : {}),
    },
  };
}

/** Sources of one repository are of one revision; the first of them stands for all. */
function withOwn(result: unknown, own: readonly boolean[]): unknown {
  const revisions = listAt(result, "revisions").filter((_, index) => own[index] === true);
  return isObject(result) ? { ...result, revisions: revisions.slice(0, 1) } : result;
}

function isRepository(url: string, repository: string): boolean {
  const path = url
    .replace(/\.git$/, "")
    .replace(/\/+$/, "")
    .toLowerCase();
  const wanted = repository.toLowerCase();
  return path.endsWith(`/${wanted}`) || path.endsWith(`:${wanted}`);
}
