export { createKubernetes, type Kubernetes } from "./client.ts";
export type { Cluster } from "./cluster.ts";
export { eksToken } from "./eks-token.ts";
export { explainKubernetes, KubernetesFailure } from "./failure.ts";
export { type Followed, type FollowOptions, follow } from "./follow.ts";
export { readKubeconfig } from "./kubeconfig.ts";
export { type Resource, resourceOf, type Selection } from "./resource.ts";
