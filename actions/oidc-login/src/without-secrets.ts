import type { RunContext } from "@gitops-actions/adapters/runner";

/** Why a run may have no secrets and no id token, and what to do about it; "" for an ordinary run. */
export function whyWithoutSecrets({ event, repository, actor, eventName }: RunContext): string {
  if (actor === "dependabot[bot]" && eventName !== "workflow_run") {
    return "This run was started by Dependabot: it gets Dependabot's secrets only, and no id token. Do without the login there, or do it in a workflow_run or after the merge.";
  }
  const from = headRepository(event);
  if (eventName !== "pull_request" || from === undefined || from === repository) return "";
  return `This run is for a pull request from the fork ${from}: it gets no secrets and no id token. Do without the login there, or do it after the merge.`;
}

function headRepository(event: RunContext["event"]): string | undefined {
  const name = ["head", "repo", "full_name"].reduce(field, event["pull_request"]);
  return typeof name === "string" ? name : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map(Object.entries(value)).get(name)
    : undefined;
}
