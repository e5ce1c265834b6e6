import {
  explainKubernetes,
  type Kubernetes,
  KubernetesFailure,
  resourceOf,
} from "@gitops-actions/adapters/kubernetes";
import { type Template, templateOf } from "@gitops-actions/core/verify";

/**
 * The AnalysisTemplates of a namespace; without one the ClusterAnalysisTemplates.
 * @throws `UserError` as `explainKubernetes`, `template-invalid`
 */
export async function readClusterTemplates(
  kubernetes: Kubernetes,
  namespace: string | undefined,
): Promise<readonly Template[]> {
  const kind = namespace === undefined ? "ClusterAnalysisTemplate" : "AnalysisTemplate";
  const resource = resourceOf("argoproj.io", kind);
  if (resource === undefined) throw new Error(`${kind} is not read`);
  try {
    const { objects } = await kubernetes.list({ resource, namespace });
    return objects.map((object) => templateOf(object, kind));
  } catch (error) {
    if (!(error instanceof KubernetesFailure)) throw error;
    throw explainKubernetes(error, "read the AnalysisTemplates");
  }
}
