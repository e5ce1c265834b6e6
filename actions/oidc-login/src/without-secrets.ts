import type { RunContext } from "@gitops-actions/adapters/runner";

/** Why a secret may be empty and an id token missing in this run, as a sentence with a space before it; "" where it is an ordinary run. */
export function withoutSecrets({ event, repository, actor, eventName }: RunContext): string {
  if (actor === "dependabot[bot]" && eventName !== "workflow_run") {
    return " This run was started by Dependabot: it gets Dependabot's secrets only, and no id token. Do without the login there, or do it in a workflow_run or after the merge.";
  }
  const from = headRepository(event);
  if (eventName !== "pull_request" || from === undefined || from === repository) return "";
  return ` This run is for a pull request from the fork ${from}: it gets no secrets and no id token. Do without the login there, or do it after the merge.`;
}

function headRepository(event: RunContext["event"]): string | undefined {
  const pull = field(event, "pull_request");
  const name = field(field(field(pull, "head"), "repo"), "full_name");
  return typeof name === "string" ? name : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map(Object.entries(value)).get(name)
    : undefined;
}
