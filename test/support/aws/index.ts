export { type Fault, LocalAws } from "./local-aws.ts";
export { Moto } from "./moto.ts";
export { isTrusted, type TrustPolicy } from "./trust-policy.ts";
