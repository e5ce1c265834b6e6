export { type ApiObject, type ApiRequest, LocalKubernetes } from "./local-kubernetes.ts";
export { RealKubernetes } from "./real-kubernetes.ts";
