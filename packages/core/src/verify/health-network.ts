import { CheckFault } from "./health-script.ts";
import {
  type Check,
  degraded,
  type Health,
  healthy,
  progressing,
  unknown,
} from "./health-status.ts";
import {
  type Condition,
  conditionsIn,
  conditionsOf,
  fieldAt,
  type KubeObject,
  listAt,
  textAt,
} from "./kube-object.ts";

/** The checks for services, claims, autoscalers and the like, for the versions they know. */
export const networkChecks: Readonly<Record<string, Check>> = {
  "/v1/Service": service,
  "/v1/PersistentVolumeClaim": claim,
  "autoscaling/v1/HorizontalPodAutoscaler": annotatedAutoscaler,
  "autoscaling/v2/HorizontalPodAutoscaler": (object) => scaling(conditionsOf(object)),
  "apiregistration.k8s.io/v1/APIService": apiService,
  "apiregistration.k8s.io/v1beta1/APIService": apiService,
};

/** An ingress needs an address; its version does not matter. */
export function ingressHealth(object: KubeObject): Health {
  return hasAddress(object) ? healthy() : progressing();
}

function hasAddress(object: KubeObject): boolean {
  return listAt(object, "status", "loadBalancer", "ingress").length > 0;
}

function service(object: KubeObject): Health {
  const needsAddress = textAt(object, "spec", "type") === "LoadBalancer";
  return needsAddress && !hasAddress(object) ? progressing() : healthy();
}

function claim(object: KubeObject): Health {
  switch (textAt(object, "status", "phase")) {
    case "Bound":
      return healthy();
    case "Pending":
      return progressing();
    case "Lost":
      return degraded();
    default:
      return unknown();
  }
}

const SCALING_FAULTS = new Set([
  "AbleToScale/FailedGetScale",
  "AbleToScale/FailedUpdateScale",
  "ScalingActive/FailedGetResourceMetric",
  "ScalingActive/FailedGetObjectMetric",
  "ScalingActive/FailedGetPodsMetric",
  "ScalingActive/FailedGetExternalMetric",
  "ScalingActive/FailedComputeMetricsReplicas",
  "ScalingActive/InvalidSelector",
]);

function scaling(conditions: readonly Condition[]): Health {
  const fault = conditions.find(({ type, reason }) => SCALING_FAULTS.has(`${type}/${reason}`));
  if (fault !== undefined) return degraded(fault.message);
  const able = conditions.find(
    ({ type, status }) =>
      (type === "AbleToScale" || type === "ScalingLimited") && status === "True",
  );
  return able === undefined ? progressing("Waiting to Autoscale") : healthy(able.message);
}

/** Version 1 keeps its conditions in an annotation. */
function annotatedAutoscaler(object: KubeObject): Health {
  const annotation = fieldAt(
    object,
    "metadata",
    "annotations",
    "autoscaling.alpha.kubernetes.io/conditions",
  );
  if (typeof annotation !== "string") return scaling([]);
  return scaling(conditionsIn(parsedList(annotation)));
}

function parsedList(text: string): readonly unknown[] {
  const refused = "failed to convert conditions annotation to typed";
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new CheckFault(`${refused}: it is no JSON`);
  }
  if (Array.isArray(list)) return list;
  throw new CheckFault(`${refused}: it is no list`);
}

function apiService(object: KubeObject): Health {
  const available = conditionsOf(object).find(({ type }) => type === "Available");
  if (available === undefined) return progressing("Waiting to be processed");
  const message = `${available.reason ?? ""}: ${available.message ?? ""}`;
  return available.status === "True" ? healthy(message) : progressing(message);
}
