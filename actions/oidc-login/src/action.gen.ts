// Generated from action.yml by `npm run gen`. Do not edit.

/** The names that this action's action.yml declares. */
export const action = {
  name: "oidc-login",
  inputs: [
    "role-to-assume",
    "aws-region",
    "audience",
    "role-duration-seconds",
    "role-session-name",
    "inline-session-policy",
    "managed-session-policies",
    "allowed-account-ids",
    "aws-profile",
    "workload-identity-provider",
    "service-account",
    "token-lifetime",
    "credentials-file",
    "registries",
    "trust-policy",
    "mode",
    "timeout-seconds",
  ],
  outputs: [
    "aws-account-id",
    "registries",
    "expires-at",
    "credentials-file",
    "claims",
    "result",
  ],
} as const;

export type InputName = (typeof action.inputs)[number];
export type OutputName = (typeof action.outputs)[number];
