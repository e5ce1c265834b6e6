// Generated from action.yml by `npm run gen`. Do not edit.

/** The names that this action's action.yml declares. */
export const action = {
  name: "promote",
  inputs: [
    "environment",
    "app",
    "apps",
    "train",
    "from-environment",
    "image-tag",
    "mode",
    "gitops-repository",
    "gitops-branch",
    "from-repository",
    "config",
    "branch-template",
    "title-template",
    "labels",
    "reviewers",
    "team-reviewers",
    "draft",
    "auto-merge",
    "risk",
    "rollback",
    "change-ticket",
    "evidence",
    "trusted-root",
    "dry-run",
    "timeout-seconds",
    "github-token",
    "app-client-id",
    "app-private-key",
  ],
  outputs: [
    "operation",
    "pull-request-number",
    "pull-request-url",
    "decision",
    "retry-at",
    "changed",
    "promotions",
    "result",
  ],
} as const;

export type InputName = (typeof action.inputs)[number];
export type OutputName = (typeof action.outputs)[number];
