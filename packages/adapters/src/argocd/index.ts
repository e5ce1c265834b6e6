export {
  type ApplicationName,
  type Argocd,
  ArgocdFailure,
  type ArgocdServer,
  createArgocd,
  explainArgocd,
  type TreeNode,
} from "./client.ts";
