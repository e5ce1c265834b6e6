// Generated from action.yml by `npm run gen`. Do not edit.

/** The names that this action's action.yml declares. */
export const action = {
  name: "doctor",
  inputs: [
    "gitops-repository",
    "config",
    "fail-on",
    "github-token",
    "app-client-id",
    "app-private-key",
  ],
  outputs: [
    "errors",
    "warnings",
    "result",
  ],
} as const;

export type InputName = (typeof action.inputs)[number];
export type OutputName = (typeof action.outputs)[number];
