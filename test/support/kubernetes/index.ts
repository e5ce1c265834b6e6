export { type ApiObject, type ApiRequest, LocalKubernetes } from "./local-kubernetes.ts";
