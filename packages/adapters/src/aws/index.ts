export { assumeRole, assumeRoleWithToken, type SessionRequest } from "./assume-role.ts";
export type { AwsCalling } from "./client.ts";
export type { AwsSession } from "./session.ts";
