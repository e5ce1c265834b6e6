import { resourceHealth } from "./health.ts";
import { type HealthStatus, isWorseHealth } from "./health-status.ts";
import { fieldAt, type KubeObject, kindOf, textAt } from "./kube-object.ts";

/** A resource of an application: as Git wants it, and as it is in the cluster. */
export interface ManagedResource {
  readonly target: KubeObject | undefined;
  readonly live: KubeObject | undefined;
}

/** The health of a whole application. */
export interface ApplicationHealth {
  readonly status: HealthStatus;
  /** The first resource that made it so; undefined when all are well, or none is there. */
  readonly worst: { readonly object: KubeObject; readonly message: string } | undefined;
}

const HOOK_TYPES = new Set(["PreSync", "Sync", "PostSync", "SyncFail", "Skip"]);

/**
 * The health of an Argo CD application from its resources, as the controller puts it together: the
 * worst of them. Beware of what does not count: hooks, kinds without a check (a child application is
 * one), and a resource that is not there, unless none is.
 */
export function applicationHealth(
  resources: readonly ManagedResource[],
  { uid }: { uid: string },
): ApplicationHealth {
  const counted = resources.filter((resource) => !isHookResource(resource));
  const live = counted.map((resource) => resource.live).filter((one) => one !== undefined);
  let health: ApplicationHealth = { status: "Healthy", worst: undefined };
  for (const object of live) {
    if (isLeftOut(object, uid)) continue;
    const { status, message } = resourceHealth(object);
    if (status === undefined || status === "" || !isWorseHealth(health.status, status)) continue;
    health = { status, worst: { object, message } };
  }
  const isGone = counted.length > 0 && live.length === 0;
  return isGone ? { status: "Missing", worst: undefined } : health;
}

function isHookResource({ target, live }: ManagedResource): boolean {
  return (target !== undefined && isSkipped(target)) || (live !== undefined && isHook(live));
}

function annotation(object: KubeObject, name: string): string | undefined {
  return textAt(object, "metadata", "annotations", name);
}

function isHook(object: KubeObject): boolean {
  if (annotation(object, "argocd.argoproj.io/hook") !== undefined) return !isSkipped(object);
  const helm = annotation(object, "helm.sh/hook");
  return helm !== undefined && helm !== "crd-install";
}

/** Skip counts only where it is the one type. */
function isSkipped(object: KubeObject): boolean {
  const texts = (annotation(object, "argocd.argoproj.io/hook") ?? "").split(",");
  const types = new Set(texts.map((text) => text.trim()).filter((type) => HOOK_TYPES.has(type)));
  return types.size === 1 && types.has("Skip");
}

/** Somebody wants it to be left out, or it is the application itself. */
function isLeftOut(object: KubeObject, uid: string): boolean {
  const isIgnored = annotation(object, "argocd.argoproj.io/ignore-healthcheck") === "true";
  return isIgnored || (isApplication(object) && fieldAt(object, "metadata", "uid") === uid);
}

function isApplication(object: KubeObject): boolean {
  const { group, kind } = kindOf(object);
  return group === "argoproj.io" && kind === "Application";
}
