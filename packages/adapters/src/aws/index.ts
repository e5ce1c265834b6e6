export { assumeRole, assumeRoleWithToken, type SessionRequest } from "./assume-role.ts";
export type { AwsCalling } from "./client.ts";
export { AwsFailure, type AwsFailureKind } from "./failure.ts";
export type { AwsSession } from "./session.ts";
