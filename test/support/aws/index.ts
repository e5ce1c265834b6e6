export { type Fault, LocalAws } from "./local-aws.ts";
export { Moto } from "./moto.ts";
export type { TrustPolicy } from "./trust-policy.ts";
