import type { Overview } from "@gitops-actions/adapters/github";
import { WORKFLOW_TOKEN } from "@gitops-actions/core/evidence";
import type { Outcome } from "./outcome.ts";

const CURE = "Give the action a GitHub App (app-client-id, app-private-key) to have them run.";

/**
 * What will not happen because it was done with `GITHUB_TOKEN`, in sentences.
 * @see https://docs.github.com/en/actions/concepts/security/github_token
 */
export function workflowTokenLimits(
  { viewer }: Pick<Overview, "viewer">,
  outcomes: readonly Pick<Outcome, "operation" | "pull">[],
): readonly string[] {
  if (viewer !== WORKFLOW_TOKEN) return [];
  const numbers = (operations: readonly Outcome["operation"][]): string =>
    outcomes
      .flatMap(({ operation, pull }) => (pull && operations.includes(operation) ? pull.number : []))
      .map((number) => `#${number}`)
      .join(", ");
  const opened = numbers(["created", "updated", "superseded"]);
  const merged = numbers(["merged"]);
  return [
    ...(opened === ""
      ? []
      : [
          `${opened}: written with GITHUB_TOKEN, so workflows on pull_request wait until somebody with write access approves their runs, and workflows on push, status and check_run do not run. ${CURE}`,
        ]),
    ...(merged === ""
      ? []
      : [
          `${merged}: merged with GITHUB_TOKEN, so no workflow on push or on pull_request closed runs. ${CURE}`,
        ]),
  ];
}
