export { type Fault, LocalAws } from "./local-aws.ts";
export type { TrustPolicy } from "./trust-policy.ts";
