// Generated from action.yml by `npm run gen`. Do not edit.

/** The names that this action's action.yml declares. */
export const action = {
  name: "update-overlay",
  inputs: [
    "environment",
    "image",
    "app",
    "images",
    "image-name",
    "kustomize-args",
    "gitops-repository",
    "gitops-branch",
    "layout",
    "config",
    "delivery",
    "expected-current",
    "allow-older",
    "message",
    "dry-run",
    "timeout-seconds",
    "github-token",
    "app-client-id",
    "app-private-key",
  ],
  outputs: [
    "changed",
    "operation",
    "commit-sha",
    "commit-url",
    "pull-request-number",
    "pull-request-url",
    "previous",
    "diff",
    "attempts",
    "result",
  ],
} as const;

export type InputName = (typeof action.inputs)[number];
export type OutputName = (typeof action.outputs)[number];
