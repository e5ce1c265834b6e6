import type { Call } from "./call.ts";
import type { Repository } from "./repository.ts";

/**
 * An event that workflows may listen to. `none` and `held` are what a workflow's own token gets: its
 * pushes start nothing, its pull requests start runs that wait for somebody to approve them.
 */
export interface Trigger {
  readonly event:
    | "push"
    | "pull_request"
    | "merge_group"
    | "workflow_dispatch"
    | "repository_dispatch";
  /** `opened`, `synchronize`, ...; the workflow of a dispatch; the ref of a push. */
  readonly detail: string;
  readonly actor: string;
  readonly runs: "start" | "held" | "none";
  /** Inputs of a dispatch. */
  readonly payload?: object | undefined;
}

export function trigger(
  { actor, token }: Pick<Call, "actor" | "token">,
  repository: Repository,
  { event, detail, payload }: Pick<Trigger, "event" | "detail" | "payload">,
): void {
  const isOwnToken = token.kind === "actions";
  const free = event === "workflow_dispatch" || event === "repository_dispatch";
  const runs = !isOwnToken || free ? "start" : event === "pull_request" ? "held" : "none";
  repository.triggers.push({ event, detail, actor: actor.login, runs, payload });
}
