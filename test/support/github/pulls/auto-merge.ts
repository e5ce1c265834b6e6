import { requirePermission } from "../access.ts";
import type { Call } from "../call.ts";
import { unprocessable } from "../errors.ts";
import { type MergeRequest, requireMethod } from "./merge.ts";
import { mergeState } from "./merge-state.ts";
import type { PullRequest } from "./pull-request.ts";
import { rulesOf } from "./requirements.ts";

/**
 * Arms auto-merge. GitHub refuses where there is nothing to wait for, and the refusals are told apart by
 * their text only.
 */
export async function enableAutoMerge(
  call: Call,
  pull: PullRequest,
  { method, headline, body, expectedHead }: MergeRequest,
): Promise<void> {
  const { repository } = pull;
  requirePermission(call, repository, ["contents", "write"]);
  requirePermission(call, repository, ["pull_requests", "write"]);
  if (!repository.settings.autoMerge) {
    throw unprocessable("Pull request Auto merge is not allowed for this repository");
  }
  if (pull.state !== "open" || pull.isDraft) {
    throw unprocessable("Can't enable auto-merge for this pull request");
  }
  if (rulesOf(pull).length === 0) {
    throw unprocessable("Pull request Protected branch rules not configured for this branch");
  }
  if (expectedHead !== undefined && expectedHead !== pull.headOid) throw headHasMoved();
  requireMethod(pull, method);
  const state = call.knowsMergeability ? await mergeState(call.state, pull) : "UNKNOWN";
  if (state !== "BLOCKED" && state !== "BEHIND") {
    throw unprocessable(`Pull request is in ${state.toLowerCase()} status`);
  }
  pull.autoMerge = {
    enabledBy: call.actor,
    enabledAt: call.state.clock.now(),
    method,
    headline,
    body,
  };
}

export function disableAutoMerge(call: Call, pull: PullRequest): void {
  requirePermission(call, pull.repository, ["pull_requests", "write"]);
  if (pull.autoMerge === undefined) {
    throw unprocessable("Can't disable auto-merge for this pull request.");
  }
  pull.autoMerge = undefined;
}

export function headHasMoved() {
  return unprocessable("expected head sha didn’t match current head ref.");
}
